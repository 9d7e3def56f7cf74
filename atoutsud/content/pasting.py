"""What word processors paste, repaired: each element in its place in our subset, or not at all."""

import re
from html import escape

from atoutsud.content import markup
from atoutsud.content.markup import Token, names

MAX_DEPTH = 24

HEADINGS = frozenset({"h2", "h3", "h4"})
TAGS = HEADINGS | names(
    "p ul ol li a strong em blockquote cite q table caption thead tbody tr th td figure "
    "figcaption img br hr sub sup abbr code"
)
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
_ENDED_BY_BLOCKS = HEADINGS | {"p"}
_CONTENT = frozenset({"img", "hr", "td", "th"})

_SPACES = re.compile("[ \t\r\n\f\u00a0]{2,}|[\t\r\n\f]")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,3}")
_SPAN = re.compile(r"[1-9][0-9]?")
REFERENCE = re.compile(r"ref:([a-z]{1,40}\.[a-z]{1,40})/([1-9][0-9]{0,17})")
_HREF = re.compile(r"(?:https?://|mailto:)[^\s<>\"\\]+|/(?![/\\])[^\s<>\"\\]*|\#[\w-]+", re.I)
_BOLD = re.compile(r"font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_NOT_BOLD = re.compile(r"font-weight:\s*(?:normal|[1-5]00)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style:\s*italic", re.IGNORECASE)


class _Open:
    """An element being written: where it starts, and whether anything counts in it."""

    __slots__ = ("automatic", "full", "name", "source", "start")

    def __init__(self, name: str, source: str, start: int, *, automatic: bool = False) -> None:
        self.name = name  # "" when its tags are not written
        self.source = source
        self.start = start
        self.automatic = automatic
        self.full = False


class Repair:
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
        if text[:1] in (" ", "\u00a0") and self.out and self.out[-1][-1:] in (" ", "\u00a0"):
            self.out[-1] = f"{self.out[-1][:-1]} "
            text = text.lstrip(" \u00a0")
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
            self._end_automatic(block=bool(name))
        written = self._written()
        parents = _PARENTS.get(name)
        if parents and (self._container() not in parents):
            name = "p" if name in ("li", "figcaption") else ""
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
        # A paragraph made of something else ends where a block begins, like one for loose words.
        made = name == "p" and token.name != "p"
        self._write_start(Token("start", name, attributes), token.name, automatic=made)

    def _end_automatic(self, *, block: bool = False) -> None:
        """The paragraph made for loose words is over; a block ends any paragraph or heading."""
        for place, element in enumerate(self.open):
            if element.automatic or (block and element.name in _ENDED_BY_BLOCKS):
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
                self._write_text(_SPACES.sub(" ", piece))
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
