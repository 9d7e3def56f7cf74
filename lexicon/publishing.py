"""The only door to entries: whoever publishes, an editor, a reviewer or an import, comes here.

It stands on the one door of all content and adds what is the lexicon's own. The rules themselves
(`rules.check`) are run by the document of the entry, so a revert or a working draft obeys them too.
"""

from collections.abc import Iterable
from typing import Any

from atoutsud.content import creating, revisions
from atoutsud.content.documents import Flat, expanded
from lexicon.models import Concept, Contribution, Term

__all__ = ["create_many", "in_order", "publish"]

_SECTIONS = ("terms", "examples", "citations", "relations", "mappings")


def publish(
    concept: Concept,
    changes: Flat,
    *,
    seen_version: int,
    author: Any,
    publisher: Any = None,
    summary: str = "",
    credited_name: str = "",
    contribution: Contribution | None = None,
) -> revisions.Revision:
    """Write `changes` and record the revision, credited to `author` (else to `publisher`).

    Raises revisions.Conflict when others changed the same paths since `seen_version`, and
    ValidationError when the entry would break a rule; nothing is written then.
    """
    if contribution is not None and not credited_name:
        credited_name = contribution.signed
    return revisions.apply(
        concept,
        in_order(changes),
        seen_version=seen_version,
        author=author or publisher,
        summary=summary,
        credited_name=credited_name,
    )


def create_many(
    items: Iterable[tuple[Concept, Flat]], *, author: Any, publisher: Any = None, summary: str
) -> list[revisions.Revision]:
    """New entries together, by the same rules; raises creating.NotTogether."""
    return creating.create_many(items, author=author or publisher, summary=summary)


def in_order(changes: Flat) -> Flat:
    """Terms before the rows that name them, and a term leaves a place before another takes it."""
    flat = expanded(changes)
    leaving = {
        _row(path)
        for path, value in flat.items()
        if path.startswith("terms/")
        and (value is None or (path.endswith("/status") and value != Term.Status.PREFERRED))
    }

    def rank(path: str) -> tuple[int, bool]:
        word = path.split("/")[0]
        section = _SECTIONS.index(word) + 1 if word in _SECTIONS else 0
        return section, _row(path) not in leaving

    return {path: flat[path] for path in sorted(flat, key=rank)}


def _row(path: str) -> str:
    return "/".join(path.split("/")[:2])
