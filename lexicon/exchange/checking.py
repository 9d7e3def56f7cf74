"""Whether what a file says of an entry can stand: the models' own rules, without the database.

Refusals name the field and what to write; values are brought to the form the models keep.
"""

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from atoutsud.content.folding import fold
from atoutsud.content.languages import LANGUAGES, localized
from lexicon.exchange.reading import Incoming, clean, one_line
from lexicon.exchange.record import TEXTS, Record, TermRecord
from lexicon.models import Concept, Example, Mapping, Relation, Term

_TERM_FIELDS = ("lang", "text", "kind", "status", "usage_label", "region", "gender",
                "part_of_speech", "feminine")  # fmt: skip


def check(entry: Incoming) -> None:
    """Fill `entry.refusals`; what passes is well-typed and fits its column."""
    record = entry.record
    entry.refusals += _uids(record)
    entry.refusals += _texts(record)
    record["terms"] = list(_terms(entry))
    if entry.alternative is not None:
        aside = Incoming(entry.line, entry.alternative)
        entry.alternative = {**entry.alternative, "terms": list(_terms(aside))}
    if not record["terms"] and not entry.refusals:
        entry.refusals.append(_("There is no term: an entry needs at least one."))
    entry.refusals += _rows(record)
    entry.refusals += _scalars(record)
    if "extra" in record:
        record["extra"] = bare(record["extra"])
    # They repeat names and words of the file, and are stored with it.
    for said in (entry.refusals, entry.doubts, entry.remarks):
        said[:] = map(clean, said)


def bare(value: Any) -> Any:
    """What no database holds taken out of names and values alike, however deep."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [bare(inner) for inner in value]
    if isinstance(value, dict):
        return {clean(name): bare(inner) for name, inner in value.items()}
    return value


def key_of(term: TermRecord) -> str:
    """The key the model would make."""
    folded = fold(term["text"])
    return folded.replace(" ", "") if term.get("kind") == "acronym" else folded


def _uids(record: Record) -> Iterator[str]:
    rows: list[Any] = [record]
    for name in ("terms", "examples", "citations", "relations", "mappings"):
        found: Any = record.get(name, [])
        rows += found
    seen = set()
    for row in rows:
        if not row.get("uid"):
            row.pop("uid", None)
            continue
        try:
            row["uid"] = str(uuid.UUID(str(row["uid"])))
        except ValueError:
            yield _("“%(text)s” is not an identifier.") % {"text": str(row["uid"])[:60]}
            continue
        if row["uid"] in seen:
            yield _("The identifier %(uid)s stands twice.") % {"uid": row["uid"]}
        seen.add(row["uid"])


def _texts(record: Record) -> Iterator[str]:
    for name in TEXTS:
        texts: dict[str, Any] = record.get(name, {})  # type: ignore[assignment]
        if unknown := set(texts) - set(LANGUAGES):
            yield _("“%(field)s” is in French or English, not in “%(code)s”.") % {
                "field": name, "code": ", ".join(sorted(map(str, unknown)))[:60],
            }  # fmt: skip
            continue
        for code, text in texts.items():
            column = Concept._meta.get_field(localized(name, code))
            if name == "disambiguation":
                texts[code] = text = one_line(text)
            yield from _fits(f"{name} ({code})", column, text)


def _fits(label: str, column: Any, value: Any) -> Iterator[str]:
    if not isinstance(value, str):
        yield _("“%(field)s” must be a text.") % {"field": label}
        return
    try:
        column.run_validators(value)
        if value and column.choices and value not in dict(column.flatchoices):
            known = ", ".join(str(key) for key in dict(column.flatchoices) if key)
            yield _("“%(field)s”: “%(value)s” is not known. Write one of: %(known)s.") % {
                "field": label, "value": value[:60], "known": known,
            }  # fmt: skip
    except ValidationError as error:
        for message in error.messages:
            yield f"“{label}”: {message}"


def _terms(entry: Incoming) -> Iterator[TermRecord]:
    """The terms that can stand, each once; a second headword of a language is admitted."""
    seen: set[tuple[str, str, str]] = set()
    headed: set[str] = set()
    for term in entry.record.get("terms", []):
        for name in _TERM_FIELDS:
            if name in term or name in ("lang", "text"):
                value = term.get(name) or ("fr" if name == "lang" else "")
                value = one_line(value) if isinstance(value, str) else value
                term[name] = value  # type: ignore[literal-required]
        faults = [
            fault
            for name in _TERM_FIELDS
            if name in term
            for fault in _fits(name, Term._meta.get_field(name), term[name])  # type: ignore[literal-required]
        ]
        if not faults and not fold(term["text"]):
            faults = [_("“%(text)s”: a term needs a letter or a figure.") % {"text": term["text"]}]
        if faults:
            entry.refusals += faults
            continue
        for name in ("kind", "status"):
            if not term.get(name):
                term.pop(name, None)  # type: ignore[misc]
        kind, status = term.get("kind", "full"), term.get("status", "preferred")
        mark = (term["lang"], key_of(term), kind)
        if mark in seen:
            entry.remarks.append(_("“%(text)s” stands twice: once is kept.") % term)
            continue
        seen.add(mark)
        if status == "preferred" and kind == "full" and "status" in term:
            if term["lang"] in headed:
                term["status"] = "admitted"
                entry.doubts.append(
                    _("Two terms are recommended in one language: “%(text)s” is taken as admitted.")
                    % term
                )
            headed.add(term["lang"])
        yield term


def _rows(record: Record) -> Iterator[str]:
    terms = {term.get("uid") for term in record["terms"]}
    for row in record.get("examples", []):
        yield from _fits("examples", Example._meta.get_field("lang"), row.get("lang", "fr"))
        yield from _fits("examples", Example._meta.get_field("text"), row.get("text", ""))
        if row.get("term") not in terms:
            row["term"] = None
    for row in record.get("mappings", []):
        yield from _fits("mappings", Mapping._meta.get_field("uri"), row.get("uri", ""))
        yield from _fits("mappings", Mapping._meta.get_field("kind"), row.get("kind", "close"))
    for row in record.get("relations", []):
        yield from _fits("relations", Relation._meta.get_field("kind"), row.get("kind", ""))
    for name in ("tags", "domains"):
        values: list[str] = record.get(name, [])  # type: ignore[assignment]
        if any(len(value) > 100 or not value for value in values):
            yield _("“%(field)s”: a name is empty or too long.") % {"field": name}


def _scalars(record: Record) -> Iterator[str]:
    day = record.get("reviewed_on")
    if day:
        try:
            record["reviewed_on"] = datetime.date.fromisoformat(str(day)[:10]).isoformat()
        except ValueError:
            yield _("“reviewed_on”: “%(value)s” is no date; write 2026-11-25.") % {
                "value": str(day)[:60]
            }
    for name in ("public_credit", "autolink"):
        if name in record and not isinstance(record[name], bool):  # type: ignore[literal-required]
            yield _("“%(field)s” is true or false.") % {"field": name}
