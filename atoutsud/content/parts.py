"""Parts of pages, kept under all that they are made of.

A part is a function of its key: whatever changes makes another key, so nothing that is kept can be
out of date, and nothing has to be thrown away but for room.
"""

import threading
from collections.abc import Callable, Hashable
from typing import Any


class Parts:
    """The `most` parts made last; shared by the threads of a process."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[Hashable, Any] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._known)

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """`make` must read nothing but what the key holds."""
        found = self._known.get(key)
        if found is None:
            found = make()
            with self._lock:
                self._known[key] = found
                while len(self._known) > self._most:
                    del self._known[next(iter(self._known))]
        return found
