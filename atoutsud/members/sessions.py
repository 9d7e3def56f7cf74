"""How long a person stays signed in: an end to silence, and an end to the whole session.

The limits are kept when a session is read, which only pages that look at the user do: a reading
page neither reads nor renews a session.
"""

import datetime
import time
from typing import Any, NamedTuple

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.dispatch import receiver

HOUR = 3600
DAY = 24 * HOUR


class Limits(NamedTuple):
    idle: int
    whole: int
    renew: int


STAFF = Limits(idle=2 * HOUR, whole=12 * HOUR, renew=60)
MEMBER = Limits(idle=14 * DAY, whole=90 * DAY, renew=HOUR)
BEGAN, SEEN, IS_STAFF, AGENT = "_began", "_seen", "_staff", "_agent"
BROWSERS = (("Firefox/", "Firefox"), ("Edg/", "Edge"), ("OPR/", "Opera"), ("Chrome/", "Chrome"),
            ("Safari/", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Mac OS X", "macOS"), ("Linux", "Linux"))  # fmt: skip


def agent_in_words(header: str) -> str:
    """“Firefox, Android”: enough to know one's own device again, and no more."""
    found = [
        next((name for sign, name in known if sign in header), "") for known in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(word for word in found if word)


class SessionStore(DatabaseSessions):
    @classmethod
    def get_model_class(cls) -> Any:
        from atoutsud.members.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """What the holder's list of sessions says stands in columns beside the session."""
        row = super().create_model_instance(data)
        user = data.get(SESSION_KEY)
        row.user_id = int(user) if user else None
        row.agent = str(data.get(AGENT, ""))[:60]
        row.began, row.seen = _moment(data.get(BEGAN)), _moment(data.get(SEEN))
        return row

    def load(self) -> dict[str, Any]:
        data = super().load()
        if SESSION_KEY not in data:
            return data
        limits = STAFF if data.get(IS_STAFF) else MEMBER
        now = int(time.time())
        seen = data.get(SEEN, now)
        if now - seen > limits.idle or now - data.get(BEGAN, now) > limits.whole:
            self.delete(self.session_key)
            self._session_key = None
            return {}
        if SEEN not in data or now - seen >= limits.renew:
            data.setdefault(BEGAN, now)
            data[SEEN] = now
            self.modified = True
        return data


@receiver(user_logged_in)
def begin(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    now = int(time.time())
    request.session[BEGAN] = now
    request.session[SEEN] = now
    request.session[IS_STAFF] = bool(user.is_staff)
    request.session[AGENT] = agent_in_words(request.META.get("HTTP_USER_AGENT", "")[:500])


def _moment(stamp: int | None) -> datetime.datetime | None:
    return datetime.datetime.fromtimestamp(stamp, datetime.UTC) if stamp else None
