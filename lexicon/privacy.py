"""Contributions: given back whole; when the account goes, what readers have stays, unsigned."""

import datetime
from typing import Any

from django.utils import timezone

from atoutsud.content.privacy import Part, moment, parts
from lexicon.models import Contribution, ContributionDraft, Message

REFUSED_KEPT = datetime.timedelta(days=365)
UNPUBLISHED = (
    Contribution.State.REFUSED, Contribution.State.WITHDRAWN, Contribution.State.SPAM,
)  # fmt: skip
_RULE = "exported; anonymous with the account, erased where nothing was published"


def _contributions(person: Any) -> list[dict[str, Any]]:
    rows = Contribution.objects.by(person).select_related("concept")
    return [_told(row) for row in rows.prefetch_related("changes", "thread")]


def _told(row: Contribution) -> dict[str, Any]:
    return {
        "number": row.pk,
        "kind": row.kind,
        "about": row.title,
        "field": row.path,
        "message": row.message,
        "source": row.source,
        "sent": moment(row.created),
        "state": row.state,
        "decided": moment(row.decided_at),
        "reason": row.reason_in_words(),
        "changes": [
            {
                "field": change.path,
                "before": change.old,
                "proposed": change.new,
                "decision": change.decision,
                "published": change.applied,
                "reason": change.reason_in_words(),
            }
            for change in row.changes.all()
        ],
        "talk": [
            {"from_reviewers": said.from_reviewers, "text": said.text, "sent": moment(said.created)}
            for said in row.thread.all()
        ],
    }


def _forget(person: Any) -> None:
    """Proposals nobody published go; of the others, what was never public goes."""
    own = Contribution.objects.filter(author=person)
    Message.objects.filter(contribution__author=person).delete()
    own.exclude(changes__revision__isnull=False).delete()
    own.filter(state__in=Contribution.OPEN).update(
        state=Contribution.State.WITHDRAWN, decided_at=timezone.now()
    )
    own.update(message="", source="")


def _expire() -> int:
    old = Contribution.objects.filter(
        state__in=UNPUBLISHED, decided_at__lt=timezone.now() - REFUSED_KEPT
    )
    count = old.exclude(changes__revision__isnull=False).delete()[0]
    return count + ContributionDraft.objects.filter(expires__lt=timezone.now()).delete()[0]


parts.register(
    Part(
        name="contributions",
        export=_contributions,
        forget=_forget,
        expire=_expire,
        order=40,
        covers={
            "lexicon.contribution.author": _RULE,
            "lexicon.contribution.decided_by": "anonymous with the account",
            "lexicon.importbatch.author": "anonymous with the account",
            "lexicon.importbatch.publisher": "anonymous with the account",
            "lexicon.change.decided_by": "anonymous with the account",
            "lexicon.message.author": "exported; erased with the account",
        },
    )
)
