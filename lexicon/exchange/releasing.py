"""Publishing the clean proposals of an import: a job in small transactions that can be resumed.

First what each entry says of itself, then the links, whose other ends exist by then, then the
pointers. Every entry goes through the one door; what is not clean, or what a rule refuses, stays
in the queue for a person, with the reason.
"""

import datetime
import time
import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from atoutsud.content.creating import NotTogether
from atoutsud.content.documents import Flat
from atoutsud.content.instep import gathering
from atoutsud.content.publication import State as Standing
from atoutsud.content.revisions import Conflict, snapshot
from lexicon import moderation
from lexicon.exchange.record import Said
from lexicon.models import Change, Concept, Contribution, ImportBatch, Pointer
from lexicon.publishing import create_many, publish

PER_TRANSACTION = 200
# Shorter than the lease of a job, so that another worker never begins beside this one.
LONGEST = datetime.timedelta(minutes=8)
ENTRIES, LINKS = "entries", "links"
LINKED = ("relations/", "replaced_by")
State = ImportBatch.State


class Overtaken(Exception):
    """Another worker has done these; nothing has been written here."""


def release(batch: ImportBatch, publisher: Any) -> bool:
    """Ask for the publication of the clean proposals; False when it is not the moment."""
    rows = ImportBatch.objects.filter(pk=batch.pk, state=State.PROPOSED)
    return bool(rows.update(state=State.PUBLISHING, publisher=publisher, step=ENTRIES, cursor=0))


def work(batch: ImportBatch, said: Said | None = None, longest: Any = LONGEST) -> bool:
    """Go on publishing; whether all is done. Stops between transactions after `longest`."""
    end = time.monotonic() + longest.total_seconds()
    total = batch.contributions.count()
    while batch.state == State.PUBLISHING:
        if time.monotonic() > end:
            return False
        try:
            done = _step(batch)
        except Overtaken:
            return False
        if said and batch.step == ENTRIES:
            said(min(total, batch.counts.get("handled", 0)), total)
        if done:
            batch.refresh_from_db()
    return True


def _step(batch: ImportBatch) -> bool:
    """One transaction: the next proposals, or the passage to the next step."""
    before = batch.cursor
    with transaction.atomic(), gathering():
        rows = batch.contributions.filter(pk__gt=before).order_by("pk")
        if batch.step == ENTRIES:
            rows = rows.filter(state=Contribution.State.PENDING)
        else:
            rows = rows.filter(
                changes__decision=Change.Decision.PENDING, state=Contribution.State.ACCEPTED
            ).distinct()
        chunk = list(rows.prefetch_related("changes").select_related("author")[:PER_TRANSACTION])
        held = ImportBatch.objects.filter(pk=batch.pk, cursor=before, step=batch.step)
        if not chunk:
            _next_step(batch, held)
            return True
        if not held.update(cursor=chunk[-1].pk):
            raise Overtaken
        counts = dict(batch.counts)
        together = _together(chunk, batch) if batch.step == ENTRIES else set()
        for contribution in chunk:
            outcome = "published" if contribution.pk in together else _one(contribution, batch)
            counts[outcome] = counts.get(outcome, 0) + 1
            counts["handled"] = counts.get("handled", 0) + (batch.step == ENTRIES)
        ImportBatch.objects.filter(pk=batch.pk).update(counts=counts)
    batch.cursor, batch.counts = chunk[-1].pk, counts
    return False


def _next_step(batch: ImportBatch, held: Any) -> None:
    if batch.step == ENTRIES:
        changed = held.update(step=LINKS, cursor=0)
    else:
        _make_pointers(batch.further.get("pointers", []))
        open_ones = batch.contributions.filter(state__in=Contribution.OPEN).exists()
        changed = held.update(state=State.PROPOSED if open_ones else State.DONE)
    if not changed:
        raise Overtaken


def _together(chunk: list[Contribution], batch: ImportBatch) -> set[int]:
    """New entries are made in one go where nothing stands against it; the ids of those made."""
    new = [c for c in chunk if c.kind == Contribution.Kind.NEW and c.new_uid]
    known = set(
        Concept.objects.filter(uid__in=[c.new_uid for c in new]).values_list("uid", flat=True)
    )
    new = [c for c in new if c.new_uid not in known]
    items = []
    for contribution in new:
        changes = [c for c in contribution.changes.all() if not c.path.startswith(LINKED)]
        wanted: Flat = {c.path: c.new for c in changes} | {"state": Standing.PUBLISHED}
        items.append((Concept(uid=contribution.new_uid, created_by=batch.author), wanted))
    try:
        with transaction.atomic():
            revisions = create_many(
                items, author=batch.author, publisher=batch.publisher, summary=batch.filename
            )
            for contribution, (concept, _wanted), revision in zip(
                new, items, revisions, strict=True
            ):
                rows = contribution.changes.filter(decision=Change.Decision.PENDING)
                rows = rows.exclude(path__startswith=LINKED[0]).exclude(path=LINKED[1])
                _applied(rows, revision, batch.publisher)
                _accepted(contribution, concept, batch.publisher)
    except NotTogether:
        return set()
    return {contribution.pk for contribution in new}


def _applied(rows: Any, revision: Any, publisher: Any) -> None:
    rows.update(
        decision=Change.Decision.APPLIED,
        applied=F("new"),
        revision=revision,
        decided_by=publisher,
        decided_at=timezone.now(),
    )


def _accepted(contribution: Contribution, concept: Concept, publisher: Any) -> None:
    Contribution.objects.filter(pk=contribution.pk).update(
        state=Contribution.State.ACCEPTED,
        concept=concept,
        decided_by=publisher,
        decided_at=timezone.now(),
    )


def _one(contribution: Contribution, batch: ImportBatch) -> str:
    """Publish one proposal if it is clean; what became of it, as the report counts it."""
    changes = list(contribution.changes.all())
    waiting = [c for c in changes if c.decision == Change.Decision.PENDING]
    try:
        with transaction.atomic():
            if batch.step == LINKS:
                return _link(contribution, waiting, batch.publisher)
            return _publish(contribution, waiting, batch.publisher)
    except (ValidationError, Conflict) as error:
        why = error.messages if isinstance(error, ValidationError) else [str(error)]
        return _leave(contribution, " ".join(why))


def _leave(contribution: Contribution, why: str) -> str:
    contribution.checks = {**contribution.checks, "left": why[:300]}
    Contribution.objects.filter(pk=contribution.pk).update(checks=contribution.checks)
    return "left"


def _publish(contribution: Contribution, waiting: list[Change], publisher: Any) -> str:
    new = contribution.kind == Contribution.Kind.NEW
    concept = contribution.concept
    if new or concept is None:
        concept = Concept(uid=contribution.new_uid or uuid.uuid4())
    if new and Concept.objects.filter(uid=concept.uid).exists():
        return _leave(contribution, _("This entry exists by now."))
    if not new and moderation.is_lost(contribution):
        return _leave(contribution, _("This entry has been withdrawn or merged."))
    document: Flat = {} if new else snapshot(concept)
    now = [c for c in waiting if not c.path.startswith(LINKED)]
    if not new:
        standing = {c.pk: moderation.state_of(c, document) for c in now}
        if any(state in ("conflict", "gone") for state in standing.values()):
            return _leave(contribution, _("Somebody has changed the same field meanwhile."))
        now = [c for c in now if standing[c.pk] == "clean"]
    wanted: Flat = {c.path: c.new for c in now}
    if new:
        wanted["state"] = Standing.PUBLISHED
    revision = None
    if wanted:
        revision = publish(
            concept,
            wanted,
            seen_version=concept.version,
            author=contribution.author,
            publisher=publisher,
            summary=contribution.source,
            contribution=contribution,
        )
    links = [c.pk for c in waiting if c.path.startswith(LINKED)]
    rows = Change.objects.filter(contribution=contribution, decision=Change.Decision.PENDING)
    rows = rows.exclude(pk__in=links)
    _applied(rows.filter(pk__in=[c.pk for c in now]), revision, publisher)
    if len(now) + len(links) < len(waiting):
        rows.exclude(pk__in=[c.pk for c in now]).update(decision=Change.Decision.OBSOLETE)
    _accepted(contribution, concept, publisher)
    return "published"


def _link(contribution: Contribution, waiting: list[Change], publisher: Any) -> str:
    """The links whose other end exists; the others are closed, with the reason."""
    concept = contribution.concept
    if concept is None:
        return "left"
    targets = {_target(change) for change in waiting}
    found = set(map(str, Concept.objects.filter(uid__in=targets).values_list("uid", flat=True)))
    known = {(kind, str(uid)) for kind, uid in _linked(concept)}
    now, closed = [], []
    for change in waiting:
        kind = change.new.get("kind", "") if isinstance(change.new, dict) else ""
        good = _target(change) in found and (kind, _target(change)) not in known
        (now if good else closed).append(change)
    if now:
        concept.refresh_from_db()
        revision = publish(
            concept,
            {change.path: change.new for change in now},
            seen_version=concept.version,
            author=contribution.author,
            publisher=publisher,
            summary=contribution.source,
            contribution=contribution,
        )
        rows = Change.objects.filter(pk__in=[change.pk for change in now])
        _applied(rows, revision, publisher)
    Change.objects.filter(pk__in=[change.pk for change in closed]).update(
        decision=Change.Decision.OBSOLETE
    )
    return "linked"


def _target(change: Change) -> str:
    return str(change.new.get("target") if isinstance(change.new, dict) else change.new)


def _linked(concept: Concept) -> Iterable[tuple[str, Any]]:
    """Links that stand already, those said from the other side included."""
    yield from concept.relations.values_list("kind", "target__uid")
    both = concept.incoming.filter(kind__in=("related", "not_to_confuse_with"))
    yield from both.values_list("kind", "concept__uid")


def _make_pointers(rows: list[dict[str, Any]]) -> None:
    """Words that only say where to look, once the entries they lead to are there."""
    for row in rows:
        targets = list(Concept.objects.filter(uid__in=row.get("targets") or []))
        pointer = Pointer(lang=str(row.get("lang", "fr")), text=str(row.get("text", ""))[:200])
        pointer.make_keys()
        known = Pointer.objects.filter(lang=pointer.lang, key=pointer.key).exists()
        if not targets or not pointer.key or known:
            continue
        try:
            pointer.uid = uuid.UUID(str(row.get("uid")))
            pointer.full_clean(exclude=["targets"])
        except (ValueError, ValidationError):
            continue
        pointer.save()
        pointer.targets.set(targets)


def someone_to_sign() -> Any:
    """The administrator who stands for a command that names nobody."""
    users = get_user_model().objects.filter(is_superuser=True, is_active=True)
    return users.order_by("pk").first()
