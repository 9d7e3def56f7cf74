"""What the search of the whole site shows of entries."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from atoutsud.content.answers import Answer, Found
from atoutsud.content.languages import Wording
from atoutsud.site import search
from lexicon import finding


def show(found: Found, shown: dict[str, Any], language: str) -> search.Hit:
    (hit,) = finding.hits(Answer(shown={found.entry: shown}), [found], language)
    return search.Hit(
        hit.line.address,
        Wording(hit.line.text, hit.line.language, hit.line.foreign),
        hit.line.language,
        note=" · ".join(hit.line.acronyms),
        equivalent=next(
            (Wording(t.text, t.lang, t.lang != language) for t in hit.line.equivalents), None
        ),
        summary=hit.definition,
        matched=hit.matched,
    )


def more(query: str) -> str:
    return f"{reverse('lexicon-index')}?{urlencode({'q': query})}"


search.register(
    search.Source(order=10, label=_("Lexicon"), kind=finding.CONCEPT, show=show, more=more)
)
