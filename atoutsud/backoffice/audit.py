"""Rules that no constraint can hold, checked over the whole database by `audit_data`.

Each app offers its own in a module `audit`: functions that give what they find, in words.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from atoutsud.content.registry import Registry


@dataclass(frozen=True)
class Audit:
    """`find` gives one sentence per fault, naming the row; nothing when all is well."""

    name: str
    find: Callable[[], Iterable[str]]


audits: Registry[Audit] = Registry("audit")
register = audits.register


def run() -> Iterable[tuple[str, list[str]]]:
    """(name, what was found), rule by rule."""
    for audit in audits:
        yield audit.name, list(audit.find())
