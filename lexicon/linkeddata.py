"""What search engines read of an entry: schema.org's DefinedTerm and DefinedTermSet.

A block of JSON is data, not a script: the strict policy lets it stand. Nothing in it can end the
element it stands in.
"""

import json
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from atoutsud.content.languages import word
from atoutsud.site import opendata, publicpage
from lexicon.exchange.exporting import TITLES

_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026",
            0x2028: "\\u2028", 0x2029: "\\u2029"}  # fmt: skip


def block(value: dict[str, Any]) -> SafeString:
    text = json.dumps({"@context": "https://schema.org", **value}, ensure_ascii=False)
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308


def term_set(language: str) -> dict[str, Any]:
    return {
        "@type": "DefinedTermSet",
        "@id": publicpage.absolute("/data/lexicon.ttl"),
        "name": TITLES[language],
        "inLanguage": ["fr", "en"],
        "url": publicpage.absolute(reverse("lexicon-index")),
        "license": opendata.LICENCE,
        "publisher": {"@type": "Organization", "name": opendata.CREDIT},
    }


def term(concept: Any, entry: Any) -> dict[str, Any]:
    """The entry as it is shown: its headword, other terms, definition and equals elsewhere."""
    heading = entry.heading
    found: dict[str, Any] = {
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
