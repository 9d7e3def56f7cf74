"""What the site holds of a person, and what becomes of it.

Each app offers its part by a module `privacy.py`: what it gives to the person who asks for it, what
it erases when the account goes, what it forgets by itself with time. `covers` names each personal
column with the rule that holds for it; a test refuses a personal column that no rule names.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from atoutsud.content.assignments import Assignment
from atoutsud.content.mail import OutboxMessage
from atoutsud.content.registry import Registry
from atoutsud.content.revisions import Revision, recredit
from atoutsud.content.trail import Event

SENT_MAIL_KEPT = datetime.timedelta(days=30)


def nothing(person: Any) -> Any:
    return None


def none_old() -> int:
    return 0


@dataclass(frozen=True)
class Part:
    """`export(person)` is JSON; `expire()` says how many rows it forgot."""

    name: str
    export: Callable[[Any], Any] = nothing
    forget: Callable[[Any], Any] = nothing
    expire: Callable[[], int] = none_old
    covers: Mapping[str, str] = field(default_factory=dict)
    order: int = 50


parts: Registry[Part] = Registry("privacy", order=lambda part: part.order)


def export(person: Any) -> dict[str, Any]:
    """All that is held of `person`, by part; parts that hold nothing are left out."""
    found = {part.name: part.export(person) for part in parts}
    return {name: value for name, value in found.items() if value not in (None, [], {})}


def forget(person: Any) -> None:
    """Erase or make anonymous what every app holds; the account itself goes last."""
    for part in parts:
        part.forget(person)


def expire() -> dict[str, int]:
    """Forget what was kept long enough; how many rows, by part."""
    return {part.name: part.expire() for part in parts}


def rules() -> dict[str, str]:
    """Personal column (“app.model.column”) -> the rule that holds for it."""
    return {column: rule for part in parts for column, rule in part.covers.items()}


def moment(when: datetime.datetime | None) -> str | None:
    return when.isoformat() if when else None


def _history(person: Any) -> list[dict[str, Any]]:
    rows = Revision.objects.filter(author=person).select_related("model").order_by("created", "pk")
    return [
        {
            "kind": f"{row.model.app_label}.{row.model.model}",
            "id": row.object_id,
            "number": row.number,
            "created": moment(row.created),
            "credited_as": row.credited_name,
            "summary": row.summary,
            "text": row.document,
        }
        for row in rows.iterator()
    ]


def _events(person: Any) -> list[dict[str, Any]]:
    rows = Event.objects.filter(by=person).order_by("moment", "pk")
    return [
        {"when": moment(row.moment), "what": row.kind, "on": row.label, "id": row.object_id}
        for row in rows.iterator()
    ]


def _tasks(person: Any) -> list[dict[str, Any]]:
    rows = Assignment.objects.to(person).select_related("model").order_by("created", "pk")
    return [
        {
            "kind": f"{row.model.app_label}.{row.model.model}",
            "id": row.object_id,
            "given": moment(row.created),
        }
        for row in rows
    ]


def _letters(person: Any) -> list[dict[str, Any]]:
    rows = OutboxMessage.objects.filter(to__iexact=person.email).order_by("created", "pk")
    return [
        {"subject": row.subject, "created": moment(row.created), "sent": moment(row.sent)}
        for row in rows
    ]


def _forget_old_letters() -> int:
    """Sent a month ago, or given up that long ago: an address is not kept for a failure."""
    before = timezone.now() - SENT_MAIL_KEPT
    left = OutboxMessage.objects.filter(sent__lt=before)
    given_up = OutboxMessage.objects.failed().filter(not_before__lt=before)
    return left.delete()[0] + given_up.delete()[0]


parts.register(
    Part(
        name="history",
        export=_history,
        forget=lambda person: recredit(person, ""),
        covers={
            "content.revision.author": "exported; made anonymous with the account",
            "content.revision.credited_name": "follows the account's choice; emptied with it",
            "content.workingdraft.author": "made anonymous with the account",
            "content.picture.uploaded_by": "made anonymous with the account",
        },
    )
)
parts.register(
    Part(
        name="tasks",
        export=_tasks,
        covers={"content.assignment.person": "exported; goes with the account"},
    )
)
parts.register(
    Part(
        name="letters",
        export=_letters,
        forget=lambda person: OutboxMessage.objects.filter(to__iexact=person.email).delete(),
        expire=_forget_old_letters,
        covers={
            "content.outboxmessage.to": "exported; erased with the account, or 30 days after",
            "content.outboxmessage.reply_to": "erased 30 days after sending",
        },
    )
)
parts.register(
    Part(
        name="events",
        export=_events,
        expire=Event.objects.forget_old,
        covers={"content.event.by": "exported; anonymous with the account; sign-ins a year"},
    )
)
