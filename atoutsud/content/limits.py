"""How often one account, one address or everybody together may do something.

Each limit is a sliding window kept in one row, read and written under that row's lock: parallel
requests never pass the limit by one. The database keeps the count, so it survives a restart and
the loss of the cache. Addresses are kept as a keyed hash, and forgotten after two days.
"""

import datetime
import ipaddress
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from atoutsud.content import events

HOUR = 3600
DAY = 24 * HOUR
KEPT = datetime.timedelta(days=2)
EVERYBODY = "*"
SHARED_CACHE = "RedisCache"


class Limit(NamedTuple):
    """At most `most` times within any `seconds`."""

    scope: str
    most: int
    seconds: int


class Reached(Exception):
    """Nothing was counted nor done; `wait` is how many seconds to let pass."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"wait {wait} s")
        self.wait = max(wait, 1)

    def __str__(self) -> str:
        """What to tell the person, in the language of the page."""
        minutes = -(-self.wait // 60)
        if minutes < 90:
            when = ngettext("in %(n)d minute", "in %(n)d minutes", minutes) % {"n": minutes}
        else:
            hours = -(-self.wait // HOUR)
            when = ngettext("in %(n)d hour", "in %(n)d hours", hours) % {"n": hours}
        return _(
            "A great deal has been sent in a short time, from you or from your network. Please "
            "send it again %(when)s; what you wrote is still here."
        ) % {"when": when}


class Tally(models.Model):
    """When something was last done, for one limit and one account or address."""

    scope = models.CharField(max_length=40)
    key = models.CharField(max_length=40)
    moments = models.JSONField(default=list)
    updated = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _lazy("count of a limit")
        verbose_name_plural = _lazy("counts of limits")
        constraints = [
            models.UniqueConstraint(fields=["scope", "key"], name="content_tally_one_each")
        ]

    def __str__(self) -> str:
        return self.scope


def take(*wanted: tuple[Limit, str]) -> None:
    """Count one more for every (limit, who), or raise Reached and count for none."""
    now = time.time()
    with transaction.atomic():
        rows = [_locked(limit.scope, who) for limit, who in sorted(wanted)]
        wait = 0.0
        for row, (limit, _who) in zip(rows, sorted(wanted), strict=True):
            row.moments = [moment for moment in row.moments if now - moment < limit.seconds]
            if len(row.moments) >= limit.most:
                wait = max(wait, row.moments[-limit.most] + limit.seconds - now)
        if wait > 0:
            events.note("limit reached", scopes=", ".join(limit.scope for limit, _who in wanted))
            raise Reached(int(wait) + 1)
        for row in rows:
            row.moments.append(now)
            row.updated = timezone.now()
            row.save(update_fields=["moments", "updated"])


@contextmanager
def turn(name: str) -> Iterator[None]:
    """One at a time for everything of this `name`: the same thing sent twice waits for itself."""
    with transaction.atomic():
        _locked("turn", name)
        yield


def _locked(scope: str, who: str) -> Tally:
    key = salted_hmac("limits", who, algorithm="sha256").hexdigest()[:32]
    row, made = Tally.objects.get_or_create(scope=scope, key=key)
    return row if made else Tally.objects.select_for_update().get(pk=row.pk)


def forget_old() -> None:
    Tally.objects.filter(updated__lt=timezone.now() - KEPT).delete()


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; only our own proxies are believed about others."""
    direct = str(request.META.get("REMOTE_ADDR") or "")
    trusted = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    if not trusted or len(hops) < trusted:
        return direct
    try:
        return str(ipaddress.ip_address(hops[-trusted]))
    except ValueError:
        return direct


def block_of(request: HttpRequest) -> str:
    """The address, or for IPv6 its /64, which one subscriber has to himself."""
    return block(address_of(request))


def block(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


class Brief:
    """A limit on reading, which writes nothing: in the shared cache, else in this process."""

    MOST_KEPT = 10_000

    def __init__(self, limit: Limit, clock: Callable[[], float] = time.time) -> None:
        self.limit = limit
        self.clock = clock
        self.counts: dict[tuple[str, int], int] = {}

    def wait(self, who: str) -> int:
        """Count one more; how many seconds to let pass, 0 if it may go on."""
        now = self.clock()
        slot = int(now // self.limit.seconds)
        if self._count(who, slot) <= self.limit.most:
            return 0
        return int((slot + 1) * self.limit.seconds - now) + 1

    def _count(self, who: str, slot: int) -> int:
        if settings.CACHES["default"]["BACKEND"].endswith(SHARED_CACHE):
            key = salted_hmac(self.limit.scope, f"{who} {slot}").hexdigest()
            try:
                cache.add(key, 0, timeout=2 * self.limit.seconds)
                return int(cache.incr(key))
            except Exception:
                return 0  # reading goes on without the cache
        if len(self.counts) >= self.MOST_KEPT:
            self.counts = {key: n for key, n in self.counts.items() if key[1] == slot}
            if len(self.counts) >= self.MOST_KEPT:
                self.counts.clear()
        self.counts[who, slot] = self.counts.get((who, slot), 0) + 1
        return self.counts[who, slot]
