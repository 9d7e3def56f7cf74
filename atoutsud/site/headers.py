"""Headers Django and the policy middleware do not set."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


class HeadersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if hasattr(request, "content_version"):
            same_for_everyone(response)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


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
