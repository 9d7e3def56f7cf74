"""Finding entries by any of their words: both languages at once, however they are typed.

The index gives the entries in order; the word that matched is shown with the recommended one.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from atoutsud.content import answers, matching
from atoutsud.content.answers import Answer, Found, Scope
from atoutsud.content.folding import fold
from atoutsud.content.languages import Wording, word
from lexicon.browsing import Line, entry_line
from lexicon.known import CONCEPT, KnownEntry
from lexicon.models import Term

LONGEST = matching.LONGEST
MOST = answers.MOST
DOMAIN = "lexicon.domain"


@dataclass
class Hit:
    """`matched`: the word that was found, when it is not the headword shown."""

    line: Line
    matched: Wording | None
    definition: Wording


class Choice(NamedTuple):
    """A domain to narrow a search by."""

    value: str
    words: Wording
    chosen: bool


def find(
    query: str, *, language: str = "", domain: str = "", prefer: str = "", choices: bool = False
) -> Answer:
    """Public entries that answer, best first; `choices` brings the domains to narrow by."""
    scope = Scope(
        groups=((CONCEPT,),),
        language=language,
        facet=domain,
        prefer=prefer,
        labels=DOMAIN if choices else "",
    )
    return answers.find(query, scope)


def hits(answer: Answer, candidates: list[Found], language: str) -> list[Hit]:
    """The candidates of one page, ready to show: one query at most."""
    shown = answers.show(answer, candidates)
    found = []
    for candidate in candidates:
        entry = KnownEntry(candidate.object_id, shown[candidate.entry])
        line = entry_line(entry, entry.terms, language)
        matched = None
        if candidate.text and candidate.text != line.text:
            matched = Wording(candidate.text, candidate.lang, candidate.lang != language)
        found.append(Hit(line, matched, word(entry, "definition", language)))
    return found


def choices(answer: Answer, chosen: str, language: str) -> list[Choice]:
    """The domains, in their order."""
    rows = sorted(answer.labels, key=lambda row: (row[1]["place"], row[0]))
    found = []
    for pk, shown in rows:
        said = {code: text for code, text in shown["name"].items() if text}
        code = language if language in said else next(iter(said), language)
        words = Wording(said.get(code, ""), code, code != language)
        found.append(Choice(str(pk), words, str(pk) == chosen))
    return found


def same_words(text: str, language: str) -> list[tuple[Any, str]]:
    """Public entries that already have this very word in this language, with their addresses."""
    found = Term.public.filter(lang=language, key=fold(text)).select_related("concept")
    entries = {term.concept_id: term.concept for term in found.order_by("pk")[:5]}
    return [(concept, concept.address()) for concept in entries.values()]
