"""“Ask for a training”: a short form, kept for the team and announced to it by mail."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from django_countries import countries

from atoutsud.content import languages, limits, mail, typography
from atoutsud.content.folding import sort_key
from atoutsud.content.languages import active
from atoutsud.site.guardedform import GuardedForm, admission, form_page, sent_since, thanks_page
from trainings.models import TrainingRequest

KEPT = ("organisation", "country", "contact_name", "email", "need", "wished_for", "people")
FEWEST_LETTERS = 10
SECTION = {"section": "trainings"}


def country_choices() -> list[tuple[str, str]]:
    named = [(code, typography.apply(str(name), active())) for code, name in countries]
    return [("", "—"), *sorted(named, key=lambda pair: sort_key(pair[1]))]


class AskForm(GuardedForm):
    organisation = forms.CharField(
        label=_("Your organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    country = forms.ChoiceField(label=_("Country"), required=False, choices=country_choices)
    contact_name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("To answer you. It is not published, nor given to anyone."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    need = forms.CharField(
        label=_("What you need"),
        help_text=_("What your team should be able to do afterwards, in a few lines."),
        min_length=FEWEST_LETTERS,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    wished_for = forms.CharField(
        label=_("When"),
        help_text=_("As you would say it: spring 2027, before a call that closes in May..."),
        max_length=200,
        required=False,
    )
    people = forms.CharField(
        label=_("How many people"), help_text=_("Roughly."), max_length=100, required=False
    )

    def clean_need(self) -> str:
        return self.refuse_links(self.cleaned_data["need"])

    def keep(self, language: str, admit: Callable[[], None] = lambda: None) -> TrainingRequest:
        """Store the request and queue the mail that tells the association, together.

        The same request sent twice at once is one; `admit` may refuse a new one.
        """
        data: dict[str, Any] = {name: self.cleaned_data[name] for name in KEPT}
        with limits.turn(f"training-request {sorted(data.items())}"):
            if sent := TrainingRequest.objects.filter(created__gte=sent_since(), **data).first():
                return sent
            admit()
            asked = TrainingRequest.objects.create(language=language, **data)
            mail.queue(
                settings.CONTACT_EMAIL,
                "trainings_asked",
                {"asked": asked},
                "fr",
                about=f"training-request/{asked.pk}",
                reply_to=asked.email,
            )
        return asked


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    form = AskForm(request.POST or None)
    if request.method == "POST":
        if form.is_from_robot():
            return redirect("trainings-ask-done")
        if form.is_valid():
            try:
                form.keep(languages.active(), admission(request, "training-request"))
            except limits.Reached as reached:
                return form_page(request, "trainings/ask.html", form, SECTION, reached=reached)
            return redirect("trainings-ask-done")
    return form_page(request, "trainings/ask.html", form, SECTION)


@require_http_methods(["GET", "HEAD"])
def ask_done(request: HttpRequest) -> HttpResponse:
    return thanks_page(request, "trainings/ask_done.html")
