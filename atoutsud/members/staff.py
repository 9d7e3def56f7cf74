"""The back office opens to staff with a second factor, while the site requires one."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers


class StaffMfaMiddleware:
    """Leads staff without a second factor from any back-office address to its enrolment."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._must_enrol(request):
            response = redirect("mfa_index")
            add_never_cache_headers(response)
            return response
        return self.get_response(request)

    def _must_enrol(self, request: HttpRequest) -> bool:
        """Only back-office addresses look at the user: reading pages touch no session."""
        if not settings.STAFF_MFA_REQUIRED or not request.path.startswith(reverse("admin:index")):
            return False
        user = request.user
        return user.is_authenticated and user.is_staff and not is_mfa_enabled(user)
