"""Deciding contributions, change by change, so that no later edit is ever overwritten unseen."""

import datetime
import hashlib
import json
import uuid
from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from atoutsud.content import mail
from atoutsud.content.comparing import word_difference
from atoutsud.content.documents import Flat, differences, expanded, row_of
from atoutsud.content.folding import fold
from atoutsud.content.publication import State
from atoutsud.content.revisions import Conflict, snapshot
from lexicon.citing import cited
from lexicon.models import Change, Concept, Contribution, Domain
from lexicon.publishing import publish

__all__ = ["Decision", "Late", "Seen", "decide", "mark", "state_of", "word_difference"]

Standing = Literal["clean", "done", "conflict", "gone"]
UNDO_WITHIN = datetime.timedelta(minutes=5)
# A little later than the last moment of an undo, which takes the mail back.
MAIL_AFTER = UNDO_WITHIN + datetime.timedelta(seconds=15)


class Late(Exception):
    """Somebody decided or published meanwhile; nothing has been written."""

    def __init__(self, changes: list[int]) -> None:
        super().__init__(str(changes))
        self.changes = changes


@dataclass(frozen=True)
class Decision:
    """The reviewer's word on one change; `text` is the amended value of an edit."""

    verdict: Literal["apply", "edit", "refuse", "done"]
    text: str = ""
    reason_code: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Seen:
    """What the reviewer had before their eyes: the entry's version, and each current value."""

    version: int = 0
    marks: dict[int, str] = field(default_factory=dict)


def current_value(change: Change, document: Flat) -> Any:
    """What stands now where `change` writes; a whole row as a dictionary, None if absent."""
    if row_of(change.path) == change.path:
        prefix = change.path + "/"
        inside = {k.removeprefix(prefix): v for k, v in document.items() if k.startswith(prefix)}
        return inside or None
    return document.get(change.path)


def mark(change: Change, document: Flat) -> str:
    """A short fingerprint of the current value, carried by the review form."""
    value = json.dumps(current_value(change, document), sort_keys=True)
    return hashlib.sha256(value.encode()).hexdigest()[:20]


def state_of(change: Change, document: Flat, codes: Container[str] | None = None) -> Standing:
    """How `change` stands against the entry as it is now.

    `codes` are those of all domains, for who looks at many changes.
    """
    if change.op == Change.Op.ADD:
        return _state_of_addition(change, document, codes)
    row = row_of(change.path)
    if row and row != change.path and not any(key.startswith(row + "/") for key in document):
        return "gone"
    current = current_value(change, document)
    if change.op == Change.Op.REMOVE:
        if current is None:
            return "done"
        return "clean" if _same(current, change.old) else "conflict"
    if _same(current, change.new):
        return "done"
    return "clean" if _same(current, change.old) else "conflict"


def _same(one: Any, two: Any) -> bool:
    return (one or None) == (two or None)


def _state_of_addition(
    change: Change, document: Flat, codes: Container[str] | None = None
) -> Standing:
    word, _slash, key = change.path.partition("/")
    if word == "terms" and isinstance(change.new, dict):
        wanted = (change.new.get("lang"), fold(str(change.new.get("text", ""))))
        for path, text in document.items():
            parts = path.split("/")
            if parts[0] == "terms" and parts[-1] == "text":
                lang = document.get(f"terms/{parts[1]}/lang")
                if (lang, fold(str(text))) == wanted:
                    return "done"
        return "clean"
    if word == "domains":
        if document.get(change.path):
            return "done"
        known = key in codes if codes is not None else Domain.objects.filter(code=key).exists()
        return "clean" if known else "gone"
    if word in ("citations", "examples"):
        return "done" if current_value(change, document) else "clean"
    return "done" if _same(current_value(change, document), change.new) else "clean"


def document_of(contribution: Contribution) -> Flat:
    """The entry as it is now; empty for a new one."""
    return snapshot(contribution.concept) if contribution.concept else {}


def is_lost(contribution: Contribution) -> bool:
    """Whether the entry itself has gone since."""
    concept = contribution.concept
    return concept is not None and (
        concept.merged_into_id is not None or concept.state == State.WITHDRAWN
    )


def decide(
    contribution: Contribution,
    decisions: dict[int, Decision],
    *,
    reviewer: Any,
    seen: Seen,
    reason_code: str = "",
    reason: str = "",
) -> Contribution:
    """Publish what is applied, record what is refused, tell the contributor; all or nothing.

    `decisions` is keyed by the change's id; what is not named waits. Raises Late when the entry or
    the contribution changed under the reviewer's eyes, ValidationError when a rule is broken.
    """
    with transaction.atomic():
        held = hold(contribution)
        if not held.is_open:
            raise Late(sorted(decisions))
        _check(held, decisions)
        taken = [c for c in held.changes.all() if c.pk in decisions]
        if any(c.decision != Change.Decision.PENDING for c in taken):
            raise Late([c.pk for c in taken if c.decision != Change.Decision.PENDING])
        document = document_of(held)
        _refuse_the_unseen(taken, decisions, document, seen)
        revision = _published(held, taken, decisions, reviewer, seen)
        for change in taken:
            _record(change, decisions[change.pk], revision, reviewer)
        _close(held, reviewer, reason_code, reason)
        if not held.is_open:
            _tell(held)
    return held


def answer(
    contribution: Contribution, *, accepted: bool, reviewer: Any, reason_code: str, reason: str
) -> Contribution:
    """Close a remark or a report, which proposes no change, with an answer."""
    with transaction.atomic():
        held = hold(contribution)
        if not held.is_open or held.changes.exists():
            raise Late([])
        held.state = Contribution.State.ACCEPTED if accepted else Contribution.State.REFUSED
        _sign(held, reviewer, reason_code, reason)
        _tell(held)
    return held


def hold(contribution: Contribution) -> Contribution:
    """The contribution, kept from being decided or taken back by anyone else meanwhile."""
    rows = Contribution.objects.select_for_update(of=("self",))
    return rows.select_related("concept", "author").get(pk=contribution.pk)


def _check(contribution: Contribution, decisions: dict[int, Decision]) -> None:
    for decision in decisions.values():
        if decision.verdict == "refuse" and not (decision.reason_code or decision.reason.strip()):
            raise ValidationError(_("A refusal needs a reason."))
        if decision.reason_code == "other" and not decision.reason.strip():
            raise ValidationError(_("Write the reason, since none of the list fits."))
        if decision.verdict == "edit" and not decision.text.strip():
            raise ValidationError(_("Write your version, or apply the one proposed."))
    if contribution.kind == Contribution.Kind.NEW:
        waiting = contribution.changes.exclude(pk__in=decisions)
        if decisions and waiting.exists():
            raise ValidationError(_("A new entry is decided as a whole: nothing can wait."))


def _refuse_the_unseen(
    taken: list[Change], decisions: dict[int, Decision], document: Flat, seen: Seen
) -> None:
    """A current value that is not the one displayed falls back to a conflict to look at."""
    late = [
        change.pk
        for change in taken
        if decisions[change.pk].verdict in ("apply", "edit")
        and seen.marks.get(change.pk, "") != mark(change, document)
    ]
    if late:
        raise Late(late)


def _published(
    contribution: Contribution,
    taken: list[Change],
    decisions: dict[int, Decision],
    reviewer: Any,
    seen: Seen,
) -> Any:
    """The revision that holds what is applied or amended; None if there is nothing to publish."""
    wanted: Flat = {}
    for change in taken:
        if decisions[change.pk].verdict in ("apply", "edit"):
            change.applied = amended(change, decisions[change.pk])
            wanted[change.path] = cited(change.path, change.applied)
    if not wanted:
        return None
    concept = (
        contribution.concept
        or undone_entry(contribution)
        or Concept(uid=contribution.new_uid or uuid.uuid4())
    )
    if contribution.concept is None:
        wanted["state"] = State.PUBLISHED
        if concept.pk is not None:
            wanted, seen = differences(_words_of(concept), expanded(wanted)), Seen(concept.version)
    elif is_lost(contribution):
        raise ValidationError(_("This entry has been withdrawn or merged: nothing can be applied."))
    try:
        revision = publish(
            concept,
            wanted,
            seen_version=seen.version,
            author=contribution.author,
            publisher=reviewer,
            summary=_summary(contribution),
            contribution=contribution,
        )
    except Conflict as conflict:
        raise Late([c.pk for c in taken if c.path in conflict.paths]) from conflict
    contribution.concept = concept
    return revision


def undone_entry(contribution: Contribution) -> Concept | None:
    """The draft left by a decision that was undone: deciding again publishes it again."""
    uid = contribution.checks.get("undone")
    return Concept.objects.filter(uid=uid, state=State.DRAFT).first() if uid else None


def _words_of(concept: Concept) -> Flat:
    """What of a draft left behind a new decision may replace: words that were filled in."""
    rows = ("terms/", "domains/", "examples/", "citations/")
    texts = ("definition.", "note.", "disambiguation.", "state")
    return {
        path: value
        for path, value in snapshot(concept).items()
        if path.startswith(rows) or (path.startswith(texts) and value)
    }


def amended(change: Change, decision: Decision) -> Any:
    """The value to publish: as proposed, or with the reviewer's words."""
    if decision.verdict != "edit":
        return None if change.op == Change.Op.REMOVE else change.new
    text = decision.text.strip().replace("\r\n", "\n")
    if isinstance(change.new, dict):
        return {**change.new, "text": text}
    return change.new if change.new is True else text


def _summary(contribution: Contribution) -> str:
    with translation.override("fr"):
        return str(contribution.get_kind_display())


def _record(change: Change, decision: Decision, revision: Any, reviewer: Any) -> None:
    """Write the outcome; the filter on “pending” makes sure nobody decided in between."""
    outcome = {
        "apply": Change.Decision.APPLIED,
        "edit": Change.Decision.EDITED,
        "refuse": Change.Decision.REFUSED,
        "done": Change.Decision.OBSOLETE,
    }[decision.verdict]
    published = decision.verdict in ("apply", "edit")
    rows = Change.objects.filter(pk=change.pk, decision=Change.Decision.PENDING).update(
        decision=outcome,
        applied=change.applied if published else None,
        revision=revision if published else None,
        decided_by=reviewer,
        decided_at=timezone.now(),
        reason_code=decision.reason_code,
        reason=decision.reason.strip(),
    )
    if not rows:
        raise Late([change.pk])


def _close(contribution: Contribution, reviewer: Any, reason_code: str, reason: str) -> None:
    """Set the state that follows from the decisions on all changes."""
    decided = list(contribution.changes.values_list("decision", "reason_code", "reason"))
    outcomes = {decision for decision, _code, _words in decided}
    if Change.Decision.PENDING in outcomes or not decided:
        return
    if Change.Decision.REFUSED not in outcomes:
        contribution.state = Contribution.State.ACCEPTED
    elif outcomes == {Change.Decision.REFUSED}:
        contribution.state = Contribution.State.REFUSED
        if not (reason_code or reason):
            reason_code, reason = decided[0][1], decided[0][2]
    else:
        contribution.state = Contribution.State.PARTLY
    _sign(contribution, reviewer, reason_code, reason)


def _sign(contribution: Contribution, reviewer: Any, reason_code: str, reason: str) -> None:
    contribution.decided_by = reviewer
    contribution.decided_at = timezone.now()
    contribution.reason_code = reason_code
    contribution.reason = reason.strip()
    contribution.full_clean(exclude=["author", "decided_by", "base_revision"])
    contribution.save()


def mail_about(contribution: Contribution) -> str:
    return f"lexicon.contribution/{contribution.pk}"


def _tell(contribution: Contribution) -> None:
    """A mail in the contributor's language, held back long enough for an undo."""
    author = contribution.author
    if author is None or not author.is_active or not author.notify_decisions:
        return
    from lexicon.wording import described

    with translation.override(author.language):
        context = {
            "contribution": contribution,
            "title": contribution.title,
            "changes": [described(change) for change in contribution.changes.all()],
            "reason": contribution.reason_in_words(),
            "address": reverse("lexicon-mine"),
            "entry": contribution.concept.address(author.language)
            if contribution.concept and contribution.concept.is_public
            else "",
        }
        mail.queue(
            author.email,
            "lexicon_decision",
            context,
            author.language,
            not_before=timezone.now() + MAIL_AFTER,
            about=mail_about(contribution),
        )
