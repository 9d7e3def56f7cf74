"""Trying the links that are due, a few hosts in turn, with a pause between two visits to one."""

import datetime
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import chain, zip_longest
from urllib.parse import urlsplit

from django.utils import timezone

from atoutsud.site.links import collecting, fetching, records
from atoutsud.site.links.fetching import Answer, Ask, Forbidden, Unreachable
from atoutsud.site.links.records import BROKEN_AFTER, WatchedLink

PAUSE = 5.0
HOUR = datetime.timedelta(hours=1)
FINE = datetime.timedelta(days=7)
FAILED = datetime.timedelta(days=1)
BROKEN = datetime.timedelta(days=4)
# Sites that turn programs away: a person may well open the page.
SHUT_TO_PROGRAMS = frozenset((401, 403, 405, 406, 429, 451, 503, 999))


def read_texts() -> None:
    """Note the links of what is published now; those of this site are judged on the way."""
    found, faults = collecting.collect()
    records.note(found, faults, timezone.now())


class Pace:
    """`ask`, but never the same host twice within the pause."""

    def __init__(
        self,
        ask: Ask,
        pause: float = PAUSE,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.ask = ask
        self.pause = pause
        self.clock = clock
        self.sleep = sleep
        self.seen: dict[str, float] = {}

    def __call__(self, method: str, url: str) -> Answer:
        host = host_of(url)
        wait = self.seen.get(host, -self.pause) + self.pause - self.clock()
        if wait > 0:
            self.sleep(wait)
        try:
            return self.ask(method, url)
        finally:
            self.seen[host] = self.clock()


def host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def in_turn(links: Iterable[WatchedLink]) -> list[WatchedLink]:
    """One of each host, then the second of each, so that pauses cost little."""
    hosts: dict[str, list[WatchedLink]] = defaultdict(list)
    for link in links:
        hosts[host_of(link.url)].append(link)
    rounds = chain.from_iterable(zip_longest(*hosts.values()))
    return [link for link in rounds if link is not None]


def check(
    ask: Ask, *, most: int, seconds: float, clock: Callable[[], float] = time.monotonic
) -> int:
    """Try what is due, `most` links and about `seconds` at most; how many were tried."""
    ends = clock() + seconds
    due = WatchedLink.objects.outside().filter(next_check__lte=timezone.now())
    tried = 0
    for link in in_turn(due.order_by("next_check", "pk")[:most]):
        if clock() >= ends:
            break
        tried += _try(link, ask)
    return tried


def _try(link: WatchedLink, ask: Ask) -> bool:
    # Taken for an hour: another run at the same time leaves it alone.
    mine = WatchedLink.objects.filter(pk=link.pk, next_check=link.next_check)
    if not mine.update(next_check=timezone.now() + HOUR):
        return False
    works, told = probe(link.url, ask)
    now = timezone.now()
    tries = 0 if works else min(link.tries + 1, 9_999)
    again = FINE if works else FAILED if tries < BROKEN_AFTER else BROKEN
    WatchedLink.objects.filter(pk=link.pk).update(
        tries=tries,
        failing_since=(link.failing_since or now) if tries else None,
        checked=now,
        next_check=now + again,
        told=told[:200],
    )
    return True


def probe(url: str, ask: Ask) -> tuple[bool, str]:
    """(whether a person may open it, what was answered). HEAD first, GET where HEAD fails."""
    told = ""
    for method in ("HEAD", "GET"):
        try:
            code = fetching.follow(method, url, ask)
        except Forbidden as fault:
            return False, str(fault)
        except Unreachable as fault:
            told = str(fault)
            continue
        told = str(code)
        if 200 <= code < 400 or code in SHUT_TO_PROGRAMS and method == "GET":
            return True, told
    return False, told
