"""Which language a content object is really written in, and its words in the language asked for.

A fallback is never silent: `word` says when the words it gives are foreign, so that templates can
mark them with `lang`.
"""

from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import get_script_prefix, reverse
from django.utils import translation
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

# Those in which texts are written: each has its columns.
LANGUAGES = ("fr", "en")
SLUG_LENGTH = 80
_MARK = "987654321987654321"


class Wording(NamedTuple):
    """`foreign`: the words are not in the language that was asked for."""

    text: str
    language: str
    foreign: bool

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def served() -> tuple[str, ...]:
    """Those in which pages are served; words that one of them lacks stay in their own."""
    return tuple(code for code, _name in settings.LANGUAGES)


def active() -> str:
    """The language of the page, always one of ours."""
    code = (translation.get_language() or LANGUAGES[0])[:2]
    return code if code in LANGUAGES or code in served() else LANGUAGES[0]


def other(language: str) -> str:
    return LANGUAGES[1] if language == LANGUAGES[0] else LANGUAGES[0]


def direction(language: str) -> str:
    """Which way a language is written."""
    return "rtl" if language.partition("-")[0] in settings.LANGUAGES_BIDI else "ltr"


def attributes(language: str) -> dict[str, str]:
    """Those of words in `language`, which may run the other way than their page."""
    turned = direction(language) != direction(active())
    return {"lang": language, **({"dir": direction(language)} if turned else {})}


@cache
def _written(language: str, way: str) -> SafeString:
    said = format_html('lang="{}"', language)
    return said + format_html(' dir="{}"', way) if way else said


def spoken(language: str) -> SafeString:
    """The same, as they stand in a page."""
    return _written(language, attributes(language).get("dir", ""))


def localized(field: str, language: str) -> str:
    """The column that holds `field` in `language`; the unsuffixed column is never trusted.

    A language without columns of its own reads those of the first.
    """
    return f"{field}_{language if language in LANGUAGES else LANGUAGES[0]}"


def word(obj: Any, field: str, language: str | None = None) -> Wording:
    """`field` in `language` (default: the page's), else in the other language, else empty.

    Half a translation is not read: an object not yet written in `language` speaks the other.
    """
    asked = language or active()
    order = (asked, other(asked)) if asked in LANGUAGES else LANGUAGES
    if getattr(obj, "read_whole", False) and _is_half_written(obj, asked):
        order = (other(asked), asked)
    for candidate in order:
        text = getattr(obj, localized(field, candidate), "") or ""
        if text:
            return Wording(text, candidate, candidate != asked)
    return Wording("", asked, False)


def _is_half_written(obj: Any, language: str) -> bool:
    """Asked of what is loaded only: a list that leaves texts out says itself what is written."""
    loaded = vars(obj)
    if all(loaded.get(localized(name, language)) for name in obj.language_fields):
        return False
    needed = (localized(name, code) for name in obj.language_fields for code in LANGUAGES)
    if any(name not in loaded for name in needed) and f"written_{language}" not in loaded:
        return False
    return not obj.is_written_in(language) and obj.is_written_in(other(language))


def _words(fr: str, en: str) -> str:
    return fr if active() == "fr" else en


_lazy_words = lazy(_words, str)


def in_words(*, fr: str, en: str) -> Any:
    """A route whose words follow the language of the page; any further language reads English.

    The words are part of the site's contract, so they stand in the code, not in the catalogue.
    """
    return _lazy_words(fr, en)


def slug_of(text: str) -> str:
    """The cosmetic part of an address: ASCII, of whole words where they fit, possibly empty."""
    from atoutsud.content.folding import fold

    words = slugify(fold(text)).strip("-")
    if len(words) <= SLUG_LENGTH:
        return words
    return words[: SLUG_LENGTH + 1].rpartition("-")[0].strip("-") or words[:SLUG_LENGTH]


@cache
def _route(name: str, language: str, root: str) -> tuple[str, str]:
    """What stands before and after the `<id>-<slug>` of an address: lists have hundreds."""
    with translation.override(language):
        before, _mark, after = reverse(name, kwargs={"where": _MARK}).rpartition(_MARK)
    return before, after


class Addressed:
    """Gives a model its address in each language: `<id>-<slug>`, where the id alone decides."""

    address_name: str
    headline_field = "title"
    pk: Any

    def headline(self, language: str | None = None) -> Wording:
        return word(self, self.headline_field, language)

    def slug(self, language: str | None = None) -> str:
        return slug_of(self.headline(language).text)

    def where(self, language: str | None = None) -> str:
        slug = self.slug(language)
        return f"{self.pk}-{slug}" if slug else str(self.pk)

    def address(self, language: str | None = None) -> str:
        asked = language or active()
        before, after = _route(self.address_name, asked, get_script_prefix())
        return f"{before}{self.where(asked)}{after}"

    def get_absolute_url(self) -> str:
        return self.address()
