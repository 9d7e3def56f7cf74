"""Every entry in the languages it is written in, and the letters and domains that hold some."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import translation

from atoutsud.content.languages import LANGUAGES
from atoutsud.site import sitemaps
from lexicon import browsing
from lexicon.models import Concept, Domain


@sitemaps.register
def entries() -> Iterator[sitemaps.Entry]:
    columns = ("pk", "updated", "heading_fr", "heading_en", "definition_fr", "definition_en")
    for concept in Concept.public.order_by("pk").only(*columns):
        addresses = {code: concept.address(code) for code in concept.languages}
        if addresses:
            yield sitemaps.Entry(addresses, concept.updated)


@sitemaps.register
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


@sitemaps.register
def domains() -> Iterator[sitemaps.Entry]:
    filled = Concept.public.filter(domains__isnull=False).values("domains")
    for domain in Domain.public.filter(pk__in=filled):
        yield sitemaps.Entry({code: domain.address(code) for code in LANGUAGES}, None)
