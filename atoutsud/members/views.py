"""My account: the pages allauth does not have."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from atoutsud.content import events, privacy
from atoutsud.content.mail import email_key
from atoutsud.members.forms import PreferencesForm
from atoutsud.members.models import Session, User
from atoutsud.members.recent import recently


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request: HttpRequest) -> HttpResponse:
    user = User.objects.get(pk=request.user.pk)
    form = PreferencesForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your choices are saved."))
        return redirect("members-account")
    protected = is_mfa_enabled(user)
    context = {
        "form": form,
        "protected": protected,
        "must_protect": user.is_staff and settings.STAFF_MFA_REQUIRED and not protected,
        "has_password": user.has_usable_password(),
    }
    return render(request, "account/account.html", context)


def mark_of(session: Session) -> str:
    """Names a session in the page without giving its key away."""
    return salted_hmac("members.session", session.session_key).hexdigest()[:20]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """The devices signed in, each of which can be ended, or all the others at once."""
    alive = Session.objects.filter(user=request.user.pk, expire_date__gt=timezone.now())
    own = request.session.session_key
    if request.method == "POST":
        others = [row for row in alive if row.session_key != own]
        asked = request.POST.get("end", "")
        chosen = [
            row for row in others if asked == "others" or constant_time_compare(mark_of(row), asked)
        ]
        Session.objects.filter(pk__in=[row.pk for row in chosen]).delete()
        ended = ngettext("%(n)d session ended.", "%(n)d sessions ended.", len(chosen))
        messages.success(request, ended % {"n": len(chosen)})
        return redirect("members-sessions")
    rows: list[dict[str, Any]] = [
        {"session": row, "is_own": row.session_key == own, "mark": mark_of(row)}
        for row in alive.order_by("-seen")
    ]
    return render(request, "account/sessions.html", {"rows": rows, "several": len(rows) > 1})


@require_http_methods(["GET", "HEAD", "POST"])
@recently
def data(request: HttpRequest) -> HttpResponse:
    """All that the site holds of the person who asks, as a file."""
    if request.method != "POST":
        return render(request, "account/data.html")
    user = User.objects.get(pk=request.user.pk)
    response = JsonResponse(
        privacy.export(user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    events.note("export", user, what="one’s own data")
    name = f"atoutsud-{timezone.localdate():%Y-%m-%d}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@recently
def delete(request: HttpRequest) -> HttpResponse:
    """The account goes; what readers have stays, signed by nobody."""
    user = User.objects.get(pk=request.user.pk)
    error = ""
    if request.method == "POST":
        if email_key(request.POST.get("email", "")) != user.email_key:
            error = _("Type the address of your account, to be sure.")
        elif is_last_administrator(user):
            error = _("You are the last administrator: name another one first.")
        else:
            erase(user)
            logout(request)
            return redirect("members-deleted")
    context = {"error": error, "typed": request.POST.get("email", "")[:254]}
    return render(request, "account/delete.html", context, status=422 if error else 200)


@require_http_methods(["GET", "HEAD"])
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "account/deleted.html")


def is_last_administrator(user: User) -> bool:
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    return user.is_superuser and not others.exists()


def erase(user: User) -> None:
    """All of it or nothing."""
    with transaction.atomic():
        privacy.forget(user)
        user.delete()
