"""The public history of an entry: who, when, why, and what differs between any two revisions.

Only revisions that readers could see are listed: what a draft said stays with the editors.
"""

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models.fields.json import KeyTextTransform
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atoutsud.content.comparing import Part, word_difference
from atoutsud.content.documents import Flat, differences, row_of
from atoutsud.content.languages import LANGUAGES
from atoutsud.content.publication import State
from atoutsud.content.revisions import history
from atoutsud.site.publicpage import find, page, paginate, public_page
from lexicon.models import Concept, Relation, Term
from lexicon.wording import Names, field_label, in_language, row_in_words, source_in_words

PER_PAGE = 20
PROSE = ("definition.", "note.", "disambiguation.")
ROWS = {
    "terms": gettext_lazy("term"),
    "examples": gettext_lazy("example"),
    "citations": gettext_lazy("source"),
    "relations": gettext_lazy("linked term"),
    "mappings": gettext_lazy("equivalent elsewhere"),
}
SETS = {"domains": gettext_lazy("domain"), "tags": gettext_lazy("tag")}
SILENT = ("position", "browse", "short_for", "term", "target", "lang")
CHOICES = {"status": Term.Status, "kind": Term.Kind, "gender": Term.Gender,
           "part_of_speech": Term.PartOfSpeech}  # fmt: skip


NAMES = {column.name: column.verbose_name for column in Term._meta.concrete_fields}


class Line(NamedTuple):
    """One difference, in words."""

    label: str
    language: str
    parts: list[Part]


class Step(NamedTuple):
    """One revision of the list."""

    number: int
    before: int | None
    created: datetime.datetime
    name: str
    summary: str
    changed: list[str]


@public_page
def show_history(request: HttpRequest, pk: int) -> HttpResponse:
    concept = find(Concept.public.all(), pk)
    seen = visible(concept)
    page_obj = paginate(request, seen, PER_PAGE)
    numbers = [row["number"] for row in seen]
    older, newer = _asked(request, "from", numbers), _asked(request, "to", numbers)
    pair = (older, newer) if older is not None and newer is not None else None
    shown = [row["number"] for row in page_obj.object_list]
    befores = {number: _before(number, numbers) for number in shown}
    wanted = {*shown, *filter(None, befores.values()), *(pair or ())}
    known = Known(concept, wanted)
    language = request.GET.get("lang", "")
    language = language if language in LANGUAGES else ""
    context = {
        "section": "lexicon",
        "concept": concept,
        "heading": concept.headline(),
        "page_obj": page_obj,
        "steps": [
            _step(concept, row, befores[row["number"]], known) for row in page_obj.object_list
        ],
        "numbers": numbers,
        "older": older,
        "newer": newer,
        "compared": pair is not None,
        "only": language,
        "lines": [
            line
            for line in (known.lines(*pair) if pair else ())
            if not language or line.language in ("", language)
        ],
        "noindex": bool(request.GET),
    }
    return page(request, "lexicon/history.html", context)


def visible(concept: Concept) -> list[dict[str, Any]]:
    """The revisions that readers could see, newest first, without their documents."""
    rows: list[Any] = list(
        history(concept)
        .annotate(
            was=KeyTextTransform("state", "document"),
            since=KeyTextTransform("publish_from", "document"),
        )
        .values("number", "created", "credited_name", "summary", "was", "since")
    )
    until = timezone.now()
    found = []
    for row in rows:
        since = parse_datetime(row["since"]) if row["since"] else None
        if row["was"] == State.PUBLISHED and (since is None or since <= until):
            found.append(row)
        until = row["created"]
    return found


def _asked(request: HttpRequest, name: str, numbers: list[int]) -> int | None:
    text = request.GET.get(name, "")
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) < 9 and int(text) in numbers:
        return int(text)
    raise Http404


def _before(number: int, numbers: list[int]) -> int | None:
    """The revision that readers had before `number`."""
    place = numbers.index(number) + 1
    return numbers[place] if place < len(numbers) else None


def _step(concept: Concept, row: dict[str, Any], before: int | None, known: "Known") -> Step:
    labels = [line.label for line in known.lines(before, row["number"])] if before else []
    return Step(
        row["number"],
        before,
        row["created"],
        row["credited_name"] if concept.public_credit else "",
        row["summary"],
        list(dict.fromkeys(labels)),
    )


class Known:
    """The documents of some revisions, and the names of what they refer to."""

    def __init__(self, concept: Concept, numbers: set[int]) -> None:
        rows = history(concept).filter(number__in=numbers)
        self.documents: dict[int, Flat] = {
            number: public_part(document)
            for number, document in rows.values_list("number", "document")
        }
        self.names = Names()
        targets = {
            str(value)
            for document in self.documents.values()
            for path, value in document.items()
            if path.startswith("relations/") and path.endswith("/target")
        }
        entries = Concept.public.filter(uid__in=targets) if targets else []
        self.entries = {str(entry.uid): str(entry) for entry in entries}

    def lines(self, older: int, newer: int) -> list[Line]:
        return list(self._lines(self.documents[older], self.documents[newer]))

    def _lines(self, before: Flat, after: Flat) -> Iterator[Line]:
        rows: dict[str, list[str]] = {}
        for path in differences(before, after):
            if row := row_of(path):
                rows.setdefault(row, []).append(path)
            elif path.startswith(PROSE):
                text = word_difference(str(before.get(path) or ""), str(after.get(path) or ""))
                yield Line(field_label(path), path.partition(".")[2], text)
            else:
                word, _slash, key = path.partition("/")
                name = self.names.domains.get(key, key) if word == "domains" else key
                kind = "ins" if after.get(path) else "del"
                yield Line(str(SETS[word]), "", [Part(kind, name)])
        for row, paths in rows.items():
            yield from self._row(row, paths, before, after)

    def _row(self, row: str, paths: list[str], before: Flat, after: Flat) -> Iterator[Line]:
        old, new = _inside(row, before), _inside(row, after)
        word = row.partition("/")[0]
        code = str((new or old).get("lang") or "")
        if not (old and new):
            kind = "ins" if new else "del"
            if text := self._row_in_words(word, new or old):
                yield Line(in_language(str(ROWS[word]), code), code, [Part(kind, text)])
            return
        for path in paths:
            inner = path.rpartition("/")[2]
            if inner in SILENT:
                continue
            label = str(ROWS[word])
            if word == "terms" and inner != "text":
                label = _("%(field)s of “%(term)s”") % {
                    "field": NAMES.get(inner, inner),
                    "term": new.get("text") or "",
                }
            texts = [_in_words(inner, held.get(inner)) for held in (old, new)]
            yield Line(in_language(label, code), code, word_difference(*texts))

    def _row_in_words(self, word: str, row: Flat) -> str:
        if word == "relations":
            entry = self.entries.get(str(row.get("target")))
            kind = str(row.get("kind"))
            label = Relation.Kind(kind).label if kind in Relation.Kind.values else kind
            return f"{label}{_(': ')}{entry}" if entry else ""
        if word == "citations":
            return source_in_words(row, self.names)
        return str(row.get("uri") or "") if word == "mappings" else row_in_words(row)


def public_part(document: Flat) -> Flat:
    """What readers see of a document: words and links, in languages that have a term."""
    spoken = {value for path, value in document.items() if path.endswith("/lang")}
    return {
        path: value
        for path, value in document.items()
        if path.partition("/")[0] in ROWS
        or path.partition("/")[0] in SETS
        or (path.startswith(PROSE) and path.partition(".")[2] in spoken)
    }


def _inside(row: str, document: Flat) -> Flat:
    prefix = row + "/"
    return {k.removeprefix(prefix): v for k, v in document.items() if k.startswith(prefix)}


def _in_words(inner: str, held: Any) -> str:
    if inner in CHOICES and held in CHOICES[inner].values:
        return str(CHOICES[inner](held).label)
    return str(held or "")
