"""A part of the lexicon, or all of it, as a booklet to print: letters, entries, an index."""

from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from atoutsud.content.languages import active, localized, other
from atoutsud.site.publicpage import Counted, page, paginate, public_page
from lexicon import browsing
from lexicon.models import Concept, Domain, Term

PER_VOLUME = 1_000
# A letter with fewer words is set below the one before it: paper costs.
WORTH_A_PAGE = 12
MOST_CHOSEN = 200
NAMES = ("letter", "domain", "ids", "all")
LONGEST = 2_000


class Letter(NamedTuple):
    letter: str
    label: str
    lines: list[browsing.Line]
    apart: bool


class Indexed(NamedTuple):
    """A word of the other language, and the headword it is under."""

    term: Term
    line: browsing.Line


@public_page
def booklet(request: HttpRequest) -> HttpResponse:
    """`?letter=`, `?domain=`, `?ids=3.75` or `?all=1`; without any, the choice."""
    language = active()
    asked = {name: request.GET.get(name, "")[:LONGEST] for name in NAMES}
    context: dict[str, Any] = {"section": "lexicon", "noindex": True}
    if not any(asked.values()):
        domains = Domain.public.filter(all_concepts__in=Concept.public.all()).distinct()
        context |= {"bar": browsing.letters(language).bar, "domains": domains}
        return page(request, "lexicon/print.html", {**context, "noindex": False})
    chosen, title = _chosen(asked, language)
    order = localized("sort", language)
    volume = paginate(request, Counted(chosen.count()), PER_VOLUME)
    start = (volume.number - 1) * PER_VOLUME
    shown = chosen.order_by(order, "pk").values("pk")[start : start + PER_VOLUME]
    grouped = browsing.by_entry(browsing.terms_of(Subquery(shown)))
    lines = {
        pk: browsing.entry_line(terms[0].concept, terms, language) for pk, terms in grouped.items()
    }
    context |= {
        "letters": _parts(list(lines.values()), asked),
        "body_class": _sheet(asked),
        "index": _index(grouped, lines, other(language)),
        "index_language": other(language),
        "count": volume.paginator.count,
        "title": title,
        "page_obj": volume,
    }
    return page(request, "lexicon/print.html", context)


def _chosen(asked: dict[str, str], language: str) -> tuple[Any, Any]:
    """The entries asked for, and what they are called (a letter, or a domain)."""
    rows = Concept.public.all()
    if letter := asked["letter"].lower():
        if letter not in (*browsing.LETTERS, browsing.SYMBOLS):
            raise Http404
        return rows.filter(browsing.in_letter(letter, localized("sort", language))), letter.upper()
    if number := asked["domain"]:
        plain = number.isascii() and number.isdigit() and len(number) < 10
        domain = Domain.public.filter(pk=int(number)).first() if plain else None
        if domain is None:
            raise Http404
        return rows.filter(domains=domain), domain.headline(language)
    if chosen := asked["ids"]:
        numbers = chosen.split(".")[:MOST_CHOSEN]
        if not all(n.isascii() and n.isdigit() and len(n) < 19 for n in numbers):
            raise Http404
        return rows.filter(pk__in=numbers), _("My words")
    return rows, ""


def _sheet(asked: dict[str, str]) -> str:
    """What the sheet of the booklet knows it by: the letter for its running head, or the whole."""
    if asked["letter"]:
        return f"let-{asked['letter'].lower()}"
    return "whole" if asked["all"] else ""


def _parts(lines: list[browsing.Line], asked: dict[str, str]) -> list[Letter]:
    """A choice of few words is one list; a letter, or all of them, are known by their signs."""
    if lines and not asked["letter"] and not asked["all"]:
        return [Letter("", "", sorted(lines, key=lambda line: line.order), False)]
    return _letters(lines, whole=bool(asked["all"]))


def _letters(lines: list[browsing.Line], *, whole: bool) -> list[Letter]:
    def place(line: browsing.Line) -> str:
        return browsing.bucket_of(line.order[:1])

    lines.sort(key=lambda line: line.order)
    parts = groupby(sorted(lines, key=lambda line: (place(line), line.order)), key=place)
    found = []
    for letter, some in parts:
        label, words = "#" if letter == browsing.SYMBOLS else letter.upper(), list(some)
        found.append(Letter(letter, label, words, whole and len(words) >= WORTH_A_PAGE))
    return found


def _index(
    grouped: dict[int, list[Term]], lines: dict[int, browsing.Line], language: str
) -> list[Indexed]:
    found = [
        Indexed(term, lines[pk])
        for pk, terms in grouped.items()
        for term in terms
        if term.lang == language and term.browse and lines[pk].language != language
    ]
    return sorted(found, key=lambda indexed: (indexed.term.sort_key, indexed.term.pk))
