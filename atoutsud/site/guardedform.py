"""Forms open to the world: kept from robots without asking people to prove anything."""

import datetime
import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _

from atoutsud.content import languages, limits
from atoutsud.site import publicpage

SALT = "guarded-form"
QUICKEST = 3
OLDEST = 24 * 3600
TWICE = datetime.timedelta(minutes=10)
LINKS = 3
AN_HOUR = 3
AN_HOUR_FROM_ALL = 120
LINK = re.compile(r"\bhttps?://|\bwww\.(?<!//www\.)", re.IGNORECASE)


class Trap(forms.TextInput):
    """A field that only a robot fills; `_field.html` keeps it out of sight and of the tab order."""

    is_trap = True

    def __init__(self) -> None:
        super().__init__(attrs={"tabindex": "-1", "autocomplete": "off"})


class GuardedForm(forms.Form):
    """A field nobody sees that must stay empty, and the signed time the form was shown.

    `is_from_robot()` is for the view: a robot gets the same thanks as a person, and nothing is
    kept. A form sent too quickly is asked for again, since a person may have a browser that fills.
    """

    website = forms.CharField(label=_("Leave this empty"), required=False, widget=Trap)
    shown = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    required_css_class = "required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shown"].initial = signing.dumps("", salt=SALT)
        if self.is_bound:
            # The form that comes back with errors was read long enough already.
            self.data = self.data.copy()

    def is_from_robot(self) -> bool:
        return bool(self.data.get("website"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        stamp = self.data.get("shown", "")
        try:
            signing.loads(stamp, salt=SALT, max_age=OLDEST)
        except signing.BadSignature:
            data: Any = self.data
            data["shown"] = signing.dumps("", salt=SALT)
            raise forms.ValidationError(
                _("This form was open for a long time. Please send it again.")
            ) from None
        try:
            signing.loads(stamp, salt=SALT, max_age=QUICKEST)
        except signing.SignatureExpired:
            return cleaned
        raise forms.ValidationError(
            _("This was sent very quickly. Please read it over, then send it again.")
        )

    def refuse_links(self, text: str) -> str:
        if len(LINK.findall(text)) > LINKS:
            raise forms.ValidationError(_("At most three links, please."))
        return text


def sent_since() -> datetime.datetime:
    """The same words that came since this moment were sent twice by a double click."""
    return timezone.now() - TWICE


def admission(request: HttpRequest, name: str) -> Callable[[], None]:
    """What a form calls before it keeps something: raises limits.Reached beyond the limits."""
    return lambda: limits.take(
        (limits.Limit(name, AN_HOUR, limits.HOUR), limits.block_of(request)),
        (limits.Limit(f"{name}-all", AN_HOUR_FROM_ALL, limits.HOUR), limits.EVERYBODY),
    )


def form_page(
    request: HttpRequest,
    template: str,
    form: forms.Form,
    context: dict[str, Any] | None = None,
    *,
    reached: limits.Reached | None = None,
) -> HttpResponse:
    """A form page without account data: `private, no-cache`, so that Back keeps what was typed.

    `reached`: too much was sent; the form comes back with everything typed, and says when to retry.
    """
    if reached:
        form.add_error(None, str(reached))
    status = 429 if reached else 422 if form.is_bound and form.errors else 200
    values = {"form": form, "language": languages.active(), **(context or {})}
    addresses = publicpage.counterparts(request)
    response = publicpage.page(request, template, values, addresses=addresses, status=status)
    patch_cache_control(response, private=True, no_cache=True)
    if reached:
        response["Retry-After"] = str(reached.wait)
    return response


def thanks_page(request: HttpRequest, template: str) -> HttpResponse:
    response = publicpage.page(request, template, {"noindex": True, "alternates": {}})
    patch_cache_control(response, private=True, no_cache=True)
    return response
