"""TBX in: version 3 in both styles (DCA, DCT) and version 2 (martif, with tig or ntig).

Honest dialects are read tolerantly: `usageStatus` for `administrativeStatus`, definitions in a term
section, statuses in many spellings. What nothing here holds is kept in `extra` and listed.
"""

import re
import uuid
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from lexicon.exchange import tbx
from lexicon.exchange.reading import Further, Incoming, Refused, clean, one_line
from lexicon.exchange.record import TermRecord
from lexicon.exchange.xmlreading import elements, language, local, words
from lexicon.models import Mapping, Relation
from lexicon.models.words import WordLanguage

_ENTRIES = {"conceptEntry", "termEntry"}
_LANGUAGES = {"langSec", "langSet"}
_TERMS = {"termSec", "tig", "ntig"}
_GENERIC = {"descrip", "termNote", "admin", "ref", "xref", "transac", "transacNote", "adminNote",
            "descripNote"}  # fmt: skip
_GROUPS = {"descripGrp", "adminGrp", "termNoteGrp", "termGrp", "transacGrp"}
_KINDS = {fold.lower(): kind for kind, fold in tbx.KINDS.items()} | {
    "entryterm": "full", "initialism": "acronym", "abbreviatedform": "abbreviation",
    "shortform": "short", "phraseologicalunit": "phrase", "setphrase": "phrase",
    "synonym": "full", "spellingvariant": "variant",
}  # fmt: skip
_STATUSES = {
    "preferred": "preferred", "preferredterm": "preferred", "standardizedterm": "preferred",
    "admitted": "admitted", "admittedterm": "admitted", "allowed": "admitted",
    "proposed": "admitted", "draft": "admitted", "new": "admitted",
    "deprecated": "deprecated", "deprecatedterm": "deprecated", "notrecommended": "deprecated",
    "forbidden": "deprecated", "supersededterm": "superseded", "superseded": "superseded",
    "obsolete": "superseded", "obsoleteterm": "superseded",
}  # fmt: skip
_KNOWN_RELATIONS = set(Relation.Kind.values)
_GLOSS = tuple(tbx.GLOSS.values())
Aside = dict[str, list[str]]


def read(content: bytes, further: Further) -> Iterator[Incoming]:
    found = False
    for element in elements(content, _ENTRIES):
        found = True
        yield _Entry(element).incoming
    if not found and not re.search(rb"<(?:\w+:)?(?:tbx|martif)[\s>]", content[:20_000]):
        raise Refused(_("This is not TBX: neither <tbx> nor <martif> begins it."), 1)


def category(element: Any) -> str:
    """What an element says it is: its type (DCA, version 2) or its own name (DCT)."""
    name = local(element)
    return str(element.get("type") or "") if name in _GENERIC else name


def language_of(code: str) -> tuple[str, str]:
    """("fr", "CA") of fr-CA, fr_CA or FR-ca."""
    main, _dash, region = code.strip().replace("_", "-").partition("-")
    return main.lower(), region.upper()


class _Entry:
    def __init__(self, element: Any) -> None:
        self.incoming = Incoming(element.sourceline or 0)
        self.record = self.incoming.record
        self.record["terms"] = []
        self.aside: Aside = {}
        self.texts: dict[str, dict[str, list[str]]] = {}
        ident = one_line(element.get("id"))
        if own := _uid(ident, "c-"):
            self.record["uid"] = own
        elif ident:
            self.record["file_id"] = ident  # type: ignore[typeddict-unknown-key]
        self.default = language_of(language(element.getroottree().getroot()))[0]
        for child in element:
            if local(child) in _LANGUAGES:
                self._language(child)
            else:
                self._of_entry(child)
        self._finish()

    def _of_entry(self, child: Any) -> None:
        name = local(child)
        if name in _GROUPS and name != "transacGrp":
            code = self._code(child) or next(filter(None, map(self._code, child)), self.default)
            self._group(child, code)
        elif name == "note":
            self._text("note", self._code(child) or self.default, words(child))
        elif name not in ("transacGrp", "date"):
            kind = category(child)
            text = one_line(words(child))
            if kind == "subjectField":
                self.record.setdefault("domains", []).append(text)
            elif kind == "projectSubset":
                self.record.setdefault("tags", []).append(text)
            elif kind == "crossReference":
                self._reference(child, text)
            elif kind == "externalCrossReference":
                self._elsewhere(child, text)
            elif kind == "definition":
                self._text("definition", self._code(child) or self.default, words(child))
            else:
                self._keep(kind or name, words(child))

    def _code(self, element: Any) -> str:
        return language_of(language(element))[0]

    def _reference(self, child: Any, text: str) -> None:
        target = one_line(child.get("target"))
        if text == tbx.REPLACED and _uid(target, "c-"):
            self.record["replaced_by"] = _uid(target, "c-")
            return
        kind = text if text in _KNOWN_RELATIONS else str(Relation.Kind.SEE_ALSO)
        links = self.record.setdefault("relations", [])
        own = _uid(target, "c-")
        link = {"kind": kind, "position": len(links)}
        links.append({**link, "target": own} if own else {**link, "ref": target})

    def _elsewhere(self, child: Any, text: str) -> None:
        address = one_line(child.get("target"))
        if re.fullmatch(r"https?://\S{3,280}", address):
            kind = text if text in Mapping.Kind.values else str(Mapping.Kind.CLOSE)
            self.record.setdefault("mappings", []).append({"uri": address, "kind": kind})
        else:
            self._keep("externalCrossReference", f"{text} {address}")

    def _language(self, section: Any) -> None:
        code, region = language_of(language(section))
        if code not in WordLanguage.values:
            said = " ; ".join(words(t) for t in section.iter() if local(t) == "term")
            self._keep(f"{code or '?'}", said)
            self.incoming.remarks.append(
                _("Kept aside: terms in “%(language)s”, which the lexicon does not hold.")
                % {"language": code or "?"}
            )
            return
        for child in section:
            name = local(child)
            if name in _TERMS:
                self._term(child, code, region)
            elif name == "note":
                self._note(code, words(child))
            elif name in _GROUPS:
                self._group(child, code)
            elif category(child) == "definition":
                self._text("definition", code, words(child))
            else:
                self._keep(category(child) or name, words(child))

    def _note(self, code: str, text: str) -> None:
        plain = clean(text)
        mark = next((mark for mark in _GLOSS if plain.startswith(mark)), None)
        if mark and "uid" in self.record:
            self._text("disambiguation", code, plain.removeprefix(mark))
        else:
            self._text("note", code, plain)

    def _group(self, group: Any, code: str, term: TermRecord | None = None) -> None:
        """A statement and its source."""
        said = {category(child): words(child) for child in group}
        source = said.pop("source", "")
        for kind, text in said.items():
            if kind == "definition":
                self._text("definition", code, text)
                self._cite(source, "definition", code)
            elif kind == "context":
                self._example(text, code, term)
                self._cite(source, "example", code)
            elif kind == "subjectField":
                self.record.setdefault("domains", []).append(one_line(text))
            else:
                self._keep(kind or local(group), text)

    def _example(self, text: str, code: str, term: TermRecord | None) -> None:
        rows = self.record.setdefault("examples", [])
        own = term.get("uid") if term else None
        rows.append({"lang": code, "text": clean(text), "term": own, "position": len(rows)})

    def _cite(self, source: str, target: str, code: str) -> None:
        for words_ in filter(None, map(one_line, source.split(" ; "))):
            rows = self.record.setdefault("citations", [])
            row = {"source": "", "title": words_, "target": target, "lang": code}
            if row not in rows:
                rows.append(row)

    def _text(self, name: str, code: str, text: str) -> None:
        if clean(text):
            self.texts.setdefault(name, {}).setdefault(code, []).append(clean(text))

    def _keep(self, kind: str, text: str) -> None:
        if clean(text):
            self.aside.setdefault(kind, []).append(clean(text))

    def _term(self, section: Any, code: str, region: str) -> None:
        term: TermRecord = {"lang": code, "kind": "full", "status": ""}
        if own := _uid(section.get("id") or "", "t-"):
            term["uid"] = own
        for child in _flattened(section):
            self._of_term(child, term, code)
        if not term.get("text"):
            self.incoming.doubts.append(_("A term is empty: it is left out."))
            return
        if region and not term.get("region"):
            term["region"] = region
        own_terms = [t for t in self.record["terms"] if t["lang"] == code]
        if not term["status"]:
            headed = any(t["status"] == "preferred" for t in own_terms)
            term["status"] = "admitted" if headed and term["kind"] == "full" else "preferred"
        term["position"] = len(own_terms)
        self.record["terms"].append(term)

    def _of_term(self, child: Any, term: TermRecord, code: str) -> None:
        name, text = local(child), words(child)
        plain = one_line(text)
        if name == "term":
            term["text"] = plain
        elif name == "descripGrp":
            self._group(child, code, term)
        elif name == "note":
            if term.get("usage_label") or len(plain) > 120:
                self._keep("note", text)
            else:
                term["usage_label"] = plain
        elif name != "transacGrp":
            self._said_of_term(category(child) or name, text, term, code)

    def _said_of_term(self, kind: str, text: str, term: TermRecord, code: str) -> None:
        plain = one_line(text)
        picked = {
            "termType": ("kind", _KINDS, "full"),
            "grammaticalGender": ("gender", {g: g for g in tbx.GENDERS}, ""),
            "partOfSpeech": ("part_of_speech", {p: p for p in tbx.PARTS}, ""),
        }
        if kind in ("administrativeStatus", "usageStatus", "normativeAuthorization"):
            term["status"] = self._status(plain)
        elif kind in picked:
            name, known, otherwise = picked[kind]
            term[name] = self._known(plain.lower(), known, otherwise, kind)  # type: ignore[literal-required]
        elif kind == "geographicalUsage":
            term["region"] = plain[:60]
        elif kind == "definition":
            self._text("definition", code, text)
        elif kind == "context":
            self._example(text, code, term)
        elif kind == "source":
            self._cite(plain, "term", code)
            if "uid" in term:
                self.record["citations"][-1]["term"] = term["uid"]
        else:
            self._keep(kind, text)

    def _status(self, text: str) -> str:
        key = re.sub(r"[^a-z]", "", text.lower().removesuffix("-admn-sts"))
        if key not in _STATUSES:
            self.incoming.doubts.append(
                _("The status “%(text)s” is not known; taken as admitted.") % {"text": text[:60]}
            )
        return _STATUSES.get(key, "admitted")

    def _known(self, text: str, known: dict[str, str], otherwise: str, kind: str) -> str:
        if text not in known:
            self._keep(kind, text)
        return known.get(text, otherwise)

    def _finish(self) -> None:
        for name, by_language in self.texts.items():
            kept: dict[str, str] = {}
            for code, found in by_language.items():
                if code not in ("fr", "en"):
                    self._keep(f"{name}.{code}", "\n\n".join(found))
                elif name == "definition" and len(found) > 1:
                    kept[code] = found[0]
                    self._keep(f"definition.{code}", "\n\n".join(found[1:]))
                    self.incoming.doubts.append(
                        _("Several definitions in one language: the first is proposed.")
                    )
                else:
                    kept[code] = "\n\n".join(found)
            if kept:
                self.record[name] = kept  # type: ignore[literal-required]
        if self.aside:
            self.record["extra"] = {
                kind: found[0] if len(found) == 1 else found for kind, found in self.aside.items()
            }
            self.incoming.remarks.append(
                _("Kept aside, since nothing here holds it: %(names)s.")
                % {"names": ", ".join(sorted(self.aside))}
            )


def _flattened(section: Any) -> Iterator[Any]:
    for child in section:
        if local(child) in ("termGrp", "termNoteGrp", "adminGrp"):
            yield from _flattened(child)
        else:
            yield child


def _uid(ident: str, mark: str) -> str | None:
    """Our own identifier, in files that come from a lexicon like this one."""
    try:
        return str(uuid.UUID(ident.removeprefix(mark))) if ident.startswith(mark) else None
    except ValueError:
        return None
