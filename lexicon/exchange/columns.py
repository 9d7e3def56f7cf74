"""What a row of a spreadsheet says of an entry: columns, cells of several values, both ways.

Several values of a cell stand between “ | ”. What a cell adds to a value stands in brackets after
it: `package deal [admitted; less common]`, `cadre logique [3f0c...]`. A backslash before `|`, `[`
or `\\` makes it an ordinary sign.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from atoutsud.content.folding import fold
from atoutsud.content.languages import LANGUAGES
from lexicon.exchange.reading import Incoming, clean, one_line
from lexicon.exchange.record import Record, TermRecord
from lexicon.models import Relation, Term

RELATIONS = tuple(str(kind) for kind in Relation.Kind.values)
COLUMNS = (
    "uid", "id", "version", "domains",
    "fr_preferred", "fr_acronym", "fr_others", "definition_fr", "note_fr", "sense_fr", "example_fr",
    "en_preferred", "en_acronym", "en_others", "definition_en", "note_en", "sense_en", "example_en",
    "other_languages", *RELATIONS, "sources", "tags", "reviewed_on",
)  # fmt: skip
READ_ONLY = ("id",)
TEXTS = {"definition": "definition", "note": "note", "sense": "disambiguation"}
_STATUSES = set(Term.Status.values)
_KINDS = set(Term.Kind.values)
# What people write at the top of a column, folded, and the column it is.
HEADINGS = {
    "domaine": "domains", "domain": "domains", "domaines": "domains",
    "terme": "fr_preferred", "terme prefere": "fr_preferred", "fr preferred": "fr_preferred",
    "francais": "fr_preferred", "terme francais": "fr_preferred", "french": "fr_preferred",
    "sigle": "fr_acronym", "acronyme": "fr_acronym", "acronym": "fr_acronym",
    "synonymes": "fr_others", "synonyme": "fr_others", "autres termes": "fr_others",
    "definition": "definition_fr", "note": "note_fr", "notes": "note_fr", "exemple": "example_fr",
    "anglais": "en_preferred", "equivalent anglais": "en_preferred", "english": "en_preferred",
    "equivalent": "en_preferred", "sigle anglais": "en_acronym", "acronyme anglais": "en_acronym",
    "definition anglaise": "definition_en", "note anglaise": "note_en",
    "voir aussi": "see_also", "see also": "see_also", "source": "sources",
    "etiquettes": "tags", "revu le": "reviewed_on",
}  # fmt: skip


def column_of(heading: str) -> str:
    """The column a heading means; empty when it is none of ours."""
    name = one_line(heading).lower().replace(" ", "_").replace("-", "_")
    return name if name in COLUMNS else HEADINGS.get(fold(heading), "")


def joined(values: list[tuple[str, list[str]]]) -> str:
    """A cell of (value, additions in brackets)."""
    cells = []
    for value, additions in values:
        inner = "; ".join(_escaped(word, "|[]\\;") for word in additions if word)
        cells.append(_escaped(value, "|[\\") + (f" [{inner}]" if inner else ""))
    return " | ".join(cells)


def _escaped(value: str, signs: str) -> str:
    return "".join("\\" + sign if sign in signs else sign for sign in value)


def split(cell: str) -> list[tuple[str, list[str]]]:
    """The (value, additions) of a cell; what is not written as we write it is taken as a value."""
    found = []
    for part in _cut(cell, "|"):
        match = re.fullmatch(
            r"((?:[^\\\[]|\\.)*?)\s*(?:\[((?:[^\\\]]|\\.)*)\])?\s*", part, re.DOTALL
        )
        if match is None:
            found.append((_plain(part.strip()), []))
            continue
        value, inner = match.groups()
        additions = [_plain(word.strip()) for word in _cut(inner, ";")] if inner else []
        if value.strip() or additions:
            found.append((_plain(value.strip()), [word for word in additions if word]))
    return found


def _cut(text: str, sign: str) -> list[str]:
    parts, part, skip = [], "", False
    for letter in text:
        if letter == sign and not skip:
            parts.append(part)
            part = ""
            continue
        skip = letter == "\\" and not skip
        part += letter
    return [*parts, part]


def _plain(text: str) -> str:
    return re.sub(r"\\([|\[\];\\])", r"\1", text)


# Out


def row(record: Record, headwords: Callable[[str], str], sources: dict[str, str]) -> dict[str, str]:
    """The cells of one entry, by column; `headwords` gives the words of another entry's uid."""
    about = record.get("about", {})
    cells: dict[str, str] = {
        "uid": record["uid"],
        "id": str(about.get("id", "")),
        "version": str(about.get("version", "")),
        "domains": joined([(code, []) for code in record.get("domains", [])]),
        "tags": joined([(name, []) for name in record.get("tags", [])]),
        "reviewed_on": record.get("reviewed_on") or "",
    }
    terms = sorted(record.get("terms", []), key=lambda t: (t.get("position", 0), t["uid"]))
    for code in LANGUAGES:
        own = [term for term in terms if term["lang"] == code]
        cells |= _terms(own, code)
        for name, field in TEXTS.items():
            texts: dict[str, str] = record.get(field, {})  # type: ignore[assignment]
            cells[f"{name}_{code}"] = texts.get(code, "")
        examples = [row for row in record.get("examples", []) if row["lang"] == code]
        cells[f"example_{code}"] = joined([(row["text"], []) for row in examples])
    foreign = [term for term in terms if term["lang"] not in LANGUAGES]
    cells["other_languages"] = joined([_other(t, [t["lang"]]) for t in foreign])
    for kind in RELATIONS:
        linked = [row["target"] for row in record.get("relations", []) if row["kind"] == kind]
        cells[kind] = joined([(headwords(uid), [uid]) for uid in linked])
    cited = dict.fromkeys(row["source"] for row in record.get("citations", []))
    cells["sources"] = joined([(sources.get(uid, ""), [uid]) for uid in cited])
    return cells


def _terms(terms: list[TermRecord], code: str) -> dict[str, str]:
    main = [t for t in terms if t["kind"] == "full" and t["status"] == "preferred"]
    short = [t for t in terms if t["kind"] == "acronym"]
    others = [t for t in terms if t not in main and t not in short]
    return {
        f"{code}_preferred": joined([_other(t, [], "full", "preferred") for t in main]),
        f"{code}_acronym": joined([_other(t, [], "acronym", "preferred") for t in short]),
        f"{code}_others": joined([_other(t, [], "full", "admitted") for t in others]),
    }


def _other(
    term: TermRecord, additions: list[str], kind: str = "full", status: str = "admitted"
) -> tuple[str, list[str]]:
    """A term and what its column does not say of it."""
    found = [*additions]
    found += [term["status"]] if term["status"] != status else []
    found += [term["kind"]] if term["kind"] != kind else []
    label = term.get("usage_label", "")
    if label:
        # A label that could be read as a status, a kind or a language says what it is.
        plain = label in _STATUSES | _KINDS or label.startswith("=") or re.fullmatch(r"\w\w", label)
        found.append(f"={label}" if plain else label)
    return term["text"], found


# In


def read(cells: dict[str, str], line: int) -> Incoming:
    """What the filled cells say; an empty cell says nothing."""
    found = Incoming(line)
    record: Record = {}
    said = {name: clean(text) for name, text in cells.items() if clean(text)}
    if uid := said.get("uid"):
        try:
            record["uid"] = str(uuid.UUID(uid))
        except ValueError:
            found.refusals.append(
                _("Column “uid”: “%(text)s” is not an identifier; leave it empty.")
                % {"text": uid[:60]}
            )
    record["terms"] = list(_read_terms(said, found))
    for name, field in TEXTS.items():
        texts = {code: said[f"{name}_{code}"] for code in LANGUAGES if f"{name}_{code}" in said}
        if texts:
            record[field] = texts  # type: ignore[literal-required]
    examples = [
        {"lang": code, "text": text, "position": place}
        for code in LANGUAGES
        for place, (text, _more) in enumerate(split(said.get(f"example_{code}", "")))
    ]
    if examples:
        record["examples"] = examples
    for name in ("domains", "tags"):
        if name in said:
            record[name] = [one_line(text) for text, _more in split(said[name])]  # type: ignore[literal-required]
    if links := list(_read_links(said)):
        record["relations"] = links
    if "sources" in said:
        record["citations"] = [
            {"source": _uid_in(more) or "", "title": text} for text, more in split(said["sources"])
        ]
    if "reviewed_on" in said:
        record["reviewed_on"] = said["reviewed_on"][:10]
    if version := said.get("version"):
        record["about"] = {"version": int(version) if version.isdecimal() else 0}
    found.record = record
    return found


def _read_terms(said: dict[str, str], found: Incoming) -> Iterator[TermRecord]:
    places: dict[str, int] = {}
    columns = [(f"{c}_{n}", c, kind, status) for c in LANGUAGES for n, kind, status in (
        ("preferred", "full", "preferred"), ("acronym", "acronym", "preferred"),
        ("others", "full", "admitted"))]  # fmt: skip
    for column, code, kind, status in [*columns, ("other_languages", "", "full", "admitted")]:
        for number, (text, more) in enumerate(split(said.get(column, ""))):
            if column.endswith("_preferred") and number:
                status = "admitted"
                found.doubts.append(
                    _("Column “%(column)s”: one term only is recommended; “%(text)s” is admitted.")
                    % {"column": column, "text": text}
                )
            term: TermRecord = {
                "lang": code,
                "text": one_line(text),
                "kind": kind,
                "status": status,
            }
            _refine(term, more)
            if term["lang"]:
                term["position"] = places.get(term["lang"], 0)
                places[term["lang"]] = term["position"] + 1
                yield term
            else:
                found.doubts.append(
                    _("Column “%(column)s”: “%(text)s” does not say its language, as in [es].")
                    % {"column": column, "text": text}
                )


def _refine(term: TermRecord, additions: list[str]) -> None:
    labels = []
    for word in additions:
        if word in _STATUSES:
            term["status"] = word
        elif word in _KINDS:
            term["kind"] = word
        elif not term["lang"] and re.fullmatch(r"[a-z]{2,3}", word):
            term["lang"] = word
        else:
            labels.append(word.removeprefix("="))
    if labels:
        term["usage_label"] = one_line("; ".join(labels))


def _read_links(said: dict[str, str]) -> Iterator[dict[str, Any]]:
    for kind in RELATIONS:
        for place, (text, more) in enumerate(split(said.get(kind, ""))):
            yield {"kind": kind, "target": _uid_in(more), "headword": text, "position": place}


def _uid_in(additions: list[str]) -> str | None:
    for word in additions:
        try:
            return str(uuid.UUID(word))
        except ValueError:
            continue
    return None
