"""SKOS in Turtle: what thesauri and the web of data read. Written by hand, entry by entry.

At most one preferred label in a language, and no label twice in an entry: what is recommended but
not the headword becomes an alternative, what is advised against a hidden label.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lexicon.exchange.record import Record, TermRecord

PREFIXES = """\
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
MAPPINGS = {"exact": "exactMatch", "close": "closeMatch", "broad": "broadMatch",
            "narrow": "narrowMatch"}  # fmt: skip
RELATIONS = {"broader": "skos:broader", "related": "skos:related", "see_also": "rdfs:seeAlso",
             "not_to_confuse_with": "rdfs:seeAlso"}  # fmt: skip
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IRI = re.compile(r"[^\x21-\x7e\xa0-\ud7ff\uf900-\ufffd]|[<>\"{}|\\^`]")


@dataclass(frozen=True)
class Head:
    """`scheme` is the address of the lexicon, `numbers` the number of each exported uid."""

    scheme: str
    permanent: str
    titles: dict[str, str]
    licence: str
    numbers: dict[str, int]
    sources: dict[str, str]
    domains: list[dict[str, Any]]

    def concept(self, number: Any) -> str:
        return f"<{self.permanent}{number}>"

    def domain(self, code: str) -> str:
        return f"<{self.scheme}#{code}>"


def write(records: Iterable[Record], head: Head) -> Iterator[str]:
    yield PREFIXES
    yield _block(
        f"<{head.scheme}>",
        [
            "a skos:ConceptScheme",
            *(f"dct:title {literal(words, code)}" for code, words in head.titles.items()),
            f"dct:license {iri(head.licence)}",
            'dct:creator "Atoutsud"@fr',
        ],
    )
    members: dict[str, list[str]] = {}
    for record in records:
        about = record.get("about", {})
        name = head.concept(about.get("id"))
        for code in record.get("domains", []):
            members.setdefault(code, []).append(name)
        yield _block(name, list(_concept(record, about, head)))
    for domain in head.domains:
        found = [f"skos:member {name}" for name in members.get(domain["code"], [])]
        labels = [f"skos:prefLabel {literal(w, c)}" for c, w in domain["name"].items()]
        yield _block(head.domain(domain["code"]), ["a skos:Collection", *labels, *found])


def literal(words: Any, language: str) -> str:
    """A text with its language: labels without one are not shown by tools that read them."""
    clean = _ILLEGAL.sub("", str(words))
    return '"' + "".join(_ESCAPES.get(sign, sign) for sign in clean) + f'"@{language}'


def iri(address: str) -> str:
    return (
        "<" + _NOT_IRI.sub(lambda bad: "".join(f"%{b:02X}" for b in bad[0].encode()), address) + ">"
    )


def labels(terms: list[TermRecord]) -> Iterator[tuple[str, TermRecord]]:
    """(property, term) of each label, disjoint: a spelling takes the first place it can."""
    ranks = {"preferred": 0, "admitted": 1, "superseded": 2, "deprecated": 3}
    ordered = sorted(
        terms,
        key=lambda t: (ranks[t["status"]], t["kind"] != "full", t.get("position", 0), t["uid"]),
    )
    taken: set[tuple[str, str]] = set()
    headed: set[str] = set()
    for term in ordered:
        spelling = (term["lang"], term["text"])
        if spelling in taken:
            continue
        taken.add(spelling)
        if term["status"] in ("deprecated", "superseded") and term["lang"] in headed:
            yield "skos:hiddenLabel", term
        elif term["lang"] in headed:
            yield "skos:altLabel", term
        else:
            headed.add(term["lang"])
            yield "skos:prefLabel", term


def _concept(record: Record, about: Any, head: Head) -> Iterator[str]:
    yield "a skos:Concept"
    yield f"skos:inScheme <{head.scheme}>"
    yield f'dct:identifier "{record["uid"]}"'
    for name, term in labels(record.get("terms", [])):
        yield f"{name} {literal(term['text'], term['lang'])}"
    for code, words in record.get("definition", {}).items():
        yield f"skos:definition {literal(words, code)}"
    for field in ("note", "disambiguation"):
        texts: dict[str, str] = record.get(field, {})  # type: ignore[assignment]
        for code, words in texts.items():
            yield f"skos:scopeNote {literal(words, code)}"
    for row in record.get("examples", []):
        yield f"skos:example {literal(row['text'], row['lang'])}"
    yield from _links(record, head)
    for moment, name in (("first_published", "created"), ("updated", "modified")):
        if about.get(moment):
            yield f'dct:{name} "{about[moment][:10]}"^^xsd:date'
    for person in about.get("credits", []):
        yield f"dct:contributor {literal(person, 'fr')}"


def _links(record: Record, head: Head) -> Iterator[str]:
    seen = set()
    for row in record.get("relations", []):
        number = head.numbers.get(row["target"])
        said = f"{RELATIONS[row['kind']]} {head.concept(number)}"
        if number is not None and said not in seen:
            seen.add(said)
            yield said
    if (number := head.numbers.get(record.get("replaced_by") or "")) is not None:
        yield f"dct:isReplacedBy {head.concept(number)}"
    for row in record.get("mappings", []):
        yield f"skos:{MAPPINGS[row['kind']]} {iri(row['uri'])}"
    for uid in dict.fromkeys(row["source"] for row in record.get("citations", [])):
        if words := head.sources.get(uid):
            yield f"dct:source {literal(words, 'fr')}"


def _block(subject: str, lines: list[str]) -> str:
    return subject + " " + " ;\n    ".join(lines) + " .\n\n"
