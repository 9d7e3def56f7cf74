"""What the machine under the site cannot do just now: a full disk, a database or a cache that is
away. Readers go on reading what can be read; whoever was writing gets the words back.
"""

import errno
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.utils import translation

from atoutsud import logs
from atoutsud.site.languages import language_of

FULL, AWAY = "full", "away"
RETRY = {FULL: 300, AWAY: 10}
# SQLite tells these by words alone; its other faults are faults of ours.
SQLITE_FULL = ("disk is full", "readonly database", "disk i/o error")
SQLITE_AWAY = ("is locked", "unable to open database")
SECRET = ("password", "code", "otp", "secret")
# What a form needs to be sent again and no one would want to read.
SHORT = 12


def kind_of(fault: BaseException | None) -> str:
    """Why this exception is no fault of the code; empty when it is one."""
    while fault is not None:
        found = _kind_of(fault)
        if found:
            return found
        fault = fault.__cause__ or fault.__context__
    return ""


def _kind_of(fault: BaseException) -> str:
    if isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
        return FULL
    if type(fault).__module__.startswith("redis.") and isinstance(fault, _redis_faults()):
        return AWAY
    if isinstance(fault, InterfaceError):
        return AWAY
    if not isinstance(fault, OperationalError):
        return ""
    if connection.vendor == "postgresql":
        state = getattr(fault.__cause__, "sqlstate", None)
        return FULL if state == "53100" else AWAY
    said = str(fault).lower()
    if any(words in said for words in SQLITE_FULL):
        return FULL
    return AWAY if any(words in said for words in SQLITE_AWAY) else ""


def _redis_faults() -> tuple[type[Exception], ...]:
    from redis.exceptions import BusyLoadingError, ConnectionError, ReadOnlyError, TimeoutError

    return (ConnectionError, TimeoutError, BusyLoadingError, ReadOnlyError)


class OutageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        kind = kind_of(fault)
        return page(request, kind) if kind else None


def page(request: HttpRequest, kind: str) -> HttpResponse:
    """503, with what was typed and a button to send it again; no database is asked anything."""
    fields, hidden, whole = typed(request)
    language = language_of(request.path_info)
    with translation.override(language):
        html = get_template("503.html").render(
            {
                "language": language,
                "full": kind == FULL,
                "writing": request.method == "POST",
                "fields": fields,
                "hidden": hidden,
                "again": whole and request.get_full_path(),
                "multipart": request.content_type == "multipart/form-data",
                "reference": logs.request_id.get(),
            }
        )
    response = HttpResponse(html, status=503)
    response._has_been_logged = True  # type: ignore[attr-defined]  # by `headers.tell`
    response["Retry-After"] = str(RETRY[kind])
    response["Cache-Control"] = "private, no-cache"
    return response


def typed(request: HttpRequest) -> tuple[list[tuple[str, str]], list[tuple[str, str]], bool]:
    """(what a person wrote, the rest of the form, whether it can be sent again as it is)."""
    fields: list[tuple[str, str]] = []
    hidden: list[tuple[str, str]] = []
    whole = request.method == "POST"
    try:
        posted: Any = request.POST if whole else {}
        items = [(name, value) for name in posted for value in posted.getlist(name)]
    except Exception:  # what failed may be the reading of the form itself
        return [], [], False
    for name, value in items:
        if any(word in name.lower() for word in SECRET):
            whole = False
        elif len(value) > SHORT and name != "csrfmiddlewaretoken":
            fields.append((name, value))
        else:
            hidden.append((name, value))
    return fields, hidden, whole
