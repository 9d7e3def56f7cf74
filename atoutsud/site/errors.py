"""Error pages, in the language of the address that was asked for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error as plain_server_error


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    response = render(request, template, {"noindex": True}, status=status)
    response["Cache-Control"] = "no-cache"
    return response


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, "403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Most often a page left open too long: going back finds what was typed."""
    return _page(request, "403_csrf.html", 403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A page without any data, since what failed may be the database."""
    return plain_server_error(request, template_name="500.html")
