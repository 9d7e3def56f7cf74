"""Taking a decision back within five minutes: a new revision, and a mail that never leaves."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from atoutsud.content import mail
from atoutsud.content.documents import differences
from atoutsud.content.publication import State
from atoutsud.content.revisions import Conflict, Revision, history
from lexicon.models import Change, Contribution
from lexicon.moderation import UNDO_WITHIN, hold, mail_about
from lexicon.publishing import publish


def last_step(contribution: Contribution) -> list[Change]:
    """The changes decided last, in one go."""
    decided = [change for change in contribution.changes.all() if change.decided_at]
    if not decided:
        return []
    last = max(change.decided_at for change in decided if change.decided_at)
    near = last - UNDO_WITHIN / 100  # one publication writes all its changes within a moment
    return [change for change in decided if change.decided_at and change.decided_at >= near]


def can_be_undone(contribution: Contribution) -> bool:
    moments = [change.decided_at for change in last_step(contribution)]
    if not contribution.is_open and contribution.state != Contribution.State.WITHDRAWN:
        moments.append(contribution.decided_at)
    last = max((moment for moment in moments if moment), default=None)
    return last is not None and timezone.now() - last < UNDO_WITHIN


def undo(contribution: Contribution, *, reviewer: Any) -> Contribution:
    """Put the last decision back to “waiting”, and the entry back to what it said.

    Raises ValidationError, with nothing written, when it is too late or others wrote since.
    """
    with transaction.atomic():
        held = hold(contribution)
        if not can_be_undone(held):
            raise ValidationError(
                _("It is too late to undo this: the history of the entry can bring its text back.")
            )
        step = last_step(held)
        revisions = {change.revision for change in step if change.revision}
        for revision in sorted(revisions, key=lambda r: -r.number):
            _put_back(held, revision, reviewer)
        Change.objects.filter(pk__in=[change.pk for change in step]).update(
            decision=Change.Decision.PENDING, applied=None, revision=None, reason_code="",
            reason="", decided_by=None, decided_at=None,
        )  # fmt: skip
        if not held.is_open:
            mail.unsend(mail_about(held))
        held.state = Contribution.State.PENDING
        held.decided_by = held.decided_at = None
        held.reason_code = held.reason = ""
        held.save()
    return held


def _put_back(contribution: Contribution, revision: Revision, reviewer: Any) -> None:
    concept = contribution.concept
    assert concept is not None  # it has a revision
    before = history(concept).filter(number__lt=revision.number).first()
    if before is None or contribution.kind == Contribution.Kind.NEW:
        changes: dict[str, Any] = {"state": State.DRAFT}
        contribution.concept = None
        contribution.checks = {**contribution.checks, "undone": str(concept.uid)}
    else:
        changes = differences(revision.document, before.document)
    try:
        publish(
            concept,
            changes,
            seen_version=revision.number,
            author=reviewer,
            summary=_("decision taken back"),
        )
    except Conflict as conflict:
        raise ValidationError(
            _("The same text was changed since: this cannot be undone without losing that.")
        ) from conflict
