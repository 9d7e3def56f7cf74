"""Finding entries by any of their words: both languages at once, accents and case aside.

Ranked: the exact word, the exact acronym, words that begin so, words of which one begins so, words
that contain it. The word that matched is shown with the recommended one.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    F,
    IntegerField,
    Q,
    Value,
    When,
)

from atoutsud.content.folding import fold, tokens
from atoutsud.content.languages import Wording, word
from lexicon.browsing import Line, by_entry, entry_line, terms_of
from lexicon.models import Pointer, Term
from lexicon.models.words import public_now

LONGEST = 200
MOST_WORDS = 8
MOST = 1000
EXACT, ACRONYM, PREFIX, WORD, INSIDE = range(5)


@dataclass
class Hit:
    """`matched`: the word that was found, when it is not the headword shown."""

    line: Line
    matched: Wording | None
    definition: Wording


@dataclass(frozen=True)
class Candidate:
    concept: int
    text: str
    language: str
    rank: int


def find(query: str) -> list[Candidate]:
    """At most MOST entries that answer `query`, best first, each once: one query, or none."""
    asked = query[:LONGEST]
    key = fold(asked)
    if not key:
        return []
    compact = key.replace(" ", "")
    words = tokens(asked)[:MOST_WORDS]
    condition, rank = _matching(key, compact, words, full=~Q(kind=Term.Kind.ACRONYM))
    names = ("rank", "order", "entry", "row", "words", "language")
    terms = (
        Term.public.filter(condition)
        .order_by()
        .annotate(
            rank=rank,
            order=F("sort_key"),
            entry=F("concept"),
            row=F("pk"),
            words=F("text"),
            language=F("lang"),
        )
        .values_list(*names)
    )
    condition, pointer_rank = _matching(key, compact, words, full=Q())
    pointers = (
        Pointer.public.filter(condition & public_now("targets__"))
        .order_by()
        .annotate(
            rank=pointer_rank,
            order=F("sort_key"),
            entry=F("targets"),
            row=Value(0, output_field=BigIntegerField()),
            words=F("text"),
            language=F("lang"),
        )
        .values_list(*names)
    )
    found: dict[int, Candidate] = {}
    rows = terms.union(pointers, all=True).order_by("rank", "order", "entry", "row")[:MOST]
    for place, _order, entry, _row, text, language in rows:
        found.setdefault(entry, Candidate(entry, text, language, place))
    return list(found.values())


def _matching(key: str, compact: str, words: list[str], *, full: Q) -> tuple[Q, Any]:
    """The condition, and the rank; `full` tells words from acronyms."""
    acronym = Q(key=compact)
    prefix = Q(key__begins=key) | Q(key__begins=compact)
    every = Q()
    for one in words:
        every &= Q(key__begins=one) | Q(key__contains=f" {one}")
    in_word = Q(key__contains=f" {key}") | (every if words else Q(pk=None))
    condition = acronym | prefix | in_word
    cases = [
        When(Q(key=key) & full, then=Value(EXACT)),
        When(acronym, then=Value(ACRONYM)),
        When(prefix, then=Value(PREFIX)),
        When(in_word, then=Value(WORD)),
    ]
    if len(key) > 2:
        condition |= Q(key__contains=key)
    return condition, Case(*cases, default=Value(INSIDE), output_field=IntegerField())


def hits(candidates: list[Candidate], language: str) -> list[Hit]:
    """The candidates of one page, ready to show: one query."""
    if not candidates:
        return []
    grouped = by_entry(terms_of([candidate.concept for candidate in candidates]))
    found = []
    for candidate in candidates:
        terms = grouped.get(candidate.concept)
        if not terms:
            continue
        concept = terms[0].concept
        line = entry_line(concept, terms, language)
        matched = None
        if candidate.text != line.text:
            matched = Wording(candidate.text, candidate.language, candidate.language != language)
        found.append(Hit(line, matched, word(concept, "definition", language)))
    return found


def same_words(text: str, language: str) -> list[tuple[Any, str]]:
    """Public entries that already have this very word in this language, with their addresses."""
    found = Term.public.filter(lang=language, key=fold(text)).select_related("concept")
    entries = {term.concept_id: term.concept for term in found.order_by("pk")[:5]}
    return [(concept, concept.address()) for concept in entries.values()]
