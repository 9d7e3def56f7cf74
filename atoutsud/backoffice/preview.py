"""What readers will see, before they see it: a screen for editors, a signed link for partners.

The public view itself renders the page, inside a transaction that is rolled back, for a request
without session, user or cookie. Its own wrapper is left out, so that nothing of a draft can enter
a store of public pages.
"""

import datetime
from dataclasses import dataclass
from inspect import unwrap
from typing import Any
from urllib.parse import urlsplit

from csp.constants import SELF
from django.apps import apps
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from atoutsud.content import publication, revisions
from atoutsud.content.drafts import draft_of, preview
from atoutsud.content.languages import LANGUAGES, active, other
from atoutsud.content.publication import Publishable, State
from atoutsud.site import policy, publicpage

SALT = "preview"
DAYS = (2, 7, 30)


@dataclass(frozen=True)
class Notice:
    """What the page says of being a preview; `switch` is its address in the other language."""

    until: datetime.datetime | None = None
    switch: str = ""


def document_of(obj: Any) -> dict[str, Any]:
    draft = draft_of(obj)
    return draft.document if draft else revisions.snapshot(obj)


def as_readers_see(obj: Any, language: str, notice: Notice) -> HttpResponse:
    """The public page of what is being prepared; ValidationError when a rule forbids it."""
    with translation.override(language), preview(obj, document_of(obj)) as shown:
        address = shown.address(language)
        match = resolve(address)
        request = reader(address, notice)
        request.resolver_match = match
        try:
            response: HttpResponse = unwrap(match.func)(request, *match.args, **match.kwargs)
        except publicpage.Gone:
            response = publicpage.gone(request)
    # Another request than the one that is answered.
    return policy.mark(request, response)


def reader(address: str, notice: Notice) -> HttpRequest:
    """A request as any reader's browser would send it, with nothing personal in it."""
    site = urlsplit(settings.SITE_URL)
    port = str(site.port or (443 if site.scheme == "https" else 80))
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = address
    request.META = {
        "SERVER_NAME": site.hostname or "localhost",
        "SERVER_PORT": port,
        "HTTP_HOST": site.netloc,
        "REQUEST_METHOD": "GET",
        "wsgi.url_scheme": site.scheme,
    }
    # Read inside the preview: what menus keep by version is kept under one that never comes back.
    request.content_version = publication.seen()  # type: ignore[attr-defined]
    request.preview = notice  # type: ignore[attr-defined]
    return request


def kept_private(response: HttpResponse) -> HttpResponse:
    """No store, no search engine, no referrer: the address is the key."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response


def framed(response: HttpResponse) -> HttpResponse:
    """May stand in a frame of this site, and of no other."""
    response["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_update = {}  # type: ignore[attr-defined]
    response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]
    return response


# The link for somebody without an account


def is_unpublished(obj: Any, draft: Any) -> bool:
    """Whether there is anything that readers do not see yet."""
    return draft is not None or (obj.state != State.WITHDRAWN and not obj.is_public)


def token_for(obj: Any, days: int) -> str:
    """Signed, for one object in its present state, until a day; publication ends it."""
    draft = draft_of(obj)
    until = timezone.now() + datetime.timedelta(days=days)
    payload = [obj._meta.label_lower, obj.pk, draft.pk if draft else 0, int(until.timestamp())]
    return signing.dumps(payload, salt=SALT)


def address_for(obj: Any, language: str, days: int) -> str:
    return address_of(token_for(obj, days), language)


def address_of(token: str, language: str) -> str:
    with translation.override(language):
        return publicpage.absolute(reverse("preview", args=[token]))


def opened(token: str) -> tuple[Any, datetime.datetime | None]:
    """The object a token leads to and until when; Http404 if forged, None as date if it ended."""
    try:
        label, pk, draft_pk, until = signing.loads(token, salt=SALT)
        model = apps.get_model(label)
    except (signing.BadSignature, ValueError, LookupError, TypeError):
        raise Http404 from None
    if not issubclass(model, Publishable):
        raise Http404
    obj: Any = model.objects.filter(pk=pk).first()
    if obj is None:
        raise Http404
    draft = draft_of(obj)
    ends = datetime.datetime.fromtimestamp(until, datetime.UTC)
    stands = (draft.pk if draft else 0) == draft_pk and is_unpublished(obj, draft)
    return obj, ends if stands and ends > timezone.now() else None


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """`/fr/apercu/<token>/`: dies on publication and on its day."""
    obj, until = opened(token)
    if until is None:
        context = {"language": active(), "noindex": True, "subject": obj if obj.is_public else None}
        return kept_private(render(request, "preview_ended.html", context, status=410))
    language = active()
    notice = Notice(until, address_of(token, other(language)))
    try:
        return kept_private(as_readers_see(obj, language, notice))
    except ValidationError as error:
        context = {"language": language, "noindex": True, "errors": error.messages}
        return kept_private(render(request, "preview_ended.html", context, status=422))


def frame(obj: Any, language: str) -> HttpResponse:
    """The page inside the editors' screen."""
    language = language if language in LANGUAGES else LANGUAGES[0]
    try:
        response = as_readers_see(obj, language, Notice())
    except ValidationError as error:
        context = {"language": language, "noindex": True, "errors": error.messages}
        nobody = reader("/", Notice())
        response = policy.mark(nobody, render(nobody, "preview_ended.html", context, status=422))
    return framed(kept_private(response))
