"""Requests that are refused by their size or their verb, before anything of them is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation

from atoutsud.site import errors
from atoutsud.site.languages import language_of

# TRACE would read a browser's cookies back to a script; the others mean nothing here.
VERBS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
FILES = "multipart/form-data"


class LimitsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in VERBS:
            return HttpResponseNotAllowed(VERBS)
        if too_large(request):
            with translation.override(language_of(request.path_info)):
                response = errors.too_large(request)
            # What still comes would be taken for the next request.
            response["Connection"] = "close"
            return response
        return self.get_response(request)


def too_large(request: HttpRequest) -> bool:
    """By what the request says of itself; Django's own limits hold while it is read."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    if not (said.isascii() and said.isdigit() and len(said) < 20):
        return bool(said.strip()) and said.isdigit()
    files = request.content_type == FILES
    most = settings.LARGEST_REQUEST if files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return int(said) > most
