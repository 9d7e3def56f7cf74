"""A page that is kept is answered before anything else looks at the request.

What the other middlewares and the view would say of it, they said when it was first sent: it leaves
with the same headers, once the content version says that it is still what readers should see.
"""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from atoutsud.content import publication
from atoutsud.site import pagestore
from atoutsud.site.compression import encoding_for
from atoutsud.site.headers import same_for_everyone
from atoutsud.site.publicpage import validators

CONDITIONS = (
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
)
# What a 304 leaves out: it has no content.
OF_CONTENT = ("Content-Encoding", "Content-Length", "Content-Type", "Content-Language")
taken = lru_cache(maxsize=256)(encoding_for)


class KeptPagesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        pages = pagestore.store()
        if pages.knows(pagestore.address_of(request)) and is_plain(request):
            response = again(request, pages)
            if response is not None:
                return response
        response = self.get_response(request)
        if kept_as := getattr(response, "kept_as", None):
            same_for_everyone(response)
            key, encoding = kept_as
            pages.note(key, encoding, dict(response.items()))
        return response


def is_plain(request: HttpRequest) -> bool:
    """Nothing about it would be refused or redirected further in."""
    if request.method not in ("GET", "HEAD") or getattr(request, "foreign_charset", False):
        return False
    if request.META.get("CONTENT_LENGTH") not in (None, "", "0"):
        return False
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return not settings.SECURE_SSL_REDIRECT or request.is_secure()


def again(request: HttpRequest, pages: pagestore.MemoryStore) -> HttpResponse | None:
    """The page as it was sent before, or 304; None where it must be made."""
    try:
        seen = publication.seen()
    except Error:
        return None  # further in, a database that is away is told of
    request.version_read = seen  # type: ignore[attr-defined]
    etag, modified = validators(seen)
    key = f"{pagestore.address_of(request)}|{etag}"
    sent = pages.sent(key, taken(request.META.get("HTTP_ACCEPT_ENCODING", "")[:500]))
    if sent is None:
        return None
    response = HttpResponse(sent.body, headers=sent.headers)
    if any(name in request.META for name in CONDITIONS):
        known = get_conditional_response(request, etag=etag, last_modified=modified)
        if known is not None:
            if known.status_code != 304 or request.headers.get("If-None-Match", "").strip() == "*":
                return None
            response = _unchanged(sent)
    request.content_version = seen  # type: ignore[attr-defined]
    return response


def _unchanged(sent: pagestore.Sent) -> HttpResponse:
    response = HttpResponse(status=304)
    del response.headers["Content-Type"]
    for name, value in sent.headers.items():
        if name not in OF_CONTENT:
            response.headers[name] = value
    return response
