"""What search engines read of an entry: schema.org's DefinedTerm and DefinedTermSet."""

from typing import Any

from django.urls import reverse

from atoutsud.content.languages import LANGUAGES, word
from atoutsud.site import opendata, publicpage
from atoutsud.site.linkeddata import Data, association
from lexicon.exchange.exporting import TITLES


def term_set(language: str) -> Data:
    return {
        "@type": "DefinedTermSet",
        "@id": publicpage.absolute("/data/lexicon.ttl"),
        "name": TITLES.get(language, TITLES[LANGUAGES[0]]),
        "inLanguage": list(LANGUAGES),
        "url": publicpage.absolute(reverse("lexicon-index")),
        "license": opendata.LICENCE,
        "publisher": association(),
    }


def term(concept: Any, entry: Any) -> Data:
    """The entry as it is shown: its headword, other terms, definition and equals elsewhere."""
    heading = entry.heading
    found: Data = {
        "@type": "DefinedTerm",
        "@id": publicpage.absolute(reverse("lexicon-short", args=[concept.pk])),
        "name": heading.text,
        "termCode": str(concept.pk),
        "inLanguage": heading.language,
        "url": publicpage.absolute(concept.address()),
        "inDefinedTermSet": publicpage.absolute("/data/lexicon.ttl"),
    }
    definition = word(concept, "definition", heading.language)
    if definition and not definition.foreign:
        found["description"] = definition.text
    others = [item.text for item in (*entry.acronyms, *entry.synonyms) if item.mark != "no"]
    others += [item.term.text for group in entry.languages for item in group.items
               if item.term.mark != "no"]  # fmt: skip
    if others:
        found["alternateName"] = list(dict.fromkeys(others))
    if entry.mappings:
        found["sameAs"] = [uri for uri, _nearness in entry.mappings]
    return found
