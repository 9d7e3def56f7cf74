"""How long a person stays signed in: an end to silence, and an end to the whole session.

The limits are kept when a session is read, which only pages that look at the user do: a reading
page neither reads nor renews a session.
"""

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
BEGAN, SEEN, IS_STAFF = "_began", "_seen", "_staff"


class SessionStore(DatabaseSessions):
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
