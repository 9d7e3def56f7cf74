"""Error pages, in the language of the address that was asked for."""

import sys
from typing import Any

from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import get_template

from atoutsud.logs import request_id
from atoutsud.site import outage
from atoutsud.site.languages import language_of

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)

# Words of the page that must not need the catalogue.
BREAKDOWN = {
    "fr": {
        "language": "fr",
        "other": "en",
        "error": "Erreur",
        "word": "panne",
        "grammar": "nom féminin · mécanique",
        "meaning": "Arrêt passager d’un site qui n’a pas su répondre. Rien de ce qui était "
        "enregistré n’est perdu\u202f; réessayez dans un moment.",
        "elsewhere": "En anglais",
        "other_word": "breakdown",
        "see": "Voir",
        "home": "accueil",
        "told": "Référence de cette demande\u00a0:",
    },
    "en": {
        "language": "en",
        "other": "fr",
        "error": "Error",
        "word": "breakdown",
        "grammar": "noun · mechanics",
        "meaning": "Passing stop of a site that could not answer. Nothing that was stored is lost; "
        "try again in a moment.",
        "elsewhere": "In French",
        "other_word": "panne",
        "see": "See",
        "home": "home",
        "told": "Reference of this request:",
    },
}


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    context = {"noindex": True, "reference": request_id.get() if status != 404 else ""}
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-cache"
    return response


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if isinstance(exception, TOO_LARGE):
        return too_large(request)
    return _page(request, "400.html", 400)


def too_large(request: HttpRequest) -> HttpResponse:
    return _page(request, "413.html", 413)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, "403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Most often a page left open too long: going back finds what was typed."""
    return _page(request, "403_csrf.html", 403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A page without data, menu or catalogue, since what failed may be any of them."""
    try:
        # A full disk may be met after the view too, when a session is stored.
        if kind := outage.kind_of(sys.exc_info()[1]):
            return outage.page(request, kind)
        language = language_of(request.path_info)
        words = {**BREAKDOWN[language], "reference": request_id.get()}
        html = get_template("500.html").render(words)
        return HttpResponseServerError(html)
    except Exception:
        return HttpResponseServerError("500", content_type="text/plain")
