"""The language of a request: its address decides, and nothing is ever guessed for a reader."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from atoutsud.content.languages import LANGUAGES, served

ADMIN = "/admin/"
# Django refuses to parse more.
LONGEST_HEADER = 500
# Data files and pictures are in no language, or in both.
PAGE = "text/html"


def language_of(path: str) -> str:
    """The language a path says by its first part; French where it says none."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in served() else LANGUAGES[0]


def negotiated(request: HttpRequest) -> str:
    """The first of our languages a browser asks for; for `/` and short addresses alone."""
    asked = request.headers.get("Accept-Language", "")[:LONGEST_HEADER]
    for code, quality in parse_accept_lang_header(asked):
        if quality > 0 and code.partition("-")[0] in served():
            return code.partition("-")[0]
    return LANGUAGES[0]


class LanguageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request.path_info)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
            if response.headers.get("Content-Type", "").startswith(PAGE):
                response.headers.setdefault("Content-Language", translation.get_language())
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """The back office speaks the language its user chose; only there is the user looked at."""
        if request.path_info.startswith(ADMIN):
            chosen = getattr(request.user, "language", "")
            if chosen in LANGUAGES:
                request.LANGUAGE_CODE = chosen
                translation.activate(chosen)


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(f"/{negotiated(request)}/")
    response["Vary"] = "Accept-Language"
    response["Cache-Control"] = "private, no-cache"
    return response
