"""What the search index says of entries and domains."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch

from atoutsud.content import index
from atoutsud.content.index import Name, Sheet, Text
from atoutsud.content.languages import LANGUAGES, localized
from lexicon import filing
from lexicon.models import Concept, Domain, Pointer, Term

CONCEPT = "lexicon.concept"
DOMAIN = "lexicon.domain"
TEXTS = ("definition", "note", "disambiguation")
# How well a term stands for its entry: the headword, its equals, what is advised against.
HEADWORD, ADMITTED, ADVISED_AGAINST, POINTER = range(4)


def concepts(pks: list[int]) -> Iterator[Sheet]:
    found = Concept._base_manager.filter(pk__in=pks).prefetch_related(
        Prefetch("terms", queryset=Term.objects.order_by("lang", "position", "pk")),
        Prefetch("pointers", queryset=Pointer.objects.order_by("pk")),
        Prefetch("domains", queryset=Domain.objects.order_by("pk").only("pk")),
    )
    for concept in found:
        terms = list(concept.terms.all())
        texts = [
            Text(text, code)
            for name in TEXTS
            for code in LANGUAGES
            if (text := getattr(concept, localized(name, code)))
        ]
        yield index.sheet_of(
            concept,
            names=[*_names(concept, terms)],
            texts=texts,
            facets=[str(domain.pk) for domain in concept.domains.all()],
            shown=_shown(concept, terms),
        )


def _names(concept: Any, terms: list[Term]) -> Iterator[Name]:
    for term in terms:
        yield Name(term.text, term.lang, _standing(concept, term), term.is_acronym)
        if term.feminine:
            yield Name(term.feminine, term.lang, ADMITTED)
    for pointer in concept.pointers.all():
        yield Name(pointer.text, pointer.lang, POINTER)


def _standing(concept: Any, term: Term) -> int:
    if term.status in (Term.Status.DEPRECATED, Term.Status.SUPERSEDED):
        return ADVISED_AGAINST
    if term.lang in LANGUAGES and term.text == getattr(concept, localized("heading", term.lang)):
        return HEADWORD
    return HEADWORD if term.status == Term.Status.PREFERRED else ADMITTED


def _shown(concept: Any, terms: list[Term]) -> dict[str, Any]:
    """Enough to show the entry in a list without reading its rows."""
    both = {
        name: [getattr(concept, localized(name, code)) or "" for code in LANGUAGES]
        for name in ("heading", "sort", "disambiguation", "definition")
    }
    words = [
        [
            t.pk,
            t.lang,
            t.text,
            t.kind,
            t.status,
            t.position,
            t.short_for_id,
            t.usage_label,
            t.region,
        ]
        for t in terms
    ]
    return {**both, "terms": words}


def domains(pks: list[int]) -> Iterator[Sheet]:
    for domain in Domain._base_manager.filter(pk__in=pks):
        names = [(code, getattr(domain, localized("name", code)) or "") for code in LANGUAGES]
        yield Sheet(
            domain.pk,
            names=[Name(text, code) for code, text in names if text],
            shown={"name": dict(names), "place": [domain.position, domain.code]},
        )


index.register(
    index.Source(
        CONCEPT,
        concepts,
        rows={"lexicon.term": "concept_id", "lexicon.pointer": "targets"},
        beside=filing.renew,
    )
)
index.register(index.Source(DOMAIN, domains))
