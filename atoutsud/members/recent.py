"""What weighs heavily asks who is there once more: by password, second factor, or a new sign-in."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import (
    did_recently_reauthenticate,
    get_reauthentication_flows,
)
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

View = Callable[..., HttpResponse]


def signed_in_lately(request: HttpRequest) -> bool:
    """A sign-in counts as well as a confirmation, for ten minutes."""
    records = get_authentication_records(request, request.user)
    last = max((record["at"] for record in records), default=0)
    return bool(time.time() - last < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def recently(view: View) -> View:
    @wraps(view)
    @login_required
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if signed_in_lately(request):
            return view(request, *args, **kwargs)
        flows = get_reauthentication_flows(request.user)  # type: ignore[arg-type]
        if flows:
            if did_recently_reauthenticate(request):
                return view(request, *args, **kwargs)
            name = (
                "account_reauthenticate" if flows[0]["id"] == "reauthenticate" else flows[0]["id"]
            )
        else:
            # An account without a password signs in again by a code.
            logout(request)
            name = "account_login"
        back = request.get_full_path() if request.method == "GET" else request.path
        return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': back})}")

    return wrapped
