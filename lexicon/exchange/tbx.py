"""TBX out: version 3 (TBX-Basic in DCA style) and version 2 (martif), which older tools read.

Written as plain escaped text, one entry at a time. Where each thing may stand is TBX-Basic's:
definitions never in a term section, a subject field only on the entry, one descrip in a group.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lexicon.exchange.record import Record, TermRecord

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
KINDS = {
    "full": "fullForm",
    "acronym": "acronym",
    "abbreviation": "abbreviation",
    "short": "shortForm",
    "variant": "variant",
    "phrase": "phrase",
}
STATUSES = {
    "preferred": "preferredTerm-admn-sts",
    "admitted": "admittedTerm-admn-sts",
    "deprecated": "deprecatedTerm-admn-sts",
    "superseded": "supersededTerm-admn-sts",
}
REPLACED = "replaced_by"
GENDERS = ("masculine", "feminine", "neuter", "other")
PARTS = ("noun", "verb", "adjective", "adverb", "other")


@dataclass(frozen=True)
class Head:
    """What the header says; `known` are the uids of the exported entries, `sources` in words."""

    title: str
    licence: str
    source: str
    version: str
    known: frozenset[str]
    sources: dict[str, str]


@dataclass(frozen=True)
class _Words:
    """How one version of TBX calls its elements."""

    entry: str
    language: str
    term: str


_V3 = _Words("conceptEntry", "langSec", "termSec")
_V2 = _Words("termEntry", "langSet", "tig")


def write(records: Iterable[Record], head: Head) -> Iterator[str]:
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<tbx style="dca" type="TBX-Basic" xml:lang="fr" xmlns="urn:iso:std:iso:30042:ed-2">\n'
        "<tbxHeader><fileDesc>"
        f"<titleStmt><title>{text(head.title)}</title></titleStmt>"
        f"<publicationStmt><p>{text(head.licence)}</p></publicationStmt>"
        f"<sourceDesc><p>{text(head.source)}</p></sourceDesc></fileDesc>"
        f"<revisionDesc><change><p>{text(head.version)}</p></change></revisionDesc>"
        "</tbxHeader>\n<text>"
    )
    opened = False
    for record in records:
        if not record.get("terms"):
            continue
        yield "" if opened else "<body>\n"
        opened = True
        yield "".join(_entry(record, head, _V3)) + "\n"
    yield ("</body>" if opened else "") + "</text>\n</tbx>\n"


def write_v2(records: Iterable[Record], head: Head) -> Iterator[str]:
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">\n'
        '<martif type="TBX-Basic" xml:lang="fr">\n'
        "<martifHeader><fileDesc>"
        f"<titleStmt><title>{text(head.title)}</title></titleStmt>"
        f"<publicationStmt><p>{text(head.licence)}</p></publicationStmt>"
        f"<sourceDesc><p>{text(head.source)}</p></sourceDesc></fileDesc>"
        '<encodingDesc><p type="XCSURI">TBXBasicXCSV02.xcs</p></encodingDesc>'
        f"<revisionDesc><change><p>{text(head.version)}</p></change></revisionDesc>"
        "</martifHeader>\n<text><body>\n"
    )
    for record in records:
        if record.get("terms"):
            yield "".join(_entry(record, head, _V2)) + "\n"
    yield "</body></text>\n</martif>\n"


def text(words: Any) -> str:
    return escape(_ILLEGAL.sub("", str(words)))


def _tag(name: str, kind: str, words: Any, **attributes: str) -> str:
    more = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name} type={quoteattr(kind)}{more}>{text(words)}</{name}>"


def _entry(record: Record, head: Head, names: _Words) -> Iterator[str]:
    about = record.get("about", {})
    yield f'<{names.entry} id="c-{record["uid"]}">'
    for code in record.get("domains", []):
        yield _tag("descrip", "subjectField", code)
    languages = _languages(record)
    for code, words in record.get("definition", {}).items():
        if code not in languages:
            yield (
                f'<descripGrp><descrip type="definition" xml:lang={quoteattr(code)}>'
                f"{text(words)}</descrip>{_sources(record, head, 'definition', code)}</descripGrp>"
            )
    for tag in record.get("tags", []):
        yield _tag("admin", "projectSubset", tag)
    yield from _transactions(about)
    yield from _links(record, head)
    for name in ("note", "disambiguation"):
        for code, words in _of(record, name).items():
            if code not in languages:
                yield f"<note xml:lang={quoteattr(code)}>{text(words)}</note>"
    for code in languages:
        yield from _language(record, code, head, names)
    yield f"</{names.entry}>"


def _of(record: Record, name: str) -> dict[str, str]:
    found: dict[str, str] = record.get(name, {})  # type: ignore[assignment]
    return found


def _languages(record: Record) -> list[str]:
    present = {term["lang"] for term in record["terms"]}
    return sorted(present, key=lambda code: (code != "fr", code != "en", code))


def _language(record: Record, code: str, head: Head, names: _Words) -> Iterator[str]:
    yield f"<{names.language} xml:lang={quoteattr(code)}>"
    if definition := record.get("definition", {}).get(code):
        yield (
            f'<descripGrp><descrip type="definition">{text(definition)}</descrip>'
            f"{_sources(record, head, 'definition', code)}</descripGrp>"
        )
    if gloss := record.get("disambiguation", {}).get(code):
        yield f"<note>{text(GLOSS[code] + gloss)}</note>"
    if note := record.get("note", {}).get(code):
        yield f"<note>{text(note)}</note>"
    own = [term for term in record["terms"] if term["lang"] == code]
    own.sort(key=lambda term: (term.get("position", 0), term.get("status") != "preferred"))
    loose = [row for row in record.get("examples", []) if row["lang"] == code and not row["term"]]
    for place, term in enumerate(own):
        yield from _term(record, term, loose if place == 0 else [], head, names)
    yield f"</{names.language}>"


GLOSS = {"fr": "Sens : ", "en": "Sense: "}


def _term(
    record: Record, term: TermRecord, loose: list[dict[str, Any]], head: Head, names: _Words
) -> Iterator[str]:
    uid = term["uid"]
    yield f'<{names.term} id="t-{uid}"><term>{text(term["text"])}</term>'
    yield _tag("termNote", "termType", KINDS[term.get("kind", "full")])
    yield _tag("termNote", "administrativeStatus", STATUSES[term.get("status", "preferred")])
    if gender := term.get("gender"):
        yield _tag("termNote", "grammaticalGender", gender)
    if part := term.get("part_of_speech"):
        yield _tag("termNote", "partOfSpeech", part)
    if region := term.get("region"):
        yield _tag("termNote", "geographicalUsage", region)
    examples = [row for row in record.get("examples", []) if row["term"] == uid]
    for row in [*loose, *examples]:
        yield (
            f'<descripGrp><descrip type="context">{text(row["text"])}</descrip>'
            f"{'' if row['term'] is None else _sources(record, head, 'example', row['lang'], uid)}"
            "</descripGrp>"
        )
    for words in _cited(record, head, "term", term["lang"], uid):
        yield _tag("admin", "source", words)
    if label := term.get("usage_label"):
        yield f"<note>{text(label)}</note>"
    yield f"</{names.term}>"


def _sources(record: Record, head: Head, target: str, lang: str, term: str | None = None) -> str:
    found = _cited(record, head, target, lang, term)
    return _tag("admin", "source", " ; ".join(found)) if found else ""


def _cited(
    record: Record, head: Head, target: str, lang: str, term: str | None = None
) -> list[str]:
    """Sources of one statement; one that names no language supports every language."""
    found = []
    for row in record.get("citations", []):
        if row["target"] == target and row["lang"] in ("", lang) and row["term"] in (None, term):
            words = head.sources.get(row["source"], "")
            if words and (target != "term" or row["term"] == term):
                found.append(", ".join(filter(None, (words, row["locator"]))))
    return found


def _transactions(about: Any) -> Iterator[str]:
    names = about.get("credits", [])
    for kind, moment, who in (
        ("origination", about.get("first_published", ""), names[:1]),
        ("modification", about.get("updated", ""), names[-1:]),
    ):
        if moment:
            person = _tag("transacNote", "responsibility", who[0]) if who else ""
            yield (
                f'<transacGrp><transac type="transactionType">{kind}</transac>'
                f"{person}<date>{moment[:10]}</date></transacGrp>"
            )


def _links(record: Record, head: Head) -> Iterator[str]:
    """A reference whose target is not in the file would make the whole file invalid."""
    links = [(row["target"], row["kind"]) for row in record.get("relations", [])]
    if replacement := record.get("replaced_by"):
        links.append((replacement, REPLACED))
    for target, kind in links:
        if target in head.known:
            yield f'<ref type="crossReference" target="c-{target}">{kind}</ref>'
    for row in record.get("mappings", []):
        yield _tag("xref", "externalCrossReference", row["kind"], target=row["uri"])
