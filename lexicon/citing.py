"""A source that somebody proposes: words, until a reviewer accepts them."""

from typing import Any

from atoutsud.content.folding import fold
from lexicon.models import Source

OF_SOURCE = ("title", "author", "year", "publisher", "url")
OF_CITATION = ("target", "lang", "locator", "position")


def cited(path: str, value: Any) -> Any:
    """`value` ready for the door: a proposed source becomes a row of the bibliography, once."""
    if not path.startswith("citations/") or not isinstance(value, dict) or value.get("source"):
        return value
    words = {name: value[name] for name in OF_SOURCE if value.get(name)}
    source = _known(words) or _made(words, str(value.get("lang") or "fr"))
    row = {name: value[name] for name in OF_CITATION if value.get(name) not in (None, "")}
    return {**row, "source": str(source.uid)}


def _known(words: dict[str, Any]) -> Source | None:
    """The same address, or the same title by the same author of the same year."""
    if words.get("url") and (found := Source.objects.filter(url=words["url"]).first()):
        return found
    wanted = fold(words.get("title", "")), fold(words.get("author", ""))
    for source in Source.objects.filter(year=words.get("year")).order_by("pk"):
        if (fold(source.title), fold(source.author)) == wanted:
            return source
    return None


def _made(words: dict[str, Any], lang: str) -> Source:
    source = Source(lang=lang, **words)
    source.full_clean()
    source.save()
    return source
