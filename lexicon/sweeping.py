"""Deciding many proposals at once: unwanted ones, those to refuse, those without conflict.

Each proposal is decided by itself, through the door of all decisions: one that changed meanwhile
is left in the queue and counted as such.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from lexicon import moderation
from lexicon.models import Change, Contribution
from lexicon.moderation import Decision, Late, Seen


@dataclass
class Swept:
    done: list[Contribution] = field(default_factory=list)
    left: list[Contribution] = field(default_factory=list)


def set_aside(contributions: Iterable[Contribution], *, reviewer: Any) -> int:
    """Out of the queue as unwanted; nobody is written to. What is published stays."""
    keys = [contribution.pk for contribution in contributions]
    rows = Contribution.objects.filter(pk__in=keys, state__in=Contribution.OPEN)
    return rows.update(
        state=Contribution.State.SPAM, decided_by=reviewer, decided_at=timezone.now()
    )


def of_the_same_account(contribution: Contribution) -> Any:
    """All that waits from whoever sent this one."""
    if contribution.author_id is None:
        return Contribution.objects.waiting().filter(pk=contribution.pk)
    return Contribution.objects.waiting().filter(author=contribution.author_id)


def refuse(contributions: Iterable[Contribution], *, reviewer: Any, code: str, word: str) -> Swept:
    """All that waits in each is refused, for the same reason."""
    swept = Swept()
    for contribution in contributions:
        waiting = contribution.changes.filter(decision=Change.Decision.PENDING)
        chosen = {change.pk: Decision("refuse", "", code, word) for change in waiting}
        try:
            with transaction.atomic():
                if chosen:
                    moderation.decide(contribution, chosen, reviewer=reviewer, seen=Seen())
                else:
                    moderation.answer(
                        contribution,
                        accepted=False,
                        reviewer=reviewer,
                        reason_code=code,
                        reason=word,
                    )
        except Late:
            swept.left.append(contribution)
        else:
            swept.done.append(contribution)
    return swept


def accept_clean(contributions: Iterable[Contribution], *, reviewer: Any, seen: Any) -> Swept:
    """What has no conflict, as it was shown: `seen(contribution)` gives versions and marks."""
    swept = Swept()
    for contribution in contributions:
        shown: Seen = seen(contribution)
        chosen = {change.pk: Decision("apply") for change in clean(contribution)
                  if change.pk in shown.marks}  # fmt: skip
        try:
            with transaction.atomic():
                if not chosen:
                    raise Late([])
                moderation.decide(contribution, chosen, reviewer=reviewer, seen=shown)
        except (Late, ValidationError):
            swept.left.append(contribution)
        else:
            swept.done.append(contribution)
    return swept


def clean(contribution: Contribution) -> list[Change]:
    """The changes that apply without touching anybody's words."""
    if moderation.is_lost(contribution):
        return []
    document = moderation.document_of(contribution)
    return [
        change
        for change in contribution.changes.all()
        if change.decision == Change.Decision.PENDING
        and moderation.state_of(change, document) == "clean"
    ]
