"""Reading lists of entries: letters, domains, the front page. Few queries a page, at any size.

What a line says of an entry is read as the search index keeps it, in step with the entry.
"""

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    F,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Substr
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from atoutsud.content.index import SearchEntry
from atoutsud.content.languages import Wording, localized, other, word
from atoutsud.content.parts import Parts
from atoutsud.content.prepared import Prepared
from atoutsud.content.publication import Seen
from atoutsud.content.revisions import Revision
from lexicon.filing import size_of
from lexicon.known import CONCEPT, KnownEntry
from lexicon.models import Concept, Domain, Filing, Pointer, Term
from lexicon.models.words import public_now
from lexicon.signs import first_signs

# As many as fit the first packets of a page, definitions included.
PER_PAGE = 43
# Every line of a domain has its definition.
PER_DOMAIN_PAGE = 28
SYMBOLS = "symbols"
LETTERS = (*"abcdefghijklmnopqrstuvwxyz", "0-9")
_HEAVY = ("note", "note_fr", "note_en", "extra")


@dataclass
class Line:
    """One headword of a list: an entry, or a word that leads to others."""

    text: str
    language: str
    order: str
    foreign: bool = False
    gloss: str = ""
    address: str = ""
    acronyms: list[str] = field(default_factory=list)
    equivalents: list[Any] = field(default_factory=list)
    definition: Wording | None = None
    targets: list[tuple[str, Wording]] = field(default_factory=list)


class Written(NamedTuple):
    """A line as it stands in a list."""

    text: str
    order: str
    html: SafeString


# Of lines as they stand in a list: those of some forty pages, at about two kilobytes each.
_WRITTEN = Parts(1_800)


class Bucket(NamedTuple):
    """One place in the A–Z bar; `filled`: some headword stands there."""

    letter: str
    label: str
    filled: bool


class Letter(NamedTuple):
    bar: tuple[Bucket, ...]
    size: int
    pointers: tuple[Written, ...]


_LETTERS = Parts(120)


def bucket_of(first: str) -> str:
    if "a" <= first <= "z":
        return first
    return "0-9" if "0" <= first <= "9" else SYMBOLS


def in_letter(letter: str, field: str = "sort_key") -> Q:
    """Rows whose key `field` files them under a place of the A–Z bar."""

    def within(**bounds: str) -> Q:
        return Q(**{f"{field}__{name}": value for name, value in bounds.items()})

    if letter == "0-9":
        return within(gte="0", lt=":")
    if letter == SYMBOLS:
        return within(lt="0") | within(gte=":", lt="a") | within(gte="{")
    return within(begins=letter)


def letters(language: str, letter: str = "", seen: Seen | None = None) -> Letter:
    """Which letters have headwords, and how many `letter` has, with its pointers: one query.

    Neither counts what stands under the other letters, however many there are; and `letter` is
    counted once for each state of what readers see, which `seen` tells.
    """
    if seen is None:
        return _letters(language, letter)
    key = (language, letter, seen)
    return _LETTERS.get(key, lambda: _letters(language, letter))  # type: ignore[no-any-return]


def _letters(language: str, letter: str) -> Letter:
    found: dict[str, int] = {}
    lines: dict[str, Line] = {}
    filled = set()
    rows = first_signs(language, _UNDER.written(language, letter))
    for mark, count, words, order, target, heading_fr, heading_en in rows:
        place = bucket_of(mark) if mark else letter
        if mark:
            filled.add(place)
        found[place] = found.get(place, 0) + (count or 0)
        if words:
            line = lines.setdefault(words, Line(words, language, order))
            line.targets.append(link_to(target, heading_fr, heading_en, language))
    bar = [Bucket(place, place.upper(), place in filled) for place in LETTERS]
    if SYMBOLS in filled:
        bar.append(Bucket(SYMBOLS, "#", True))
    pointers = tuple(_written(line, language) for line in lines.values())
    return Letter(tuple(bar), found.get(letter, 0), pointers)


def _under(language: str, letter: str) -> Any:
    """How many headwords stand under a letter, how many pointers under each, and those of one."""
    empty = Value("", output_field=TextField())
    nothing = Value(0, output_field=BigIntegerField())
    first = Substr("sort_key", 1, 1, output_field=CharField())
    names = ("first", "n", "words", "order", "target", "target_fr", "target_en")
    blank = {"words": empty, "order": empty, "target": nothing}
    blank |= {"target_fr": empty, "target_en": empty}
    terms = Term.objects.filter(lang=language, browse=True).order_by()
    pointers = Pointer.public.filter(public_now("targets__"), lang=language).order_by()
    here = in_letter(letter) if letter else Q(pk=None)
    # All of them less those unseen: an index is counted, and no entry looked at but these few.
    unseen = terms.filter(here, concept__in=Concept.public.unseen())
    counts = [
        rows.annotate(first=empty).values("first").annotate(n=n, **blank)
        for rows, n in ((terms.filter(here), Count("*")), (unseen, -Count("*")))
    ]
    pointed = pointers.annotate(first=first).values("first")
    pointed = pointed.annotate(n=Count("pk", distinct=True), **blank)
    detail = (
        pointers.filter(here)
        .annotate(first=first, n=nothing, words=F("text"), order=F("sort_key"))
        .annotate(
            target=F("targets__pk"),
            target_fr=F("targets__heading_fr"),
            target_en=F("targets__heading_en"),
        )
    )
    more = (*counts, detail) if letter else (detail,)
    return pointed.values_list(*names).union(*[part.values_list(*names) for part in more], all=True)


_UNDER = Prepared(_under)


def link_to(pk: int, heading_fr: str, heading_en: str, language: str) -> tuple[str, Wording]:
    """Address and headword of an entry of which only these are known."""
    concept = Concept(pk=pk, heading_fr=heading_fr, heading_en=heading_en)
    heading = concept.headline(language)
    return concept.address(heading.language), heading


def terms_of(concepts: Any) -> Any:
    """All terms of the entries of a subquery or list of ids, entries loaded with them."""
    deferred = [f"concept__{name}" for name in _HEAVY]
    found = Term.public.filter(concept__in=concepts).select_related("concept").defer(*deferred)
    return found.order_by("lang", "position", "pk")


def by_entry(terms: Iterable[Term]) -> dict[int, list[Term]]:
    grouped: dict[int, list[Term]] = {}
    for term in terms:
        grouped.setdefault(term.concept_id, []).append(term)
    return grouped


def _window(language: str, letter: str, start: int) -> Any:
    """One more than are shown, so as to know where the next page begins."""
    return (
        Term.public.filter(in_letter(letter), lang=language, browse=True)
        .annotate(shown=_shown("concept_id"))
        .order_by("sort_key", "pk")
        .values_list("text", "lang", "sort_key", "concept_id", "shown")[
            start : start + PER_PAGE + 1
        ]
    )


_WINDOW = Prepared(_window)


def _line(language: str, text: str, lang: str, order: str, pk: int, shown: str | None) -> Written:
    """The line of a headword, made anew only if something it says has changed."""
    return _WRITTEN.get(
        (language, text, lang, order, pk, shown),
        lambda: _written(line_of(text, lang, order, known(pk, shown), language), language),
    )  # type: ignore[no-any-return]


def _written(line: Line, language: str) -> Written:
    html = get_template("lexicon/_line.html").render({"line": line, "language": language})
    return Written(line.text, line.order, mark_safe(f"{html}\n"))  # noqa: S308 (it comes from a template)


def letter_lines(
    language: str, letter: str, page: int, pointers: tuple[Written, ...]
) -> list[Written]:
    """The headwords of one page of a letter, words that lead elsewhere in their places."""
    start = (page - 1) * PER_PAGE
    window = _WINDOW.rows(fixed=(language, letter, start))
    rows = [_line(language, *row) for row in window[:PER_PAGE]]
    low = rows[0].order if rows and page > 1 else ""
    high = window[PER_PAGE][2] if len(window) > PER_PAGE else None
    rows += [p for p in pointers if p.order >= low and (high is None or p.order < high)]
    return sorted(rows, key=lambda row: row.order)


def _shown(concept: str) -> Subquery:
    """What the search index keeps of an entry: all that a line of a list says of it."""
    entries = SearchEntry.objects.filter(kind=CONCEPT, object_id=OuterRef(concept))
    return Subquery(entries.values("shown")[:1])


def known(pk: int, shown: str | None) -> KnownEntry:
    return KnownEntry(pk, json.loads(shown or "{}"))


def line_of(text: str, lang: str, order: str, entry: KnownEntry, language: str) -> Line:
    """The line of a headword: the entry itself, or “see” when another term is recommended."""
    if text != getattr(entry, localized("heading", lang)):
        return Line(text, lang, order, targets=[entry.link(lang)])
    return entry_line(entry, entry.terms, language, shown_in=lang)


def entry_line(concept: Any, terms: list[Any], language: str, shown_in: str | None = None) -> Line:
    """An entry in a list: headword, acronyms, equivalents in the other language, definition."""
    heading = concept.headline(shown_in or language)
    return Line(
        text=heading.text,
        language=heading.language,
        order=getattr(concept, localized("sort", language)),
        foreign=heading.language != language,
        gloss=concept.gloss(heading.language),
        address=concept.address(heading.language),
        acronyms=[t.text for t in terms if t.lang == heading.language and t.is_acronym],
        equivalents=equivalents(terms, other(heading.language)),
        definition=word(concept, "definition", language),
    )


def equivalents(terms: list[Any], language: str) -> list[Any]:
    """The terms of a language worth a place in a list; acronyms stand behind their full form."""
    found = [
        term
        for term in terms
        if term.lang == language
        and not term.is_acronym
        and term.status in (Term.Status.PREFERRED, Term.Status.ADMITTED, Term.Status.SUPERSEDED)
    ]
    found.sort(key=lambda term: (term.status != Term.Status.PREFERRED, term.position, term.pk))
    acronyms = {t.short_for_id: t.text for t in terms if t.is_acronym and t.lang == language}
    for term in found:
        term.acronym = acronyms.get(term.pk, "")
    return found[:3]


def domain_family(pk: int) -> tuple[Domain | None, list[Domain], int]:
    """The domain, its narrower ones, and how many public entries it holds: one query."""
    found = list(
        Domain.public.filter(Q(pk=pk) | Q(parent=pk))
        .select_related("parent")
        .annotate(size=size_of(OuterRef("pk")))
    )
    own = next((domain for domain in found if domain.pk == pk), None)
    return own, [d for d in found if d.pk != pk and d.size], own.size if own else 0


def domain_lines(domain: Domain, language: str, page: int) -> list[Written]:
    start = (page - 1) * PER_DOMAIN_PAGE
    return [
        _entry_line(language, *row) for row in _IN_DOMAIN.rows(domain.pk, fixed=(language, start))
    ]


def _in_domain(domain: int, language: str, start: int) -> Any:
    return (
        _filed(domain, language)
        .annotate(shown=_shown("concept_id"))
        .values_list("concept_id", "shown")[start : start + PER_DOMAIN_PAGE]
    )


_IN_DOMAIN = Prepared(_in_domain)


def _entry_line(language: str, pk: int, shown: str | None) -> Written:
    def make() -> Written:
        entry = known(pk, shown)
        return _written(entry_line(entry, entry.terms, language), language)

    return _WRITTEN.get((language, pk, shown), make)  # type: ignore[no-any-return]


def _filed(domain: Any, language: str) -> Any:
    """What readers see in a domain, in the order of the alphabet."""
    rows = Filing.objects.filter(public_now("concept__"), domain=domain)
    return rows.order_by(localized("sort", language), "concept_id")


class Shelf(NamedTuple):
    """A domain on the front page, with a few of its words and the domains within it."""

    domain: Domain
    size: int
    words: list[Wording]
    narrower: list["Shelf"]


def shelves(language: str, samples: int = 4) -> list[Shelf]:
    """The tree of domains that hold entries, or lead to some that do: two queries."""
    first = _filed(OuterRef("pk"), language).values("concept_id")
    places = [f"sample_{place}" for place in range(samples)]
    domains = list(
        Domain.public.annotate(
            size=size_of(OuterRef("pk")),
            **{name: Subquery(first[at : at + 1]) for at, name in enumerate(places)},
        )
    )
    shown = {domain.pk: [getattr(domain, name) for name in places] for domain in domains}
    entries = (
        Concept.public.order_by()
        .only("heading_fr", "heading_en")
        .in_bulk({pk for pks in shown.values() for pk in pks if pk})
    )
    found = {
        domain: [entries[pk].headline(language) for pk in pks if pk in entries]
        for domain, pks in shown.items()
    }
    below: dict[int | None, list[Domain]] = {}
    for domain in domains:
        below.setdefault(domain.parent_id, []).append(domain)

    def within(pk: int | None) -> list[Shelf]:
        tree = [
            Shelf(domain, domain.size, found[domain.pk], within(domain.pk))
            for domain in below.get(pk, [])
        ]
        return [shelf for shelf in tree if shelf.size or shelf.narrower]

    return within(None)


class Recent(NamedTuple):
    concept: Concept
    heading: Wording
    address: str
    moment: datetime.datetime
    summary: str


def recent(language: str, limit: int = 5) -> list[Recent]:
    """What changed last, each with what its last revision says of itself: one query."""
    last = Revision.objects.filter(
        model__app_label="lexicon", model__model="concept", object_id=OuterRef("pk")
    ).order_by("-number")
    found = (
        Concept.public.latest()
        .annotate(summary=Subquery(last.values("summary")[:1]))
        .only("pk", "updated", "heading_fr", "heading_en")[:limit]
    )
    return [
        Recent(c, heading, c.address(heading.language), c.updated, c.summary or "")
        for c, heading in ((concept, concept.headline(language)) for concept in found)
    ]
