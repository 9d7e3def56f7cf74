"""What search engines read beside a page: schema.org in a block of JSON.

The block is data: no browser runs it, the strict policy lets it stand, and nothing in it can end
the element it stands in.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from atoutsud.site import publicpage

CONTEXT = "https://schema.org"
Data = dict[str, Any]
_ESCAPED = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def block(data: Data) -> SafeString:
    """The element that holds it, in the head or beside what it says again."""
    told = {"@context": CONTEXT, **filled(data)}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    safe = text.translate(_ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{safe}</script>')  # noqa: S308


def filled(data: Data) -> Data:
    """Without what is not known."""
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}


def association() -> Data:
    """Whose site this is; by the same identity on every page that names it."""
    return {
        "@type": "NGO",
        "@id": publicpage.absolute("/#atoutsud"),
        "name": "Atoutsud",
        "url": publicpage.absolute("/"),
    }


def breadcrumbs(trail: Iterable[tuple[str, str]]) -> Data:
    """(words, address) from the first step to the page itself."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": number,
                "name": words,
                "item": publicpage.absolute(address),
            }
            for number, (words, address) in enumerate(trail, start=1)
        ],
    }
