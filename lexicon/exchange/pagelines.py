"""The lines of a lexicon page, pasted as text or saved as HTML, with what marks a headword."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from lxml import etree, html

from atoutsud.content.folding import fold
from lexicon.exchange.reading import Further, Refused, clean

_BULLET = re.compile(r"^\s*(?:[•·▪●◦∙]|\*(?!\*))\s*(.+)$", re.DOTALL)
_DASH = re.compile(r"^\s*[-–—]\s+(?=\S)")
_SKIPPED = {"script", "style", "nav", "header", "footer", "form", "noscript", "head", "iframe",
            "svg", "template", "aside", "button"}  # fmt: skip
_BLOCKS = {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "tr",
           "table", "section", "article", "blockquote", "main", "body", "figure", "hr"}  # fmt: skip
LONGEST_HEADWORD = 100
DEEPEST = 120


class Line(NamedTuple):
    """`mark`: "head" begins an entry, "item" stands in a list, "" is running text."""

    number: int
    text: str
    mark: str


def lines(content: bytes, further: Further) -> list[Line]:
    text = _decoded(content)
    if re.search(r"<(?:!doctype|html|body|ul|li|p|div)\b", text[:5000], re.IGNORECASE):
        found = _of_html(content, text)
    else:
        found = list(_of_text(text))
    if not any(line.mark == "head" for line in found):
        found = list(_without_bullets(found))
        further.remarks.append(_("No bullet marks the headwords: blank lines were followed."))
    return found


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise Refused(_("This is not a text file."))
    return text


def _of_text(text: str) -> Iterator[Line]:
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if bullet := _BULLET.match(raw):
            yield Line(number, _tidy(bullet[1]), "head")
        elif _DASH.match(raw):
            yield Line(number, _tidy(_DASH.sub("", raw)), "item")
        else:
            yield Line(number, _tidy(raw), "")


def _tidy(text: str) -> str:
    return re.sub(r"[ \t\u00a0\u202f\u2009]+", " ", clean(text))


def _of_html(content: bytes, text: str) -> list[Line]:
    try:
        parser = html.HTMLParser(
            encoding="utf-8",
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        tree = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Refused(_("This page cannot be read.")) from error
    walk = _Walk()
    walk.visit(tree, 0)
    walk.end()
    return walk.lines


class _Walk:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.words: list[str] = []
        self.number, self.mark = 1, ""

    def visit(self, element: Any, depth: int) -> None:
        name = element.tag if isinstance(element.tag, str) else ""
        if name in _SKIPPED or not name or depth > DEEPEST:
            return
        block = name in _BLOCKS
        if block:
            self.end()
            self.number = element.sourceline or self.number
            self.mark = self._mark_of(element, name)
        elif name == "br":
            self.end()
        self.words.append(element.text or "")
        for child in element:
            self.visit(child, depth + 1)
            self.words.append(child.tail or "")
        if block:
            self.end()

    @staticmethod
    def _mark_of(element: Any, name: str) -> str:
        """A list item is a headword when it is short, or bold, and no sentence."""
        if name == "dt":
            return "head"
        if name != "li":
            return ""
        own = " ".join("".join(element.itertext()).split())
        first = " ".join((element.text or "").split())
        bold = not first and len(element) and element[0].tag in ("strong", "b", "a", "p")
        before = element.getparent().getprevious() if element.getparent() is not None else None
        announced = before is not None and "".join(before.itertext()).rstrip().endswith(":")
        sentence = own.endswith((".", ";", ",", "!", "?")) or _DASH.match(own)
        if announced or (sentence and not bold):
            return "item"
        return "head" if bold or len(own) <= LONGEST_HEADWORD else "item"

    def end(self) -> None:
        """Finish the line being gathered; what follows in the same block is running text."""
        for part in "".join(self.words).split("\n\n"):
            text = _tidy(" ".join(part.split()))
            mark = self.mark
            if text and _DASH.match(text) and mark != "head":
                text, mark = _tidy(_DASH.sub("", text)), "item"
            if text:
                self.lines.append(Line(self.number, text, mark))
                self.mark = ""
        self.words = []


def _without_bullets(found: list[Line]) -> Iterator[Line]:
    """A short line between a blank one and a text, that is no sentence, is a headword."""
    for place, line in enumerate(found):
        before = found[place - 1].text if place else ""
        after = found[place + 1].text if place + 1 < len(found) else ""
        short = 0 < len(line.text) <= LONGEST_HEADWORD and not re.search(r"[.;:,!?]$", line.text)
        is_head = not line.mark and not before and bool(after) and short and ":" not in line.text
        yield line._replace(mark="head") if is_head and fold(line.text) else line
