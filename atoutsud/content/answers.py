"""Finding: one statement asks the engine for candidates, our rule puts them in order.

Order: tier, distance, A-Z key, id; the same on both databases. A mistyped word costs a second
statement, which looks for the known words it may have meant.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection

from atoutsud.content import matching
from atoutsud.content.candidates import (
    BY_NAME,
    BY_TEXT,
    CLOSE,
    LABEL,
    MEANT,
    MOST,
    NEAR,
    Branches,
    Row,
    Scope,
)
from atoutsud.content.matching import Asked, Tier

MOST_TEXTS = 50
NEAREST = 8
Place = tuple[Tier, int, str, int, str]


class Found(NamedTuple):
    """An entry that answers, by which of its names (none: by its text)."""

    entry: int
    kind: str
    object_id: int
    text: str
    lang: str
    tier: Tier
    distance: int
    order: str


@dataclass
class Answer:
    """`hits` best first; `nearest` when there is none; `labels` as the scope wanted them."""

    hits: list[Found] = field(default_factory=list)
    nearest: list[Found] = field(default_factory=list)
    labels: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    shown: dict[int, dict[str, Any]] = field(default_factory=dict)
    written: dict[int, str] = field(default_factory=dict)  # the same, not read yet

    def of(self, kinds: Iterable[str]) -> list[Found]:
        return [hit for hit in self.hits if hit.kind in kinds]


def find(query: str, scope: Scope) -> Answer:
    """At most two statements; none when nothing is asked that a search could find."""
    asked = matching.parse(query)
    answer = Answer()
    if not asked and not scope.labels:
        return answer
    branches = Branches(scope)
    if asked:
        branches.first(asked)
    if scope.labels:
        branches.labels()
    rows = branches.read()
    answer.labels = [(row.object_id, json.loads(row.shown)) for row in rows if row.branch == LABEL]
    named_rows = [row for row in rows if row.branch == BY_NAME]
    hits = _ranked(asked, named_rows, scope.prefer)
    near = [row.text for row in rows if row.branch == NEAR]
    texts = [_by_text(row) for row in rows if row.branch == BY_TEXT]
    if not hits and asked:
        hits, answer.nearest = _meant(asked, near, scope, answer, texts)
    named = {hit.entry for hit in hits}
    hits += sorted({hit.entry: hit for hit in texts if hit.entry not in named}.values(), key=_place)
    answer.hits = hits if len(scope.groups) > 1 else hits[:MOST]
    if hits:
        answer.nearest = []
    return answer


def show(answer: Answer, hits: Sequence[Found]) -> dict[int, dict[str, Any]]:
    """What the entries of these hits say: one statement, unless it is known already."""
    wanted = {hit.entry for hit in hits} - answer.shown.keys()
    _read(answer, wanted)
    answer.shown.update((pk, json.loads(answer.written[pk])) for pk in wanted)
    return answer.shown


def said(answer: Answer, hits: Sequence[Found]) -> dict[int, str]:
    """The same, as it is kept."""
    _read(answer, {hit.entry for hit in hits})
    return answer.written


def _read(answer: Answer, wanted: set[int]) -> None:
    if missing := sorted(wanted - answer.written.keys()):
        holes = ", ".join(["%s"] * len(missing))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, shown FROM content_searchentry WHERE id IN ({holes})", missing
            )
            answer.written.update(cursor.fetchall())


def _place(hit: Found) -> Place:
    return hit.tier, hit.distance, hit.order, hit.object_id, hit.kind


def _best(found: Iterable[tuple[Place, Row]], prefer: str) -> list[Found]:
    """In order, each entry once."""
    best: dict[int, Found] = {}
    for (tier, far, *_), row in sorted(found, key=itemgetter(0)):
        first = best.get(row.entry)
        if first is None:
            best[row.entry] = _found(row, tier, far)
        elif row.lang == prefer != first.lang and (tier, far) == (first.tier, first.distance):
            best[row.entry] = first._replace(text=row.text, lang=row.lang)
    return list(best.values())


def _ranked(asked: Asked, rows: list[Row], prefer: str) -> list[Found]:
    found = []
    # A name may have been found in more ways than one.
    for row in {row.line: row for row in rows}.values():
        tier = matching.tier(asked, row.key, row.acronym)
        if tier in (Tier.EXACT, Tier.ACRONYM, Tier.WHOLE):
            far = 2 * row.standing + (row.key != asked.key)
        else:
            far = abs(row.size - len(asked.words)) if tier == Tier.STEM else 0
        found.append((_place_of(row, tier, far), row))
    return _best(found, prefer)


def _place_of(row: Row, tier: Tier, far: int) -> Place:
    return tier, far, row.order, row.object_id, row.kind


def _found(row: Row, tier: Tier, far: int) -> Found:
    return Found(row.entry, row.kind, row.object_id, row.text, row.lang, tier, far, row.order)


def _by_text(row: Row) -> Found:
    return _found(row, Tier.TEXT, 0)


def _meant(
    asked: Asked, near: list[str], scope: Scope, answer: Answer, texts: list[Found]
) -> tuple[list[Found], list[Found]]:
    """Hits of the words that may have been meant, else the names nearest to what was asked."""
    if not near and (texts or not asked.many):
        return [], []
    meant = matching.corrections(asked, near)
    branches = Branches(scope)
    branches.meant(asked, meant, [hit.entry for hit in texts[:MOST_TEXTS]])
    rows = branches.read()
    answer.written.update((row.entry, row.shown) for row in rows)
    hits, close = [], []
    for row in rows:
        far = [_far(said, group, row.key) for said, group in zip(asked.words, meant, strict=True)]
        got = [d for d in far if d is not None]
        if row.branch == MEANT:
            off = 100 * sum(got) + abs(row.size - len(asked.words))
            hits.append((_place_of(row, Tier.TYPO, off), row))
        elif row.branch == CLOSE and any(len(said) > 2 for said in asked.words):
            lost = len(far) - len(got)
            off = 10_000 * lost + 100 * sum(got) + row.size
            close.append((_place_of(row, Tier.TYPO, off), row))
    return _best(hits, scope.prefer), _best(close, scope.prefer)[:NEAREST]


def _far(said: str, meant: dict[str, int], key: str) -> int | None:
    """How far a word asked is from the nearest of a name; None when it is not there."""
    if matching.begins_a_word(said, key):
        return 0
    return (
        min((meant[word] for word in key.split() if word in meant), default=None) if meant else None
    )
