"""Entries as the search index keeps them: enough for a line of a list, without their rows."""

from dataclasses import dataclass
from typing import Any

from atoutsud.content.languages import LANGUAGES, Addressed, Wording, localized
from lexicon.models import Term

CONCEPT = "lexicon.concept"
NOTHING = ("",) * len(LANGUAGES)


@dataclass(eq=False)
class KnownTerm:
    """A term as the index keeps it: what lists show of one."""

    pk: int
    lang: str
    text: str
    kind: str
    status: str
    position: int
    short_for_id: int | None
    usage_label: str
    region: str
    acronym: str = ""

    @property
    def is_acronym(self) -> bool:
        return self.kind == Term.Kind.ACRONYM


class KnownEntry(Addressed):
    """An entry as the index keeps it: enough for a line of a list."""

    address_name = "lexicon-entry"
    headline_field = "heading"

    def __init__(self, pk: int, shown: dict[str, Any]) -> None:
        self.pk = pk
        for name in ("heading", "sort", "disambiguation", "definition"):
            for code, text in zip(LANGUAGES, shown.get(name, NOTHING), strict=True):
                setattr(self, localized(name, code), text)
        self.terms = [KnownTerm(*row) for row in shown.get("terms", ())]

    def gloss(self, language: str) -> str:
        return str(getattr(self, localized("disambiguation", language)))

    def link(self, language: str) -> tuple[str, Wording]:
        """Its address and its headword, in this language if it is written in it."""
        heading = self.headline(language)
        return self.address(heading.language), heading
