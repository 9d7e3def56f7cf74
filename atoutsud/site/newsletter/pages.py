"""What readers see: asking for the letter, confirming, giving it up; no account, no script."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from atoutsud.content import languages, limits
from atoutsud.site import publicpage
from atoutsud.site.guardedform import GuardedForm, admission, form_page, thanks_page
from atoutsud.site.newsletter import subscribers

SECTION = {"section": "newsletter"}
FORM = "site/newsletter.html"


class NewsletterForm(GuardedForm):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("To send you the letter. It is not published, nor given to anyone."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    language = forms.ChoiceField(
        label=_("In which language?"),
        choices=subscribers.LANGUAGES,
        initial=languages.active,
        widget=forms.RadioSelect,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def newsletter(request: HttpRequest) -> HttpResponse:
    """The answer is the same for every address, known or not."""
    form = NewsletterForm(request.POST or None)
    if request.method == "POST":
        if form.is_from_robot():
            return redirect("site-newsletter-asked")
        if form.is_valid():
            try:
                admission(request, "newsletter")()
            except limits.Reached as reached:
                return form_page(request, FORM, form, SECTION, reached=reached)
            subscribers.ask(form.cleaned_data["email"], form.cleaned_data["language"])
            return redirect("site-newsletter-asked")
    return form_page(request, FORM, form, SECTION)


@require_http_methods(["GET", "HEAD"])
def asked(request: HttpRequest) -> HttpResponse:
    return thanks_page(request, "site/newsletter_asked.html")


@require_http_methods(["GET", "HEAD"])
def confirmed(request: HttpRequest) -> HttpResponse:
    return thanks_page(request, "site/newsletter_confirmed.html")


# The link itself is the proof, so these two need no cookie. A GET changes nothing: programs that
# look at mail before people do follow links.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST" and subscribers.confirm(token):
        return redirect("site-newsletter-confirmed")
    lives = subscribers.waiting_for(token).exists()
    return _linked(request, "site/newsletter_confirm.html", {"lives": lives}, 200 if lives else 404)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Pressed by a person or sent by the mail program (RFC 8058), which follows no redirect.

    A link that names nobody, or nobody any more, is answered like any other.
    """
    gone = request.method == "POST"
    if gone:
        subscribers.leave(token)
    return _linked(request, "site/newsletter_leave.html", {"gone": gone}, 200)


def _linked(
    request: HttpRequest, template: str, context: dict[str, bool], status: int
) -> HttpResponse:
    values = {"noindex": True, "alternates": {}, **context}
    response = publicpage.page(request, template, values, status=status)
    patch_cache_control(response, private=True, no_store=True)
    return response
