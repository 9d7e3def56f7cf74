"""Finding entries by any of their words: both languages at once, however they are typed.

The index gives the entries in order; the word that matched is shown with the recommended one.
"""

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from atoutsud.content import answers, matching
from atoutsud.content.answers import Answer, Found
from atoutsud.content.candidates import Scope
from atoutsud.content.folding import fold
from atoutsud.content.languages import Wording, word
from atoutsud.content.parts import Parts
from lexicon.browsing import Line, entry_line
from lexicon.known import CONCEPT, KnownEntry
from lexicon.models import Term

LONGEST = matching.LONGEST
DOMAIN = "lexicon.domain"
_LINES = Parts(1_500)


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
    return [_hit(c.object_id, shown[c.entry], c.text, c.lang, language) for c in candidates]


def lines(answer: Answer, candidates: list[Found], language: str) -> list[SafeString]:
    """The same as they stand in a list, each written anew only when it says another thing."""
    said = answers.said(answer, candidates)

    def line(found: Found) -> Any:
        key = (language, found.object_id, said[found.entry], found.text, found.lang)
        return _LINES.get(key, lambda: _line(*key))

    return [line(found) for found in candidates]


def _line(language: str, pk: int, said: str, text: str, lang: str) -> SafeString:
    hit = _hit(pk, json.loads(said), text, lang, language)
    context = {"hit": hit, "line": hit.line, "language": language}
    html = get_template("lexicon/_hit.html").render(context)
    return mark_safe(f"{html}\n")  # noqa: S308 (it comes from a template)


def _hit(pk: int, shown: dict[str, Any], text: str, lang: str, language: str) -> Hit:
    """`text`: the name it was found by; none where its text answers."""
    entry = KnownEntry(pk, shown)
    line = entry_line(entry, entry.terms, language)
    matched = Wording(text, lang, lang != language) if text and text != line.text else None
    return Hit(line, matched, word(entry, "definition", language))


def choices(answer: Answer, chosen: str, language: str) -> tuple[Choice, ...]:
    """The domains, in their order."""
    rows = sorted(answer.labels, key=lambda row: (row[1]["place"], row[0]))
    found = []
    for pk, shown in rows:
        said = {code: text for code, text in shown["name"].items() if text}
        code = language if language in said else next(iter(said), language)
        words = Wording(said.get(code, ""), code, code != language)
        found.append(Choice(str(pk), words, str(pk) == chosen))
    return tuple(found)


def same_words(text: str, language: str) -> list[tuple[Any, str]]:
    """Public entries that already have this very word in this language, with their addresses."""
    found = Term.public.filter(lang=language, key=fold(text)).select_related("concept")
    entries = {term.concept_id: term.concept for term in found.order_by("pk")[:5]}
    return [(concept, concept.address()) for concept in entries.values()]
