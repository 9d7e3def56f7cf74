"""SKOS in, from Turtle; an optional extra, since its parser is slow and rarely needed.

Install the extra `skos` (rdflib) to use it.
"""

import importlib
import re
import uuid
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from lexicon.exchange.reading import Further, Incoming, Refused, clean, one_line
from lexicon.exchange.record import TermRecord
from lexicon.models.words import WordLanguage

LARGEST = 5 * 1024 * 1024
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_LABELS = (("prefLabel", "preferred"), ("altLabel", ""), ("hiddenLabel", "deprecated"))
_LINKS = {"broader": "broader", "related": "related"}
_MAPPINGS = {"exactMatch": "exact", "closeMatch": "close", "broadMatch": "broad",
             "narrowMatch": "narrow"}  # fmt: skip


def read(content: bytes, further: Further) -> Iterator[Incoming]:
    try:
        rdflib = importlib.import_module("rdflib")
    except ImportError:
        raise Refused(
            _("Reading SKOS needs the optional package rdflib: install the extra “skos”.")
        ) from None
    if len(content) > LARGEST:
        raise Refused(_("A SKOS file of more than 5 MB takes too long to read: send it in parts."))
    graph = rdflib.Graph(bind_namespaces="none")
    try:
        graph.parse(data=content.decode("utf-8-sig"), format="turtle", publicID="urn:file")
    except Exception as error:  # rdflib's parsers raise many kinds
        line = re.search(r"line (\d+)", str(error))
        raise Refused(_("This is not Turtle."), int(line[1]) if line else None) from None
    yield from _Graph(graph, rdflib).entries()


class _Graph:
    def __init__(self, graph: Any, rdflib: Any) -> None:
        self.graph, self.skos = graph, rdflib.Namespace(_SKOS)
        self.type, self.dct = rdflib.RDF.type, rdflib.Namespace("http://purl.org/dc/terms/")
        self.domains: dict[Any, list[str]] = {}
        for collection in graph.subjects(self.type, self.skos.Collection):
            code = re.split(r"[#/]", str(collection))[-1]
            for member in graph.objects(collection, self.skos.member):
                self.domains.setdefault(member, []).append(code)

    def entries(self) -> Iterator[Incoming]:
        subjects = sorted(set(self.graph.subjects(self.type, self.skos.Concept)), key=str)
        if not subjects:
            raise Refused(_("This file holds no skos:Concept."))
        for place, subject in enumerate(subjects, start=1):
            yield self._entry(subject, place)

    def _texts(self, subject: Any, name: Any) -> list[Any]:
        found = self.graph.objects(subject, name)
        return sorted(found, key=lambda text: (str(text.language or ""), str(text)))

    def _entry(self, subject: Any, place: int) -> Incoming:
        found = Incoming(place)
        record = found.record
        record["file_id"] = str(subject)  # type: ignore[typeddict-unknown-key]
        for value in self.graph.objects(subject, self.dct.identifier):
            try:
                record["uid"] = str(uuid.UUID(str(value)))
            except ValueError:
                continue
        record["terms"] = list(self._terms(subject, found))
        for name, field in (("definition", "definition"), ("scopeNote", "note")):
            texts: dict[str, list[str]] = {}
            for text in self._texts(subject, self.skos[name]):
                texts.setdefault(_code(text) or "fr", []).append(clean(text))
            kept = {
                code: "\n\n".join(words) for code, words in texts.items() if code in ("fr", "en")
            }
            if kept:
                record[field] = kept  # type: ignore[literal-required]
        examples = self._texts(subject, self.skos.example)
        if examples:
            record["examples"] = [
                {"lang": _code(text) or "fr", "text": clean(text)} for text in examples
            ]
        if codes := self.domains.get(subject):
            record["domains"] = sorted(codes)
        self._links(subject, record)
        return found

    def _terms(self, subject: Any, found: Incoming) -> Iterator[TermRecord]:
        places: dict[str, int] = {}
        for name, status in _LABELS:
            for text in self._texts(subject, self.skos[name]):
                code = _code(text)
                if not code:
                    found.doubts.append(
                        _("“%(text)s” does not say its language: taken as French.") % {"text": text}
                    )
                    code = "fr"
                if code not in WordLanguage.values:
                    found.remarks.append(
                        _("Kept aside: terms in “%(language)s”, which the lexicon does not hold.")
                        % {"language": code}
                    )
                    found.record.setdefault("extra", {})[f"label.{code}"] = str(text)
                    continue
                places[code] = places.get(code, -1) + 1
                term: TermRecord = {
                    "lang": code, "text": one_line(text), "position": places[code]
                }  # fmt: skip
                if status:
                    term["status"] = status
                    term["vague"] = name == "hiddenLabel"
                yield term

    def _links(self, subject: Any, record: Any) -> None:
        links = [
            {"kind": kind, "ref": str(target), "position": 0}
            for name, kind in _LINKS.items()
            for target in sorted(self.graph.objects(subject, self.skos[name]), key=str)
        ]
        mappings = [
            {"uri": str(target), "kind": kind}
            for name, kind in _MAPPINGS.items()
            for target in sorted(self.graph.objects(subject, self.skos[name]), key=str)
        ]
        if links:
            record["relations"] = links
        if mappings:
            record["mappings"] = mappings


def _code(text: Any) -> str:
    return str(getattr(text, "language", "") or "").partition("-")[0].lower()
