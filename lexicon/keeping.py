"""The lexicon kept on the reader's own device: one small file, and the page that searches it."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from atoutsud.content import publication, richtext
from atoutsud.content.folding import elide, fold
from atoutsud.content.languages import LANGUAGES, localized
from atoutsud.site import opendata
from atoutsud.site.publicpage import page, public_page
from lexicon.models import Concept, Term

FILENAME = "atoutsud-lexicon-offline.json"
AT_ONCE = 500


@public_page
def keep(request: HttpRequest) -> HttpResponse:
    """Also what the service worker shows where nothing was kept of the page asked for."""
    seen: publication.Seen = request.content_version  # type: ignore[attr-defined]
    packed = opendata.kept(FILENAME, seen, _pieces)
    context = {
        "section": "lexicon",
        "file": reverse("lexicon-kept"),
        "size": packed.stat().st_size,
        "count": Concept.public.count(),
    }
    return page(request, "lexicon/keep.html", context)


@opendata.public_file(FILENAME, "application/json", keep=True)
def file(request: HttpRequest) -> Iterator[str]:
    """`[number, [[words, language, key], ...], [definition, ...]]` for each entry.

    The first words of a language are its headword; keys are folded as everywhere, so that a device
    folds only what is typed. Definitions are plain, in the order of the site's languages.
    """
    return _pieces()


def _pieces() -> Iterator[str]:
    order = localized("sort", LANGUAGES[0])
    terms = Term.objects.order_by("lang", "position", "pk").only("concept", "lang", "text")
    pks = list(Concept.public.order_by(order, "pk").values_list("pk", flat=True))
    yield '{"entries":['
    separator = ""
    for start in range(0, len(pks), AT_ONCE):
        lot = pks[start : start + AT_ONCE]
        found = Concept.public.filter(pk__in=lot).prefetch_related(
            Prefetch("terms", queryset=terms)
        )
        by_pk = {concept.pk: concept for concept in found}
        for pk in lot:
            if pk in by_pk:
                yield separator + json.dumps(
                    _entry(by_pk[pk]), ensure_ascii=False, separators=(",", ":")
                )
                separator = ",\n"
    yield "]}"


def _entry(concept: Any) -> list[Any]:
    heads = {code: getattr(concept, localized("heading", code)) for code in LANGUAGES}
    terms = sorted(concept.terms.all(), key=lambda term: _place(term, heads))
    words = [[term.text, term.lang, fold(elide(term.text))] for term in terms]
    texts = [
        richtext.plain(getattr(concept, localized("definition", code)) or "") for code in LANGUAGES
    ]
    return [concept.pk, words, texts]


def _place(term: Term, heads: dict[str, str]) -> tuple[int, bool]:
    """The site's own languages in their order, each beginning with its headword."""
    places = {code: place for place, code in enumerate(LANGUAGES)}
    return places.get(term.lang, len(places)), heads.get(term.lang) != term.text
