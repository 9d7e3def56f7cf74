"""Rich text: a small semantic subset of HTML, cleaned when it is written and again when shown.

`clean` also repairs what word processors paste: their bold, italics, headings of the first level,
spans, fonts and empty paragraphs. `rendering.render` makes of it what readers get.
"""

import re
import unicodedata
from collections import Counter
from html import escape
from typing import Any

import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from atoutsud.content import markup
from atoutsud.content.languages import slug_of
from atoutsud.content.markup import Token

MAX_LENGTH = 1_200_000  # five times what a field holds: “&” grows to “&amp;” when escaped
MAX_DEPTH = 24

HEADINGS = frozenset({"h2", "h3", "h4"})
TAGS = HEADINGS | frozenset(
    "p ul ol li a strong em blockquote cite q table caption thead tbody tr th td figure "
    "figcaption img br hr sub sup abbr code".split()
)
_PASTED = frozenset("b i h1 h5 h6 span div section article pre address center dt dd".split())
_DROPPED_WITH_CONTENT = frozenset(
    "script style title template noscript iframe object embed svg math select textarea head "
    "button audio video canvas noframes".split()
)
_ATTRIBUTES = {
    "*": {"lang"},
    "a": {"href", "hreflang"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "img": {"src"},
    "abbr": {"title"},
}
_PASTED_ATTRIBUTES = {**_ATTRIBUTES, "b": {"style"}, "span": {"style"}, "i": {"style"}}
_SCHEMES = {"http", "https", "mailto", "ref"}

_RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4"}
_PARENTS = {
    "li": {"ul", "ol"},
    "figcaption": {"figure"},
    "caption": {"table"},
    "thead": {"table"},
    "tbody": {"table"},
    "tr": {"thead", "tbody", "table"},
    "td": {"tr"},
    "th": {"tr"},
}
# Where loose words are wrapped, and in what; where blank text means nothing.
_WRAPPED_IN = {"": "p", "blockquote": "p", "ul": "li", "ol": "li"}
_NO_TEXT = frozenset({"", "ul", "ol", "table", "thead", "tbody", "tr", "blockquote", "figure"})
_CONTENT = frozenset({"img", "hr", "td", "th"})

_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile("[ \t\r\n\f\u00a0]{2,}|[\t\r\n\f]")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,3}")
_SPAN = re.compile(r"[1-9][0-9]?")
REFERENCE = re.compile(r"ref:([a-z]{1,40}\.[a-z]{1,40})/([1-9][0-9]{0,17})")
_HREF = re.compile(r"(?:https?://|mailto:)[^\s<>\"\\]+|/(?![/\\])[^\s<>\"\\]*|\#[\w-]+", re.I)
_BOLD = re.compile(r"font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"font-weight:\s*(?:normal|[1-5]00)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style:\s*italic", re.IGNORECASE)


def clean(source: str) -> str:
    """`source`, whatever it is, in our subset of HTML; cleaning twice changes nothing more."""
    if len(source) > MAX_LENGTH:
        raise ValidationError(_("This text is too long."), code="too_long")
    source = unicodedata.normalize("NFC", _UNWANTED.sub("", source))
    if not source.strip():
        return ""
    pasted = nh3.clean(
        _shallow(source),
        tags=set(TAGS | _PASTED),
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attributes=_PASTED_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    repaired = _Repair()
    for token in _levelled(markup.read(pasted)):
        repaired.take(token)
    return _strict(repaired.finish())


def _strict(source: str) -> str:
    """The last word is the sanitiser's, with our own list and nothing else."""
    return nh3.clean(
        source,
        tags=set(TAGS),
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
    )


_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,20})[^<>]{0,2000}>")
_CLOSED_BY_ITSELF = markup.VOID | frozenset("p li tr td th thead tbody dt dd option col meta link input wbr".split())
MAX_OPEN = 200


def _shallow(source: str) -> str:
    """`source` without its tags when it nests them absurdly: parsing that takes for ever."""
    opened: Counter[str] = Counter()
    depth = 0
    for match in _ANY_TAG.finditer(source):
        name = match[2].lower()
        if name in _CLOSED_BY_ITSELF:
            continue
        if not match[1]:
            opened[name] += 1
            depth += 1
            if depth > MAX_OPEN:
                return _ANY_TAG.sub(" ", source)
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
    return source


def _levelled(tokens: list[Token]) -> list[Token]:
    """The same tokens, without the tags when what was never closed nests them absurdly."""
    depth = 0
    for token in tokens:
        if token.kind == "start" and token.name not in markup.VOID:
            depth += 1
            if depth > MAX_OPEN:
                return [token for token in tokens if token.kind == "text"]
        elif token.kind == "end":
            depth -= 1
    return tokens


class _Open:
    """An element being written: where it starts, and whether anything counts in it."""

    __slots__ = ("automatic", "full", "name", "source", "start")

    def __init__(self, name: str, source: str, start: int, *, automatic: bool = False) -> None:
        self.name = name  # "" when its tags are not written
        self.source = source
        self.start = start
        self.automatic = automatic
        self.full = False


class _Repair:
    """Writes tokens of well-formed HTML again, each element in its place or not at all."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.open: list[_Open] = []

    def take(self, token: Token) -> None:
        if token.kind == "text":
            self._text(token.text)
        elif token.kind == "end":
            self._end(token.name)
        elif token.name in markup.VOID:
            self._void(token)
        else:
            self._start(token)

    def finish(self) -> str:
        while self.open:
            self._close()
        return "".join(self.out)

    def _container(self) -> str:
        """The name of the nearest block that is open, "" at the top."""
        for element in reversed(self.open):
            if element.name and element.name not in markup.INLINE:
                return element.name
        return ""

    def _written(self) -> list[_Open]:
        return [element for element in self.open if element.name]

    def _text(self, text: str) -> None:
        blank = not text.strip()
        if not any(element.name == "code" for element in self.open):
            text = _SPACES.sub(" ", text)
        if blank and self._container() in _NO_TEXT:
            return
        if not blank:
            self._wrap()
            self._mark()
        self._write_text(escape(text, quote=False))

    def _write_text(self, text: str) -> None:
        """Spaces that only a dropped element parted are one."""
        if text[:1] == " " and self.out and self.out[-1][-1:] == " ":
            text = text[1:]
        if text:
            self.out.append(text)

    def _wrap(self) -> None:
        """Give loose words the paragraph or list item they lack."""
        container = self._container()
        wrapper = _WRAPPED_IN.get(container)
        inline = self.open and self.open[-1].name in markup.INLINE
        if wrapper and not inline:
            self._write_start(Token("start", wrapper), wrapper, automatic=True)

    def _mark(self) -> None:
        for element in self.open:
            element.full = True

    def _write_start(self, token: Token, source: str, *, automatic: bool = False) -> None:
        self.open.append(_Open(token.name, source, len(self.out), automatic=automatic))
        self.out.append(markup.write_one(token))

    def _void(self, token: Token) -> None:
        if token.name == "img":
            match = REFERENCE.fullmatch(token.attributes.get("src", ""))
            if match is None or match[1] != "content.picture":
                return
            image = markup.write_one(Token("start", "img", {"src": match[0]}))
            self._mark()
            if self._container() == "":
                self._end_automatic()
                image = f"<figure>{image}</figure>"
            self.out.append(image)
        elif token.name == "hr":
            self._end_automatic()
            if self._container() in ("", "blockquote"):
                self.out.append("<hr>")
                self._mark()
        elif self._container() not in _NO_TEXT or self._container() == "figure":
            self.out.append("<br>")

    def _start(self, token: Token) -> None:
        name = _name(token)
        if name not in markup.INLINE:
            self._end_automatic()
        written = self._written()
        parents = _PARENTS.get(name)
        if parents and (self._container() not in parents):
            name = "p" if name in ("li", "figcaption") else ""
        if name == "p" and self._container() in ("p", *HEADINGS):
            name = ""
        attributes = _attributes(name, token.attributes)
        if name == "a" and "href" not in attributes:
            name = ""
        if len(written) >= MAX_DEPTH or (name and any(e.name == name == "a" for e in written)):
            name = ""
        if not name:
            self.open.append(_Open("", token.name, len(self.out)))
            return
        if name in markup.INLINE:
            self._wrap()
        if name in _CONTENT:
            self._mark()
        self._write_start(Token("start", name, attributes), token.name)

    def _end_automatic(self) -> None:
        """A block begins or ends: the paragraph made for loose words is over."""
        for place, element in enumerate(self.open):
            if element.automatic:
                del_from = place
                break
        else:
            return
        kept = [_Open("", e.source, e.start) for e in self.open[del_from:] if not e.automatic]
        while len(self.open) > del_from:
            self._close()
        # Their end tags are still to come, and close nothing.
        for element in kept:
            element.start = len(self.out)
        self.open.extend(kept)

    def _end(self, name: str) -> None:
        if name not in markup.INLINE:
            self._end_automatic()
        if any(element.source == name and not element.automatic for element in self.open):
            while True:
                done = self.open[-1].source == name and not self.open[-1].automatic
                self._close()
                if done:
                    break

    def _close(self) -> None:
        element = self.open.pop()
        if not element.name:
            return
        if element.full or element.name in ("td", "th"):
            self.out.append(f"</{element.name}>")
        elif element.name in markup.INLINE:
            blank = self.out[element.start + 1 :]
            del self.out[element.start :]
            for piece in blank:
                self._write_text(piece)
        else:
            del self.out[element.start :]


def _name(token: Token) -> str:
    """What to write for a pasted element; "" for nothing but its content."""
    style = token.attributes.get("style", "")
    if token.name == "span":
        if _BOLD.search(style):
            return "strong"
        return "em" if _ITALIC.search(style) else ""
    if token.name == "b" and _NOT_BOLD.search(style):
        return ""
    name = _RENAMED.get(token.name, token.name)
    return name if name in TAGS else "p" if name in ("pre", "address", "dt", "dd") else ""


def _attributes(name: str, given: dict[str, str]) -> dict[str, str]:
    kept: dict[str, str] = {}
    href = given.get("href", "").strip()
    if name == "a" and len(href) <= 2000 and (_HREF.fullmatch(href) or REFERENCE.fullmatch(href)):
        kept["href"] = href
        if _LANGUAGE.fullmatch(given.get("hreflang", "")):
            kept["hreflang"] = given["hreflang"]
    if name in ("td", "th"):
        for span in ("colspan", "rowspan"):
            if _SPAN.fullmatch(given.get(span, "")):
                kept[span] = given[span]
    if name == "th" and given.get("scope") in ("row", "col", "rowgroup", "colgroup"):
        kept["scope"] = given["scope"]
    if name == "abbr" and given.get("title"):
        kept["title"] = given["title"][:200]
    if _LANGUAGE.fullmatch(given.get("lang", "")):
        kept["lang"] = given["lang"]
    return kept


_BREAKS = {
    **dict.fromkeys("p h2 h3 h4 blockquote figcaption caption table ul ol figure".split(), "\n\n"),
    "li": "\n",
    "tr": "\n",
    "td": " ",
    "th": " ",
}


def plain(source: str) -> str:
    """The words alone, one blank line between blocks: for search, summaries and mail."""
    out = []
    for token in markup.read(clean(source)):
        if token.kind == "text":
            out.append(token.text)
        elif token.kind == "end":
            out.append(_BREAKS.get(token.name, ""))
        elif token.name in ("br", "hr"):
            out.append("\n")
        elif token.name in ("ul", "ol"):
            out.append("\n")
    lines = [" ".join(line.split(" ")).strip() for line in "".join(out).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def from_plain(text: str) -> str:
    """HTML of a text typed plainly: blank lines part paragraphs, “- ” begins an item of a list."""
    text = _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    out = []
    for block in re.split(r"\n[ \t]*\n", text):
        lines: list[str] = []
        items: list[str] = []
        for line in block.split("\n"):
            bullet = re.match(r"[ \t]*[-•*–][ \t]+(?=\S)", line)
            if bullet:
                out.append(_paragraph(lines))
                lines = []
                items.append(line[bullet.end() :].strip())
            elif items and line.startswith((" ", "\t")) and line.strip():
                items[-1] += f" {line.strip()}"
            elif line.strip():
                out.append(_list(items))
                items = []
                lines.append(line.strip())
        out.append(_paragraph(lines))
        out.append(_list(items))
    return "".join(out)


def _paragraph(lines: list[str]) -> str:
    return f"<p>{'<br>'.join(escape(line, quote=False) for line in lines)}</p>" if lines else ""


def _list(items: list[str]) -> str:
    if not items:
        return ""
    return f"<ul>{''.join(f'<li>{escape(item, quote=False)}</li>' for item in items)}</ul>"


def headings(source: str) -> list[tuple[int, str, str]]:
    """(level, id, words) of each heading, with the ids that `render` writes."""
    return list(find_headings(markup.read(clean(source))).values())


def find_headings(tokens: list[Token]) -> dict[int, tuple[int, str, str]]:
    """The same by the place of the start tag among `tokens` (cleaned HTML)."""
    found: dict[int, tuple[int, str, str]] = {}
    used: dict[str, int] = {}
    start = -1
    words: list[str] = []
    for place, token in enumerate(tokens):
        if token.name in HEADINGS and token.kind == "start":
            start, words = place, []
        elif token.name in HEADINGS and start >= 0:
            text = " ".join("".join(words).split())
            name = f"s-{slug_of(text) or 'titre'}"
            used[name] = used.get(name, 0) + 1
            if used[name] > 1:
                name = f"{name}--{used[name]}"
            found[start] = (int(token.name[1]), name, text)
            start = -1
        elif token.kind == "text" and start >= 0:
            words.append(token.text)
    return found


def __getattr__(name: str) -> Any:
    """`render` needs pictures and addresses, this module must not: it stands in `rendering`."""
    if name == "render":
        from atoutsud.content.rendering import render

        return render
    raise AttributeError(name)
