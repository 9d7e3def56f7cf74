"""Writing to the association."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from atoutsud.content import languages, limits, mail
from atoutsud.content.fields import Prose
from atoutsud.site.guardedform import GuardedForm, admission, form_page, sent_since, thanks_page

FEWEST_LETTERS = 10
SECTION = {"section": "contact"}


class ContactMessage(models.Model):
    name = models.CharField(_("name"), max_length=120, blank=True, default="")
    email = models.EmailField(_("e-mail address"))
    subject = models.CharField(_("subject"), max_length=150, blank=True, default="")
    message = Prose(_("message"), max_length=5_000)
    language = models.CharField(_("language"), max_length=2)
    created = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    answered = models.BooleanField(_("answered"), default=False)

    class Meta:
        verbose_name = _("message received")
        verbose_name_plural = _("messages received")
        ordering = ["answered", "-created"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(email="") & ~models.Q(message=""),
                name="site_contact_message_says_something",
            )
        ]

    def __str__(self) -> str:
        return self.subject or self.message[:60]


class ContactForm(GuardedForm):
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("To answer you. It is not published, nor given to anyone."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    subject = forms.CharField(label=_("Subject"), max_length=150, required=False)
    message = forms.CharField(
        label=_("Your message"),
        min_length=FEWEST_LETTERS,
        max_length=5_000,
        error_messages={"min_length": _("Write a sentence or two, please.")},
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean_message(self) -> str:
        return self.refuse_links(self.cleaned_data["message"])

    def keep(self, language: str, admit: Callable[[], None] = lambda: None) -> ContactMessage:
        """Store the message and queue the mail that tells the association, together.

        The same message sent twice at once is one; `admit` may refuse a new one.
        """
        data: dict[str, Any] = {
            name: self.cleaned_data[name] for name in ("name", "email", "subject", "message")
        }
        with limits.turn(f"contact {sorted(data.items())}"):
            if sent := ContactMessage.objects.filter(created__gte=sent_since(), **data).first():
                return sent
            admit()
            message = ContactMessage.objects.create(language=language, **data)
            mail.queue(
                settings.CONTACT_EMAIL,
                "site_contact",
                {"message": message},
                "fr",
                about=f"contact/{message.pk}",
                reply_to=message.email,
            )
        return message


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    form = ContactForm(request.POST or None)
    if request.method == "POST":
        if form.is_from_robot():
            return redirect("site-contact-thanks")
        if form.is_valid():
            try:
                form.keep(languages.active(), admission(request, "contact"))
            except limits.Reached as reached:
                return form_page(request, "site/contact.html", form, SECTION, reached=reached)
            return redirect("site-contact-thanks")
    return form_page(request, "site/contact.html", form, SECTION)


@require_http_methods(["GET", "HEAD"])
def contact_thanks(request: HttpRequest) -> HttpResponse:
    return thanks_page(request, "site/contact_thanks.html")
