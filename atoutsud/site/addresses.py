"""Addresses: path words in two languages, and the `<id>-<slug>` of detail pages.

The words are part of the site's contract, so they stand in the code and not in the catalogue.
"""

from typing import Any

from django.urls import register_converter
from django.utils.functional import lazy

from atoutsud.content import languages


class IdSlugConverter:
    """`12` or `12-any-thing`, given to the view as (12, "any-thing").

    At most 18 digits, so that the id always fits a database integer.
    """

    regex = r"[1-9][0-9]{0,17}(?:-[^/]*)?"

    def to_python(self, value: str) -> tuple[int, str]:
        number, _dash, slug = value.partition("-")
        return int(number), slug

    def to_url(self, value: str | int | tuple[int, str]) -> str:
        if isinstance(value, tuple):
            number, slug = value
            return f"{number}-{slug}" if slug else str(number)
        return str(value)


register_converter(IdSlugConverter, "idslug")


def _words(fr: str, en: str) -> str:
    return fr if languages.active() == "fr" else en


_lazy_words = lazy(_words, str)


def in_words(*, fr: str, en: str) -> Any:
    """A route whose words follow the language of the page; any further language reads English."""
    return _lazy_words(fr, en)
