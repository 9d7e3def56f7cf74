"""Public pages kept once rendered: in this process's memory, or in Redis for several hosts.

A public page is a function of its address, the content version and the day (`publicpage`), so what
is kept under those three is right for everyone and never has to be thrown away: a change of content
makes another key. Only addresses without a query, or with the parameters that the view declares, in
one spelling, are kept: whatever else is asked cannot fill the store.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple, Protocol
from urllib.parse import urlencode

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

from atoutsud.site.compression import COMPRESS_FROM, compressed

# About a thousand pages: what a small site has, on the smallest server.
MOST_BYTES = 32_000_000
# A page this heavy is a download, better read from the database than held for everyone.
HEAVIEST = 500_000
# In Redis old keys are not looked for again; they leave by themselves.
LIFE = 24 * 3600
# How long a reader waits for another's rendering of the same page before rendering it too.
PATIENCE = 10
STRIPES = 64

logger = logging.getLogger(__name__)


class Kept(NamedTuple):
    """A page ready to be sent: its headers, and its bytes in each encoding asked so far."""

    headers: dict[str, str]
    bodies: dict[str, bytes]

    @property
    def size(self) -> int:
        return sum(map(len, self.bodies.values())) + 500


class Store(Protocol):
    def get(self, key: str) -> Kept | None: ...

    def put(self, key: str, page: Kept) -> None: ...

    def clear(self) -> None: ...


class MemoryStore:
    """The pages asked last, at most `most` bytes of them; shared by the threads of a process."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._pages: OrderedDict[str, Kept] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: str) -> Kept | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: str, page: Kept) -> None:
        with self._lock:
            known = self._pages.pop(key, None)
            self._size += page.size - (known.size if known else 0)
            self._pages[key] = page
            while self._size > self._most and self._pages:
                _key, oldest = self._pages.popitem(last=False)
                self._size -= oldest.size

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._size = 0


class SharedStore:
    """The pages in the cache that all hosts share. Without it pages are rendered, not refused."""

    PREFIX = "page:"

    def get(self, key: str) -> Kept | None:
        try:
            found = caches["default"].get(self.PREFIX + key)
        except Exception:
            logger.warning("The shared page store does not answer.", exc_info=True)
            return None
        return Kept(*found) if found else None

    def put(self, key: str, page: Kept) -> None:
        try:
            caches["default"].set(self.PREFIX + key, tuple(page), LIFE)
        except Exception:
            logger.warning("The shared page store does not answer.", exc_info=True)

    def clear(self) -> None:
        """Nothing to do: the keys of another content version are not asked for again."""


@cache
def _memory() -> MemoryStore:
    return MemoryStore()


def store() -> Store:
    """Redis where it is configured, so that a page is rendered once for all hosts; else memory.

    Not the database table that counts limits by default: reading a page there would cost as much
    as half of rendering it.
    """
    from django.conf import settings

    shared = "redis" in settings.CACHES["default"]["BACKEND"].lower()
    return SharedStore() if shared else _memory()


def key_of(request: HttpRequest, validator: str, parameters: tuple[str, ...]) -> str | None:
    """Under what this page is kept; None where the address is not one that is kept."""
    query = request.META.get("QUERY_STRING", "")
    if query:
        if set(request.GET) - set(parameters):
            return None
        asked = [(name, request.GET[name]) for name in parameters if name in request.GET]
        if urlencode(asked) != query:
            return None
    return f"{request.path_info}?{query}|{validator}"


_stripes = [threading.Lock() for _ in range(STRIPES)]


@contextmanager
def one_at_a_time(key: str) -> Iterator[None]:
    """While one thread renders a page, the others that want it wait for it, within reason."""
    lock = _stripes[hash(key) % STRIPES]
    held = lock.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        if held:
            lock.release()


def fetch(key: str, encoding: str, render: Callable[[], HttpResponse]) -> HttpResponse:
    """The kept page in this encoding, or what `render` gives, kept if it is a public answer."""
    pages = store()
    if found := pages.get(key):
        return _answer(pages, key, found, encoding)
    with one_at_a_time(key):
        if found := pages.get(key):
            return _answer(pages, key, found, encoding)
        response = render()
        if not _may_be_kept(response):
            return response
        page = Kept(dict(response.items()), {"": response.content})
        if page.size <= HEAVIEST:
            pages.put(key, page)
    return _answer(pages, key, page, encoding)


def _may_be_kept(response: HttpResponse) -> bool:
    """Only what is the same for everyone: a whole answer, without a cookie or a wish of its own."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")
        and not response.has_header("Vary")
    )


def _answer(pages: Store, key: str, page: Kept, encoding: str) -> HttpResponse:
    if len(page.bodies[""]) < COMPRESS_FROM:
        encoding = ""
    body = page.bodies.get(encoding)
    if body is None:
        body = compressed(page.bodies[""], encoding)
        page = Kept(page.headers, {**page.bodies, encoding: body})
        if page.size <= HEAVIEST:
            pages.put(key, page)
    response = HttpResponse(body, headers=page.headers)
    if encoding:
        response["Content-Encoding"] = encoding
    return response
