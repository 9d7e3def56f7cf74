"""The lexicon pages of the former site, in: pasted text or saved HTML.

They were written by hand, with habits rather than rules. What a habit makes certain is read; what
it leaves open is flagged for a person to decide, and never guessed.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from atoutsud.content.folding import fold
from lexicon.exchange.pagelines import Line, lines
from lexicon.exchange.reading import Further, Incoming, Refused, one_line
from lexicon.exchange.record import Record, TermRecord

# Labels of the old pages, folded: plural, spaces, colons and no-break spaces do not matter.
_LABELS = {
    r"equivalents?( en)? anglais|anglais|traduction anglaise": "english",
    r"(termes? )?synonymes?": "synonyms",
    r"termes? connexes?": "related",
    r"voir( aussi)?( (le|les|l|au))?( termes?| mot| entree)?": "see",
    r"notes?|a noter|nota bene|nb|remarques?": "note",
    r"exemples?|ex": "example",
    r"sigles?|acronymes?": "acronym",
    r"sources?": "sources",
    r"definition": "definition",
}
_LABEL = re.compile(r"^\s*([^:]{1,40}?)\s*:\s*(.*)$", re.DOTALL)
_OPENING = re.compile(r"^\(([^()]{2,15})\)\s*[:,–-]?\s*(.*)$", re.DOTALL)
_TRAILING = re.compile(r"^(.*\S)\s*\(([^()]{2,15})\)$")
_ACRONYM = re.compile(r"^(?=.*[A-ZÀ-Ý].*[A-ZÀ-Ý0-9])[A-ZÀ-Ý0-9][A-ZÀ-Ýa-z0-9.&/+-]{1,14}$")
_PARENTHESIS = re.compile(r"^(.*\S)\s*\(([^()]+)\)$", re.DOTALL)
_REMARK_AND_TERM = re.compile(r"^([^:]{3,40}?)\s*:\s*(.+)$", re.DOTALL)
_REGISTERS = {
    "familier", "fam", "moins courant", "courant", "plus courant", "rare", "vieilli", "vieux",
    "ancien", "a eviter", "deconseille", "impropre", "anglicisme", "jargon", "populaire", "soutenu",
    "technique", "canada", "quebec", "belgique", "suisse", "france", "etats unis", "royaume uni",
    "gb", "us", "uk", "usa", "ue", "onu", "banque mondiale", "am", "br",
}  # fmt: skip
_AVOIDED = {"a eviter", "deconseille", "impropre"}
_OUTDATED = {"vieilli", "vieux", "ancien"}


def read(content: bytes, further: Further) -> Iterator[Incoming]:
    found = lines(content, further)
    spellings = _accented(found)
    before = 0
    block: list[Line] = []
    some = False
    for line in [*found, Line(0, "", "head")]:
        if line.mark == "head":
            if block:
                some = True
                yield _Entry(block, spellings).incoming
            block = [line]
        elif block:
            block.append(line)
        elif line.text:
            before += 1
    if before and some:
        further.remarks.append(
            _("%(count)s lines before the first headword are left out.") % {"count": before}
        )
    if not some:
        raise Refused(_("No headword was found: is this a page of the lexicon?"))


def _accented(found: list[Line]) -> dict[str, str]:
    """Folded word -> its accented spelling, where the page writes it so somewhere."""
    words: dict[str, str] = {}
    for line in found:
        for word in re.findall(r"[^\W\d_]+", line.text):
            if not word.isascii() and len(word) > 3:
                words.setdefault(fold(word), word.lower())
    return words


def label_of(text: str) -> tuple[str, str]:
    """("english", "global agreement") of “Équivalent anglais  : global agreement”."""
    match = _LABEL.match(text)
    if match is None:
        return "", text
    folded = fold(match[1])
    for pattern, name in _LABELS.items():
        if re.fullmatch(pattern, folded):
            return name, match[2].strip()
    return "", text


class _Entry:
    def __init__(self, block: list[Line], spellings: dict[str, str]) -> None:
        head, *rest = block
        self.incoming = Incoming(head.number)
        self.record: Record = self.incoming.record
        self.terms: list[TermRecord] = []
        self.whole: list[TermRecord] | None = None
        self.paragraphs: dict[str, list[str]] = {"definition": [], "note": [], "example": []}
        self._head(head.text, spellings)
        part = "definition"
        for line in rest:
            part = self._line(line, part)
        self._finish()

    def _doubt(self, message: str) -> None:
        if message not in self.incoming.doubts:
            self.incoming.doubts.append(message)

    def _add(self, lang: str, text: str, **fields: Any) -> TermRecord:
        rank = sum(1 for term in self.terms if term["lang"] == lang)
        status = "admitted" if rank else "preferred"
        term: TermRecord = {"lang": lang, "text": one_line(text), "kind": "full", "status": status,
                            "position": rank}  # fmt: skip
        term.update(fields)  # type: ignore[typeddict-item]
        self.terms.append(term)
        if self.whole is not None:
            self.whole.append(term)
        return term

    def _head(self, text: str, spellings: dict[str, str]) -> None:
        text = text.rstrip(" :.").strip()
        acronym = ""
        if (match := _TRAILING.match(text)) and _ACRONYM.match(match[2]):
            text, acronym = match[1], match[2]
        if "/" in text:
            self._doubt(_("“%(text)s”: one notion or two? A slash does not say.") % {"text": text})
        if "," in text:
            self._doubt(
                _("“%(text)s”: an inverted form, or two terms? A comma does not say.")
                % {"text": text}
            )
        for word in re.findall(r"[^\W\d_]+", text):
            known = spellings.get(fold(word))
            if known and word.isascii() and word[:1].isupper():
                self.incoming.remarks.append(
                    _("“%(word)s” is written “%(known)s” elsewhere on the page: check its accents.")
                    % {"word": word, "known": known}
                )
        self._add("fr", text)
        if acronym:
            self._add("fr", acronym, kind="acronym", status="preferred")

    def _line(self, line: Line, part: str) -> str:
        """Read one line; the part of the entry that the next line goes on with."""
        if not line.text:
            return part if part in self.paragraphs else "definition"
        name, text = label_of(line.text)
        if line.mark == "item" and not name:
            target = part if part in self.paragraphs else "definition"
            self.paragraphs[target].append(f"- {line.text}")
            return target
        if not name:
            if part not in self.paragraphs:
                self._doubt(
                    _("“%(text)s”: this line follows a label; is it still the definition?")
                    % {"text": line.text[:60]}
                )
                part = "definition"
            self._text(line.text, part)
            return part
        if name in self.paragraphs:
            if text:
                self.paragraphs[name].append(text)
            return name
        self._labelled(name, text)
        return name

    def _text(self, text: str, part: str) -> None:
        if part == "definition" and not self.paragraphs["definition"]:
            text = self._opening(text)
        headword = fold(self.terms[0]["text"])
        sense = _LABEL.match(text)
        if part == "definition" and sense and fold(sense[1]).split()[:1] == headword.split()[:1]:
            self._doubt(
                _("“%(text)s”: another sense within the definition?") % {"text": sense[1][:60]}
            )
        if text:
            self.paragraphs[part].append(text)

    def _opening(self, text: str) -> str:
        """The acronym that opens a definition: “(OMD) Huit objectifs…”."""
        match = _OPENING.match(text)
        if match is None:
            return text
        if _ACRONYM.match(match[1]):
            self._add("fr", match[1], kind="acronym", status="preferred")
            return match[2]
        self._doubt(
            _("“(%(text)s)” opens the definition: an acronym, or a remark?") % {"text": match[1]}
        )
        return text

    def _labelled(self, name: str, text: str) -> None:
        if name == "english":
            self._equivalents(text)
        elif name == "synonyms":
            for word in self._pieces(text, _("synonyms")):
                self._word("fr", word, status="admitted")
        elif name == "acronym":
            for word in self._pieces(text, _("acronyms")):
                self._add("fr", word, kind="acronym", status="preferred")
        elif name == "sources":
            rows = self.record.setdefault("citations", [])
            rows += [{"source": "", "title": one_line(text), "target": "definition", "lang": "fr"}]
        else:
            kind = "related" if name == "related" else "see_also"
            for word in self._pieces(text, "", certain=True):
                rows = self.record.setdefault("relations", [])
                rows.append({"kind": kind, "headword": word, "position": len(rows)})

    def _equivalents(self, text: str) -> None:
        before = list(self.terms)
        pieces = self._pieces(text, _("English equivalents"))
        for piece in pieces:
            self._word("en", piece)
        by_semicolon = _split(text, ";")
        if len(by_semicolon) != len(pieces):
            split, self.terms = self.terms, before
            kept = [*self.incoming.doubts]
            for piece in by_semicolon:
                self._word("en", piece)
            self.whole, self.terms = self.terms, split
            self.incoming.doubts[:] = kept

    def _pieces(self, text: str, what: str, *, certain: bool = False) -> list[str]:
        """Split at semicolons always, at commas outside parentheses with a doubt."""
        found = []
        for piece in _split(text, ";"):
            smaller = _split(piece, ",")
            if len(smaller) > 1 and not certain:
                self._doubt(
                    _("%(what)s, “%(text)s”: one term or several? A comma does not say.")
                    % {"what": what[:1].upper() + what[1:], "text": piece}
                )
            found += smaller
        return found

    def _word(self, lang: str, text: str, **fields: Any) -> None:
        """A term, with the remark in parentheses that says how it is used."""
        match = _PARENTHESIS.match(text)
        if match is None:
            self._add(lang, text, **fields)
            return
        word, inside = match.groups()
        if _ACRONYM.match(inside):
            self._add(lang, word, **fields)
            self._add(lang, inside, kind="acronym", status="preferred")
        elif fold(inside) in _REGISTERS:
            self._add(lang, word, **{**fields, **_register(inside)})
        elif remark := _REMARK_AND_TERM.match(inside):
            self._add(lang, word, **fields)
            if re.search(r"\b(?:or|ou)\b|,", remark[2]):
                self._doubt(_("“%(text)s”: one term or several?") % {"text": one_line(remark[2])})
            self._add(lang, remark[2], status="admitted", usage_label=one_line(remark[1]))
        else:
            self._doubt(
                _("“%(text)s”: is what stands in parentheses part of the term?") % {"text": text}
            )
            self._add(lang, text, **fields)

    def _finish(self) -> None:
        record = self.record
        record["terms"] = self.terms
        if self.paragraphs["definition"]:
            record["definition"] = {"fr": joined(self.paragraphs["definition"])}
        if self.paragraphs["note"]:
            record["note"] = {"fr": joined(self.paragraphs["note"])}
        if self.paragraphs["example"]:
            record["examples"] = [
                {"lang": "fr", "text": text, "position": place}
                for place, text in enumerate(self.paragraphs["example"])
            ]
        if "definition" not in record:
            if "relations" in record:
                self._doubt(_("This only says where to look: a synonym, or a pointer?"))
            else:
                self._doubt(_("There is no definition."))
        if self.whole is not None:
            self.incoming.alternative = {**record, "terms": self.whole}


def joined(paragraphs: list[str]) -> str:
    """Paragraphs apart, items of one list together."""
    text = ""
    for part in paragraphs:
        tight = part.startswith("- ") and text.rpartition("\n")[2].startswith("- ")
        text += ("\n" if tight else "\n\n") + part
    return text.strip()


def _register(inside: str) -> dict[str, str]:
    folded = fold(inside)
    if folded in _AVOIDED:
        return {"status": "deprecated", "usage_label": one_line(inside)}
    if folded in _OUTDATED:
        return {"status": "superseded", "usage_label": one_line(inside)}
    return {"usage_label": one_line(inside)}


def _split(text: str, sign: str) -> list[str]:
    """The pieces between `sign`, which does not count inside parentheses; final dots go."""
    pieces, piece, depth = [], "", 0
    for letter in text:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == sign and depth <= 0:
            pieces.append(piece)
            piece = ""
        else:
            piece += letter
    found = (
        re.sub(r"(?<!\.)\.$", "", one).strip() for one in (*map(one_line, pieces), one_line(piece))
    )
    return [one for one in found if one]
