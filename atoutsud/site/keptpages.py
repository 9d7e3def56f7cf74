"""A page that is kept is answered before anything else looks at the request.

What the middlewares and the view would say of it, they said when it was first sent: it leaves with
the same headers, once the content version says that it is still what readers should see. The WSGI
handler asks here before Django makes a request of the question, the middleware for whoever comes
without that handler.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.http.response import ResponseHeaders
from django.utils.cache import get_conditional_response

from atoutsud.content import publication
from atoutsud.site import pagestore
from atoutsud.site.compression import encoding_for
from atoutsud.site.headers import ALWAYS, same_for_everyone
from atoutsud.site.publicpage import validators

# Asked seldom, and not only of the version that the reader has: the whole way answers.
PRECONDITIONS = ("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
# What a 304 leaves out: it has no content, and the reader has the policy with the page.
OF_CONTENT = (
    "Content-Encoding",
    "Content-Length",
    "Content-Type",
    "Content-Language",
    "Content-Security-Policy",
)
taken = lru_cache(maxsize=256)(encoding_for)
Headers = list[tuple[str, str]]


class Answer(NamedTuple):
    status: int
    headers: Headers
    body: bytes


class KeptPagesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if pagestore.VERSION not in request.META and (answer := again(request.META)):
            response = HttpResponse(answer.body, status=answer.status)
            response.headers = ResponseHeaders(dict(answer.headers))
            return response
        response = self.get_response(request)
        if kept_as := getattr(response, "kept_as", None):
            same_for_everyone(response)
            key, encoding = kept_as
            headers = dict(response.headers)
            for name, value in ALWAYS.items():
                headers.setdefault(name, value)
            pagestore.store().note(key, encoding, list(headers.items()))
        return response


def again(environ: dict[str, Any]) -> Answer | None:
    """The page as it was sent before, or 304; None where it must be made, or looked at further."""
    pages = pagestore.store()
    address = pagestore.address_of(environ)
    if not pages.knows(address) or not is_plain(environ):
        return None
    try:
        # As Django does before each request: a line to the database too old is opened anew.
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        seen = publication.seen()
    except Error:
        return None  # further in, a database that is away is told of
    environ[pagestore.VERSION] = seen
    etag, modified = validators(seen)
    sent = pages.sent(f"{address}|{etag}", taken(environ.get("HTTP_ACCEPT_ENCODING", "")[:500]))
    if sent is None:
        return None
    if _has_it(environ, etag, modified):
        return Answer(304, [pair for pair in sent.headers if pair[0] not in OF_CONTENT], b"")
    return Answer(200, sent.headers, sent.body)


def is_plain(environ: dict[str, Any]) -> bool:
    """Nothing about it would be refused, redirected or weighed further in."""
    return (
        environ["REQUEST_METHOD"] in ("GET", "HEAD")
        and environ.get("CONTENT_LENGTH") in (None, "", "0")
        and not environ.get("CONTENT_TYPE")
        and not any(name in environ for name in PRECONDITIONS)
        and environ.get("HTTP_IF_NONE_MATCH", "").strip() != "*"
        and _is_ours(
            environ.get("HTTP_HOST", environ["SERVER_NAME"]), tuple(settings.ALLOWED_HOSTS)
        )
        and (not settings.SECURE_SSL_REDIRECT or _is_secure(environ))
    )


@lru_cache(maxsize=64)
def _is_ours(host: str, allowed: tuple[str, ...]) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, allowed)


def _is_secure(environ: dict[str, Any]) -> bool:
    """As `HttpRequest.is_secure` reads it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        if name in environ:
            return bool(environ[name].split(",", 1)[0].strip() == secure)
    return bool(environ["wsgi.url_scheme"] == "https")


def _has_it(environ: dict[str, Any], etag: str, modified: int) -> bool:
    """Whether the reader keeps this version already."""
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known == etag:
        return True
    if not known and "HTTP_IF_MODIFIED_SINCE" not in environ:
        return False
    request = HttpRequest()
    request.META, request.method = environ, "GET"
    return get_conditional_response(request, etag=etag, last_modified=modified) is not None
