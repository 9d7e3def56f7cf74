"""What the search of the whole site asks of each app."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from atoutsud.content.languages import Wording
from atoutsud.content.registry import Registry


class Hit(NamedTuple):
    address: str
    words: Wording
    note: str = ""
    summary: str = ""


@dataclass(frozen=True)
class Source:
    """`find(query, language, limit)` gives the best hits of one app, best first."""

    order: int
    label: Any
    find: Callable[[str, str, int], list[Hit]]


sources: Registry[Source] = Registry("search", order=lambda source: source.order)
register = sources.register
