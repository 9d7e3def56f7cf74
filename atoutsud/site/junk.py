"""What no browser sends is refused before anything reads it.

A charset that is no text encoding breaks Django's request before its handlers exist; a NUL hidden
in a cookie or in a filter of the back office breaks PostgreSQL.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_header_parameters

from atoutsud import logs
from atoutsud.site import keptpages
from atoutsud.site.languages import ADMIN

READABLE = ("", "utf-8", "utf8")


class Request(WSGIRequest):
    """Reads UTF-8 and says so of anything else, instead of trusting the charset it is given."""

    foreign_charset = False

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(
            meta.get("CONTENT_TYPE", "")
        )
        charset = self.content_params.get("charset", "").strip().lower()
        self.foreign_charset = charset not in READABLE


class Handler(WSGIHandler):
    """Sends a kept page before Django makes a request, a response and signals of it."""

    request_class = Request

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        answer = keptpages.again(environ)
        if answer is None:
            return super().__call__(environ, start_response)
        given = environ.get("HTTP_X_REQUEST_ID", "") if settings.TRUSTED_PROXIES else ""
        number = logs.new_request_id(given)
        line = f"{answer.status} {HTTPStatus(answer.status).phrase}"
        start_response(line, [*answer.headers, ("X-Request-ID", number)])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]


class JunkMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(request, "foreign_charset", False):
            raise BadRequest("Only UTF-8 is read.")
        for name, value in list(request.COOKIES.items()):
            if not value.isprintable():
                del request.COOKIES[name]
        if request.path_info.startswith(ADMIN) and "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("No address of ours holds a NUL.")
        return self.get_response(request)
