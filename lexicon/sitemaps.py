"""Every entry in the languages it is written in, and the letters and domains that hold some."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import translation

from atoutsud.content.languages import LANGUAGES
from atoutsud.site import sitemaps
from lexicon import browsing
from lexicon.models import Concept, Domain


def entries() -> Any:
    columns = ("heading_fr", "heading_en", "definition_fr", "definition_en")
    return Concept.public.only("pk", "updated", "publish_from", *columns)


sitemaps.register(sitemaps.Rows("entries", entries))


def letters() -> Iterator[sitemaps.Entry]:
    places: dict[str, dict[str, str]] = {}
    for code in LANGUAGES:
        with translation.override(code):
            for bucket in browsing.letters(code).bar:
                if bucket.filled:
                    address = reverse("lexicon-letter", args=[bucket.letter])
                    places.setdefault(bucket.letter, {})[code] = address
    # The page of a letter exists in both languages, but is worth finding only where it has terms.
    for addresses in places.values():
        if len(addresses) == len(LANGUAGES):
            yield sitemaps.Entry(addresses, None)


sitemaps.register(sitemaps.Few(letters))


def domains() -> Iterator[sitemaps.Entry]:
    """Domains that hold something: the first entry found in each is enough to know."""
    for domain in Domain.public.filter(Exists(Concept.public.filter(domains=OuterRef("pk")))):
        yield sitemaps.Entry({code: domain.address(code) for code in LANGUAGES}, None)


sitemaps.register(sitemaps.Few(domains))
