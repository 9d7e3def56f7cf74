"""What every answer carries, whichever part of the site or of Django gave it."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from atoutsud import logs

# What could tell on a reader or cost one something; only scripts of ours run, which ask for none.
PERMISSIONS = "browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()"
# Those Django sets belong here too: an answer made before its own middleware would lack them.
ALWAYS = {
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "X-Content-Type-Options": "nosniff",
}
# A file of ours fetches nothing; the long policies of pages would weigh more than the file.
OF_FILES = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
SLOW = 1.0
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")
logger = logging.getLogger("atoutsud.request")


class HeadersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "") if settings.TRUSTED_PROXIES else ""
        number = logs.new_request_id(given)
        begun = time.monotonic()
        response = self.get_response(request)
        if hasattr(request, "content_version"):
            same_for_everyone(response)
        if request.path.startswith(settings.STATIC_URL) and response.status_code == 200:
            for name, value in OF_FILES.items():
                response[name] = value
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers["X-Request-ID"] = number
        tell(request, response, time.monotonic() - begun)
        return response


def tell(request: HttpRequest, response: HttpResponse, took: float) -> None:
    """One line for what was written, refused or slow; reading well is not news.

    Neither who asked nor what for: the route, not the address.
    """
    read = request.method in ("GET", "HEAD", "OPTIONS")
    if read and response.status_code < 400 and took < SLOW:
        return
    told = {
        "method": request.method if request.method in METHODS else "other",
        "route": logs.route_of(request),
        "status": response.status_code,
        "ms": round(took * 1000),
    }
    level = logging.ERROR if response.status_code >= 500 else logging.INFO
    logger.log(level, "answered", extra={"told": told})


def same_for_everyone(response: HttpResponse) -> None:
    """A public page answers nobody in particular, whatever stale cookies came with the question.

    The session and forgery middlewares throw away cookies they cannot read, which would tie an
    answer that proxies may keep to one reader.
    """
    response.cookies.clear()
    varies = [part.strip() for part in response.headers.get("Vary", "").split(",")]
    others = [part for part in varies if part and part.lower() != "cookie"]
    if others:
        response.headers["Vary"] = ", ".join(others)
    elif response.has_header("Vary"):
        del response.headers["Vary"]
