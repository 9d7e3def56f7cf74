"""The policy of each answer: no style inside a page but the one that was made for it."""

from http import HTTPStatus
from typing import Any

from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest, HttpResponse

# Goes with a kept page from the rendering to the answer, and is never sent.
STYLE = "X-Own-Style"


def allow(request: Any, source: str) -> None:
    """The page rendered for `request` bears the style that the policy would call `source`."""
    request.own_style = source


def mark(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the answer say itself which style it bears, wherever it is kept."""
    if source := getattr(request, "own_style", ""):
        response[STYLE] = source
    return response


class PolicyMiddleware(CSPMiddleware):
    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if source := response.headers.get(STYLE):
            allow(request, source)
            del response[STYLE]
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            # The policy of the page that the reader has would give way to one without its style.
            return response
        return super().process_response(request, response)

    def get_policy_parts(
        self, request: HttpRequest, response: Any, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and (source := getattr(request, "own_style", "")):
            update: dict[str, Any] = dict(parts.update or {})
            update["style-src"] = [*update.get("style-src", ()), source]
            parts.update = update
        return parts
