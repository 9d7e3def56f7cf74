"""A session that ended while someone was writing: the page gives everything back, to send again.

Nothing is stored: what was posted comes back in the page itself. Signing in again changes the
form's token, so a second page may ask to press once more; it does so only for what this site's own
page has sent, since a stranger's page must not find its words one press away from being saved.
"""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import strip_tags

from atoutsud.content.languages import active
from atoutsud.site import errors

LEFT_OUT = {"csrfmiddlewaretoken"}
WORTH_SHOWING = 40


def is_writing(request: HttpRequest) -> bool:
    """Whether something was posted to the back office, other than signing in or out."""
    apart = {reverse("admin:login"), reverse("admin:logout")}
    inside = request.path.startswith(reverse("admin:index")) and request.path not in apart
    return request.method == "POST" and inside


def given_back(request: HttpRequest, *, signed_in: bool) -> HttpResponse:
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in LEFT_OUT
    ]
    context: dict[str, Any] = {
        "language": active(),
        "noindex": True,
        "signed_in": signed_in,
        "fields": fields,
        "texts": [value for _n, value in fields if len(strip_tags(value)) >= WORTH_SHOWING],
        "address": request.get_full_path(),
        "sign_in": f"{reverse('admin:login')}?next={reverse('admin:index')}",
        "files": bool(request.FILES),
    }
    response = render(request, "session_ended.html", context, status=403)
    response["Cache-Control"] = "private, no-store"
    return response


def is_our_own(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent it; silence is a no."""
    sent_by = urlsplit(request.headers.get("Origin", ""))
    return bool(sent_by.netloc) and sent_by.netloc == request.get_host()


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The site's own answer, unless somebody was writing in the back office."""
    user = getattr(request, "user", None)
    staff = bool(user and user.is_active and user.is_staff)
    if staff and is_writing(request) and is_our_own(request):
        return given_back(request, signed_in=True)
    return errors.csrf_failure(request, reason)
