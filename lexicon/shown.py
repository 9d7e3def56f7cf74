"""What an entry's page is made of, as its template reads it."""

import datetime
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils import timezone
from django.utils.safestring import SafeString

from atoutsud.content.languages import Wording
from lexicon.models import Concept, Term


class Equivalent(NamedTuple):
    term: Term
    acronyms: list[str]
    sources: list[int]


class InLanguage(NamedTuple):
    """The terms of one language, with the heading of their section."""

    code: str
    title: str
    items: list[Equivalent]


class Text(NamedTuple):
    html: SafeString
    wording: Wording


class Link(NamedTuple):
    address: str
    heading: Wording
    gloss: str
    acronym: str = ""


@dataclass
class Links:
    title: str
    items: list[Link] = field(default_factory=list)


class Bibliography(NamedTuple):
    """What is shown of a source."""

    title: str
    lang: str
    author: str
    year: int | None
    publisher: str
    url: str


class Quoted(NamedTuple):
    """A citation: of which source, for which part of the entry."""

    source_id: int
    target: str
    lang: str
    locator: str
    term_id: int | None


class Cited(NamedTuple):
    source: Bibliography
    locators: list[str]


class Last(NamedTuple):
    """What the last revision says of itself."""

    created: datetime.datetime
    summary: str
    credited_name: str


@dataclass
class Entry:
    concept: Concept
    language: str
    heading: Wording
    gloss: str
    acronyms: list[Term] = field(default_factory=list)
    grammar: list[str] = field(default_factory=list)
    feminine: str = ""
    synonyms: list[Term] = field(default_factory=list)
    definition: Text | None = None
    note: Text | None = None
    languages: list[InLanguage] = field(default_factory=list)
    examples: list[Wording] = field(default_factory=list)
    links: list[Links] = field(default_factory=list)
    homographs: list[Link] = field(default_factory=list)
    sources: list[Cited] = field(default_factory=list)
    pointers: list[Wording] = field(default_factory=list)
    domains: list[tuple[str, Wording]] = field(default_factory=list)
    tags: list[Wording] = field(default_factory=list)
    mappings: list[tuple[str, str]] = field(default_factory=list)
    appears: list[Links] = field(default_factory=list)
    # By what they support, the numbers of the sources.
    notes: dict[str, list[int]] = field(default_factory=dict)
    revision: Last | None = None

    @property
    def day(self) -> datetime.date:
        moment = self.revision.created if self.revision else self.concept.updated
        return timezone.localdate(moment)


# What a link to an entry needs of it.
