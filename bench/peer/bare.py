"""A Django view that says two words, without any middleware: the floor under every other figure."""

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path


def two_words(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Deux mots.", headers={"Content-Length": "10"})


urlpatterns = [path("", two_words)]
settings.configure(
    SECRET_KEY="bench-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH",  # noqa: S106
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    LOGGING_CONFIG=None,
)
application = WSGIHandler()
