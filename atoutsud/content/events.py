"""What happened to accounts, rights, data and content: who, what and when.

Each is a line of the log under `atoutsud.security`, and a row of the audit log unless it is told by
machines at their own pace. People are told by number, never by address, so that a line says nothing
once its account is deleted.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.apps import apps

logger = logging.getLogger("atoutsud.security")

# Told to the log alone: anyone can cause the first as often as he likes; a backup and what is
# restored from it must hold the same rows.
LOGGED_ONLY = frozenset({"limit reached", "backup", "restore"})
KINDS = LOGGED_ONLY | frozenset(
    {
        "log-in", "log-in refused", "log-out", "password changed", "e-mail changed",
        "second factor added", "second factor removed", "second factor refused",
        "rights changed", "account made", "account deleted", "content changed", "preview shared",
        "export", "import", "deletion",
    }
)  # fmt: skip
# Told by the thousand: a row of the audit log each, and no line.
ROWS_ONLY = frozenset({"content changed"})
_acting: ContextVar[Any] = ContextVar("acting", default=None)


@contextmanager
def acting(person: Any) -> Iterator[None]:
    """What is noted inside without a name is done by `person`."""
    token = _acting.set(person if getattr(person, "pk", None) else None)
    try:
        yield
    finally:
        _acting.reset(token)


def actor() -> Any:
    return _acting.get()


def note(
    kind: str,
    by: Any = None,
    *,
    on: tuple[str, int | None] = ("", None),
    title: str = "",
    **told: str | int | bool,
) -> None:
    """Write down that `by` (an account, else whoever is acting) did `kind` to `on` (“app.model”,
    number). `told` holds numbers and names of kinds only: no text anyone typed, no address.
    `title` is for what is deleted, and stays out of the log."""
    if kind not in KINDS:
        raise ValueError(f"Unknown security event: {kind}")
    by = by or actor()
    label, number = on
    if kind not in ROWS_ONLY:
        about = {"on": label, "number": number} if label else {}
        said = {"event": kind, "by": getattr(by, "pk", None), **about, **told}
        logger.info(kind, extra={"told": said})
    if kind not in LOGGED_ONLY:
        _model().objects.create(
            kind=kind,
            by_id=getattr(by, "pk", None),
            label=label,
            object_id=number,
            title=title[:200],
            told=told,
        )


def note_each(
    kind: str, by: Any, label: str, numbers: Iterable[int], **told: str | int | bool
) -> None:
    """The same of many things of one kind, in one statement; for what is told in rows alone."""
    if kind not in ROWS_ONLY:
        raise ValueError(f"Not an event told in rows alone: {kind}")
    by = actor() or by
    event = _model()
    event.objects.bulk_create(
        event(kind=kind, by_id=getattr(by, "pk", None), label=label, object_id=number, told=told)
        for number in numbers
    )


def note_changes(by: Any, label: str, numbers: Iterable[tuple[int, int]]) -> None:
    """That `by` wrote these revisions (object, number) of `label`, in one statement."""
    by = actor() or by
    event = _model()
    event.objects.bulk_create(
        event(
            kind="content changed",
            by_id=getattr(by, "pk", None),
            label=label,
            object_id=number,
            told={"revision": revision},
        )
        for number, revision in numbers
    )


def _model() -> Any:
    """The model stands above what notes events from the ground floor."""
    return apps.get_model("content.Event")
