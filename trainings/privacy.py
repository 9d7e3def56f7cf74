"""Requests for a training from the account's address."""

import datetime
from typing import Any

from django.utils import timezone

from atoutsud.content.privacy import Part, moment, parts
from trainings.models import TrainingRequest

CLOSED_KEPT = datetime.timedelta(days=2 * 365)
COLUMNS = ("organisation", "contact_name", "email", "need", "wished_for", "people")
_RULE = "exported; erased with the account, or two years after it was closed"


def _requests(person: Any) -> list[dict[str, Any]]:
    rows = TrainingRequest.objects.filter(email__iexact=person.email).order_by("created", "pk")
    return [
        {**{name: getattr(row, name) for name in COLUMNS}, "created": moment(row.created)}
        for row in rows
    ]


def _expire() -> int:
    old = TrainingRequest.objects.filter(
        state=TrainingRequest.State.CLOSED, created__lt=timezone.now() - CLOSED_KEPT
    )
    return old.delete()[0]


parts.register(
    Part(
        name="training_requests",
        export=_requests,
        forget=lambda person: TrainingRequest.objects.filter(email__iexact=person.email).delete(),
        expire=_expire,
        covers={
            **{
                f"trainings.trainingrequest.{name}": _RULE
                for name in ("organisation", "contact_name", "email")
            },
            "trainings.closedyear.closed_by": "anonymous with the account",
        },
    )
)  # fmt: skip
