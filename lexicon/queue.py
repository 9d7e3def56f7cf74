"""The queue of contributions: its tabs, and how each proposal stands, in a fixed count of queries.

How a change stands is computed now, against the last revision of its entry: one reading of all the
documents concerned, whatever the length of the queue.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from atoutsud.content.publication import State
from atoutsud.content.revisions import Revision
from lexicon.models import Change, Concept, Contribution, Domain
from lexicon.moderation import state_of
from lexicon.wording import field_label

DECIDE, CONFLICT, ANSWERED, FIRST, ASKED, DECIDED = (
    "decide", "conflict", "answered", "first", "asked", "decided",
)  # fmt: skip
LABELS = {
    DECIDE: gettext_lazy("To decide"),
    CONFLICT: gettext_lazy("In conflict"),
    ANSWERED: gettext_lazy("Answer received"),
    FIRST: gettext_lazy("First time"),
    ASKED: gettext_lazy("Waiting for the contributor"),
    DECIDED: gettext_lazy("Decided"),
}
CONDITIONS = {
    DECIDE: Q(state=Contribution.State.PENDING),
    ANSWERED: Q(state=Contribution.State.PENDING, answered_at__isnull=False),
    ASKED: Q(state=Contribution.State.NEEDS_INFO),
    DECIDED: ~Q(state__in=Contribution.OPEN),
}
SAID = {
    "clean": gettext_lazy("without conflict"),
    "conflict": gettext_lazy("in conflict"),
    "done": gettext_lazy("already done"),
    "gone": gettext_lazy("without effect"),
}


@dataclass(frozen=True)
class Tab:
    name: str
    label: str
    count: int
    current: bool


def tabs(current: str, clashes: set[int] | None = None) -> list[Tab]:
    """Every tab with its count, however long the queue is; `clashes`: in_conflict(), if known."""
    everything = Contribution.objects.filter(batch=None)
    counts: dict[str, int] = everything.aggregate(
        **{name: Count("pk", filter=condition) for name, condition in CONDITIONS.items()}
    )
    counts[FIRST] = everything.filter(CONDITIONS[DECIDE]).first_ones().count()
    counts[CONFLICT] = len(in_conflict() if clashes is None else clashes)
    return [Tab(name, str(LABELS[name]), counts[name], name == current) for name in LABELS]


def chosen(contributions: Any, tab: str, clashes: set[int] | None = None) -> Any:
    """Those of a tab; an import is decided as a whole, on its own page."""
    contributions = contributions.filter(batch=None)
    if tab == CONFLICT:
        return contributions.filter(pk__in=in_conflict() if clashes is None else clashes)
    if tab == FIRST:
        return contributions.filter(CONDITIONS[DECIDE]).first_ones()
    return contributions.filter(CONDITIONS[tab])


def in_conflict() -> set[int]:
    """Waiting proposals of which a change clashes with the entry, or has lost its place in it."""
    moved = Change.objects.filter(
        decision=Change.Decision.PENDING,
        contribution__state=Contribution.State.PENDING,
        contribution__batch=None,
        contribution__concept__version__gt=F("contribution__base_revision__number"),
    )
    rows = list(
        moved.order_by().only("op", "path", "old", "new", "contribution_id")
        .annotate(entry=F("contribution__concept"))
    )  # fmt: skip
    if not rows:
        return set()
    known = documents({row.entry for row in rows})
    codes = domain_codes()
    return {
        row.contribution_id
        for row in rows
        if known.standing(row, row.entry, codes) in ("conflict", "gone")
    }


class Documents:
    """The entries as they are now, by their last revisions."""

    def __init__(self, held: dict[int, dict[str, Any]], lost: set[int]) -> None:
        self.held = held
        self.lost = lost

    def standing(self, change: Change, concept: int | None, codes: set[str]) -> str:
        if concept in self.lost:
            return "gone"
        return state_of(change, self.held.get(concept or 0, {}), codes)


def documents(concepts: Iterable[int]) -> Documents:
    """Two queries: the last documents, and which entries are gone."""
    keys = sorted(set(concepts))
    model = ContentType.objects.get_for_model(Concept)
    now = Concept.objects.filter(pk=OuterRef("object_id")).values("version")[:1]
    last = Revision.objects.filter(model=model, object_id__in=keys, number=Subquery(now))
    gone = Concept.objects.filter(pk__in=keys).filter(
        Q(state=State.WITHDRAWN) | Q(merged_into__isnull=False)
    )
    return Documents(
        dict(last.order_by().values_list("object_id", "document")),
        set(gone.order_by().values_list("pk", flat=True)),
    )


def domain_codes() -> set[str]:
    return set(Domain.objects.order_by().values_list("code", flat=True))


def standings(contributions: Iterable[Contribution]) -> dict[int, Counter[str]]:
    """How the waiting changes of each proposal stand; `changes` are prefetched."""
    rows = list(contributions)
    known = documents({row.concept_id for row in rows if row.concept_id})
    codes = domain_codes()
    return {
        row.pk: Counter(
            known.standing(change, row.concept_id, codes)
            for change in row.changes.all()
            if change.decision == Change.Decision.PENDING
        )
        for row in rows
    }


def in_brief(contribution: Contribution) -> str:
    """“definition, in French; 2 terms”: what is proposed, without reading anything more."""
    fields, rows = [], Counter[str]()
    for change in contribution.changes.all():
        word, slash, _rest = change.path.partition("/")
        if slash:
            rows[word] += 1
        else:
            fields.append(field_label(change.path))
    said = {
        "terms": lambda n: ngettext("%(n)d term", "%(n)d terms", n),
        "examples": lambda n: ngettext("%(n)d example", "%(n)d examples", n),
        "citations": lambda n: ngettext("%(n)d source", "%(n)d sources", n),
        "domains": lambda n: ngettext("%(n)d domain", "%(n)d domains", n),
    }
    counted = [said[word](n) % {"n": n} for word, n in rows.items() if word in said]
    return _("; ").join([*fields, *counted])
