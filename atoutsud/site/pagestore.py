"""Public pages kept once rendered: in this process's memory, and in Redis for several hosts.

A public page is a function of its address, the content version and the day (`publicpage`), so what
is kept under those three is right for everyone and never has to be thrown away: a change of content
makes another key. Only addresses without a query, or with the parameters that the view declares, in
one spelling, are kept: whatever else is asked cannot fill the store.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

from atoutsud.site.compression import COMPRESS_FROM, compressed, decompressed

# About a thousand pages, compressed: what a small site has, on the smallest server.
MOST_BYTES = 8_000_000
# A page this heavy is a download, better read from the database than held for everyone.
HEAVIEST = 500_000
# In Redis old keys are not looked for again; they leave by themselves.
LIFE = 24 * 3600
# How long a reader waits for another's rendering of the same page before rendering it too.
PATIENCE = 10
STRIPES = 64
# Where a request carries the version read for it, so that it is read once.
VERSION = "atoutsud.version"
PADDING = b" " * COMPRESS_FROM

logger = logging.getLogger(__name__)


class Kept(NamedTuple):
    """A page ready to be sent: its headers, and its bytes in each encoding asked so far.

    As it is only until somebody takes it compressed: nearly everybody does, in a fifth of the room.
    """

    headers: dict[str, str]
    bodies: dict[str, bytes]

    @property
    def size(self) -> int:
        """With room for the headers, those of each encoding as it was last sent included."""
        return sum(map(len, self.bodies.values())) + 500 + 1500 * len(self.bodies)

    def encoding(self, taken: str) -> str:
        """The encoding it is sent in to who takes `taken`."""
        return "" if len(self.bodies.get("", PADDING)) < COMPRESS_FROM else taken

    def content(self) -> bytes:
        """The page as it was rendered."""
        if "" in self.bodies:
            return self.bodies[""]
        return decompressed(*next((body, encoding) for encoding, body in self.bodies.items()))

    def having(self, encoding: str, body: bytes) -> "Kept":
        """The same with one more encoding."""
        bodies = {**self.bodies, encoding: body}
        if encoding:
            bodies.pop("", None)
        return Kept(self.headers, bodies)


class Sent(NamedTuple):
    """An answer as it left the site, which may leave it again as it is."""

    body: bytes
    headers: list[tuple[str, str]]


class MemoryStore:
    """The pages asked last, at most `most` bytes of them; shared by the threads of a process.

    Of each address one version alone: nobody asks for an older one again.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._pages: OrderedDict[str, tuple[str, Kept, dict[str, Sent]]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def knows(self, address: str) -> bool:
        """Whether some version of this page was kept here: then it is a page that may be."""
        return address in self._pages

    def get(self, key: str) -> Kept | None:
        found = self._found(key)
        return found[1] if found else None

    def _found(self, key: str) -> tuple[str, Kept, dict[str, Sent]] | None:
        address = _address(key)
        with self._lock:
            found = self._pages.get(address)
            if found is None or found[0] != key:
                return None
            self._pages.move_to_end(address)
            return found

    def put(self, key: str, page: Kept) -> None:
        address = _address(key)
        with self._lock:
            known = self._pages.pop(address, None)
            self._size += page.size - (known[1].size if known else 0)
            self._pages[address] = (key, page, known[2] if known and known[0] == key else {})
            while self._size > self._most and self._pages:
                _gone, oldest = self._pages.popitem(last=False)
                self._size -= oldest[1].size

    def sent(self, key: str, taken: str) -> Sent | None:
        """The whole answer that somebody who takes `taken` was given before."""
        found = self._found(key)
        return found[2].get(found[1].encoding(taken)) if found else None

    def note(self, key: str, encoding: str, headers: list[tuple[str, str]]) -> None:
        """Remember with which headers the page has just left."""
        found = self._found(key)
        if found and encoding in found[1].bodies:
            found[2].setdefault(encoding, Sent(found[1].bodies[encoding], headers))

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._size = 0


class SharedStore(MemoryStore):
    """Before the cache that all hosts share: what one has rendered, each holds once it was asked.

    Without that cache pages are rendered, not refused.
    """

    PREFIX = "page:"

    def get(self, key: str) -> Kept | None:
        if near := super().get(key):
            return near
        try:
            found = caches["default"].get(self.PREFIX + key)
        except Exception:
            logger.warning("The shared page store does not answer.", exc_info=True)
            return None
        if not found:
            return None
        page = Kept(*found)
        super().put(key, page)
        return page

    def put(self, key: str, page: Kept) -> None:
        super().put(key, page)
        try:
            caches["default"].set(self.PREFIX + key, tuple(page), LIFE)
        except Exception:
            logger.warning("The shared page store does not answer.", exc_info=True)


@cache
def _memory() -> MemoryStore:
    return MemoryStore()


@cache
def _shared() -> SharedStore:
    return SharedStore()


def store() -> MemoryStore:
    """Redis too where it is configured, so that a page is rendered once for all hosts.

    Not the database table that counts limits by default: reading a page there would cost as much as
    rendering it.
    """
    from django.conf import settings

    shared = "redis" in settings.CACHES["default"]["BACKEND"].lower()
    return _shared() if shared else _memory()


def address_of(environ: Mapping[str, Any]) -> str:
    return f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}"


def _address(key: str) -> str:
    """The part of a key that stays while versions pass."""
    return key.rpartition("|")[0] or key


def key_of(request: HttpRequest, validator: str, parameters: tuple[str, ...]) -> str | None:
    """Under what this page is kept; None where the address is not one that is kept."""
    query = request.META.get("QUERY_STRING", "")
    if query:
        if set(request.GET) - set(parameters):
            return None
        asked = [(name, request.GET[name]) for name in parameters if name in request.GET]
        if urlencode(asked) != query:
            return None
    return f"{address_of(request.META)}|{validator}"


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


def _answer(pages: MemoryStore, key: str, page: Kept, encoding: str) -> HttpResponse:
    encoding = page.encoding(encoding)
    body = page.bodies.get(encoding)
    if body is None:
        content = page.content()
        body = compressed(content, encoding) if encoding else content
        page = page.having(encoding, body)
        if encoding and page.size <= HEAVIEST:
            pages.put(key, page)
    response = HttpResponse(body, headers=page.headers)
    if encoding:
        response["Content-Encoding"] = encoding
    response.kept_as = (key, encoding)  # type: ignore[attr-defined]
    return response
