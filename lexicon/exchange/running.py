"""Imports in the background: each goes on from where it is, step by step."""

import time
from typing import Any

from django.utils import timezone

from lexicon.exchange import importing, releasing
from lexicon.models import ImportBatch
from lexicon.models.importing import ROWS_KEPT

# Files up to this are read, and this many entries proposed, while the importer waits.
READ_AT_ONCE = 300_000
PROPOSED_AT_ONCE = 500
State = ImportBatch.State


def go_on(longest: Any = releasing.LONGEST) -> None:
    """Every unfinished import in turn, until all are done or the time is up."""
    end = time.monotonic() + longest.total_seconds()
    for pk in list(ImportBatch.objects.unfinished().values_list("pk", flat=True)):
        if time.monotonic() > end:
            return
        one(ImportBatch.objects.get(pk=pk), longest)


def one(batch: ImportBatch, longest: Any = releasing.LONGEST) -> None:
    if batch.state == State.UPLOADED:
        importing.dry_run(batch)
    elif batch.state == State.CONFIRMED:
        importing.propose(batch)
    elif batch.state == State.PUBLISHING:
        releasing.work(batch, longest=longest)


def at_once(batch: ImportBatch) -> None:
    """What is small enough is done now; the rest is left to the worker."""
    if batch.state == State.UPLOADED and batch.counts.get("size", 0) <= READ_AT_ONCE:
        importing.dry_run(batch)
    elif batch.state == State.CONFIRMED and batch.total <= PROPOSED_AT_ONCE:
        importing.propose(batch)


def forget_old() -> None:
    """The lines of imports that are over are kept two months, the import itself for good."""
    over = (State.DONE, State.REFUSED, State.DROPPED)
    old = ImportBatch.objects.filter(state__in=over, created__lt=timezone.now() - ROWS_KEPT)
    for batch in old.filter(rows__isnull=False).distinct():
        importing.forget(batch)
