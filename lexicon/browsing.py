"""Reading lists of entries: letters, domains, the front page. Two queries a page, at any size."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    F,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber, Substr

from atoutsud.content.languages import Wording, localized, other, word
from atoutsud.content.revisions import Revision
from lexicon.models import Concept, Domain, Pointer, Term
from lexicon.models.words import public_now

PER_PAGE = 100
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
    equivalents: list[Term] = field(default_factory=list)
    definition: Wording | None = None
    targets: list[tuple[str, Wording]] = field(default_factory=list)


class Counted:
    """A list of which only the length is known: the rows of its page are read by themselves."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, part: slice) -> list[Any]:
        return []


class Bucket(NamedTuple):
    """One place in the A–Z bar."""

    letter: str
    label: str
    size: int


class Letter(NamedTuple):
    bar: list[Bucket]
    size: int
    pointers: list[Line]


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


def letters(language: str, letter: str = "") -> Letter:
    """How many headwords each letter has, and the pointers of `letter`: one query."""
    empty = Value("", output_field=TextField())
    nothing = Value(0, output_field=BigIntegerField())
    first = Substr("sort_key", 1, 1, output_field=CharField())
    names = ("first", "n", "words", "order", "target", "target_fr", "target_en")
    blank = {"words": empty, "order": empty, "target": nothing}
    blank |= {"target_fr": empty, "target_en": empty}
    terms = Term.public.filter(lang=language, browse=True).order_by()
    pointers = Pointer.public.filter(public_now("targets__"), lang=language).order_by()
    counts = [
        terms.annotate(first=first).values("first").annotate(n=Count("pk"), **blank),
        pointers.annotate(first=first)
        .values("first")
        .annotate(n=Count("pk", distinct=True), **blank),
    ]
    detail = (
        pointers.filter(in_letter(letter) if letter else Q(pk=None))
        .annotate(first=first, n=nothing, words=F("text"), order=F("sort_key"))
        .annotate(
            target=F("targets__pk"),
            target_fr=F("targets__heading_fr"),
            target_en=F("targets__heading_en"),
        )
    )
    rows = (
        counts[0]
        .values_list(*names)
        .union(*[part.values_list(*names) for part in (counts[1], detail)], all=True)
    )
    found: dict[str, int] = {}
    lines: dict[str, Line] = {}
    for mark, count, words, order, target, heading_fr, heading_en in rows:
        place = bucket_of(mark)
        found[place] = found.get(place, 0) + count
        if words:
            line = lines.setdefault(words, Line(words, language, order))
            line.targets.append(link_to(target, heading_fr, heading_en, language))
    bar = [Bucket(place, place.upper(), found.get(place, 0)) for place in LETTERS]
    if found.get(SYMBOLS):
        bar.append(Bucket(SYMBOLS, "#", found[SYMBOLS]))
    return Letter(bar, found.get(letter, 0), list(lines.values()))


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


def letter_lines(language: str, letter: str, page: int, pointers: list[Line]) -> list[Line]:
    """The headwords of one page of a letter, words that lead elsewhere in their places."""
    words = Term.public.filter(in_letter(letter), lang=language, browse=True)
    start = (page - 1) * PER_PAGE
    # One more than shown, so as to know where the next page begins.
    shown = words.order_by("sort_key", "pk")[start : start + PER_PAGE + 1]
    found = terms_of(Subquery(shown.values("concept"))).annotate(
        shown=Case(When(pk__in=Subquery(shown.values("pk")), then=True), default=False)
    )
    terms = list(found)
    grouped = by_entry(terms)
    window = sorted((t for t in terms if t.shown), key=lambda term: (term.sort_key, term.pk))
    rows = [line_of(term, grouped[term.concept_id], language) for term in window[:PER_PAGE]]
    low = rows[0].order if rows and page > 1 else ""
    high = window[PER_PAGE].sort_key if len(window) > PER_PAGE else None
    rows += [p for p in pointers if p.order >= low and (high is None or p.order < high)]
    return sorted(rows, key=lambda row: row.order)


def line_of(term: Term, terms: list[Term], language: str) -> Line:
    """The line of a headword: the entry itself, or “see” when another term is recommended."""
    concept = term.concept
    if term.text != getattr(concept, localized("heading", term.lang)):
        target = link_to(concept.pk, concept.heading_fr, concept.heading_en, term.lang)
        return Line(term.text, term.lang, term.sort_key, targets=[target])
    return entry_line(concept, terms, language, shown_in=term.lang)


def entry_line(
    concept: Concept, terms: list[Term], language: str, shown_in: str | None = None
) -> Line:
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


def equivalents(terms: list[Term], language: str) -> list[Term]:
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
        term.acronym = acronyms.get(term.pk, "")  # type: ignore[attr-defined]
    return found[:3]


def domain_family(pk: int) -> tuple[Domain | None, list[Domain], int]:
    """The domain, its narrower ones, and how many public entries it holds: one query."""
    size = (
        Concept.public.filter(domains=OuterRef("pk"))
        .order_by()
        .values("domains")
        .annotate(n=Count("pk", distinct=True))
        .values("n")
    )
    found = list(
        Domain.public.filter(Q(pk=pk) | Q(parent=pk))
        .select_related("parent")
        .annotate(size=Subquery(size[:1], output_field=BigIntegerField()))
    )
    own = next((domain for domain in found if domain.pk == pk), None)
    return own, [d for d in found if d.pk != pk and d.size], (own.size or 0) if own else 0


def domain_lines(domain: Domain, language: str, page: int) -> list[Line]:
    order = localized("sort", language)
    start = (page - 1) * PER_PAGE
    shown = Concept.public.filter(domains=domain).order_by(order, "pk").values("pk")
    grouped = by_entry(terms_of(Subquery(shown[start : start + PER_PAGE])))
    lines = [entry_line(terms[0].concept, terms, language) for terms in grouped.values()]
    return sorted(lines, key=lambda line: line.order)


class Shelf(NamedTuple):
    """A domain on the front page, with a few of its words and the domains within it."""

    domain: Domain
    size: int
    words: list[Wording]
    narrower: list["Shelf"]


def shelves(language: str, samples: int = 4) -> list[Shelf]:
    """The tree of domains that hold entries, or lead to some that do: two queries."""
    domains = {domain.pk: domain for domain in Domain.public.all()}
    order = localized("sort", language)
    rows = (
        Concept.public.filter(domains__isnull=False)
        .order_by()
        .annotate(
            place=Window(RowNumber(), partition_by="domains", order_by=[order, "pk"]),
            size=Window(Count("pk"), partition_by="domains"),
        )
        .filter(place__lte=samples)
        .values("domains", "size", "place", "heading_fr", "heading_en")
    )
    found: dict[int, list[Wording]] = {}
    sizes: dict[int, int] = {}
    for row in sorted(rows, key=lambda row: (row["domains"], row["place"])):
        concept = Concept(heading_fr=row["heading_fr"], heading_en=row["heading_en"])
        sizes[row["domains"]] = row["size"]
        found.setdefault(row["domains"], []).append(concept.headline(language))
    below: dict[int | None, list[Domain]] = {}
    for domain in domains.values():
        below.setdefault(domain.parent_id, []).append(domain)

    def within(pk: int | None) -> list[Shelf]:
        tree = [
            Shelf(domain, sizes.get(domain.pk, 0), found.get(domain.pk, []), within(domain.pk))
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
        Concept.public.order_by("-updated", "-pk")
        .annotate(summary=Subquery(last.values("summary")[:1]))
        .only("pk", "updated", "heading_fr", "heading_en")[:limit]
    )
    return [
        Recent(c, heading, c.address(heading.language), c.updated, c.summary or "")
        for c, heading in ((concept, concept.headline(language)) for concept in found)
    ]
