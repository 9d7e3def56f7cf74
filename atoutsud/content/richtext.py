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
from atoutsud.content.markup import Token, names
from atoutsud.content.parts import Parts
from atoutsud.content.pasting import HEADINGS, REFERENCE, TAGS, Repair

__all__ = ["REFERENCE", "TAGS", "clean", "from_plain", "headings", "plain"]

MAX_LENGTH = 1_200_000  # five times what a field holds: “&” grows to “&amp;” when escaped
MAX_OPEN = 200
_PASTED = names("b i h1 h5 h6 span div section article pre address center dt dd")
_DROPPED_WITH_CONTENT = names(
    "script style title template noscript iframe object embed svg math select textarea "
    "head button audio video canvas noframes"
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
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,20})[^<>]{0,2000}>")
_CLOSED_BY_ITSELF = markup.VOID | names(
    "p li tr td th thead tbody dt dd option col meta link input wbr"
)
# A tag as the sanitiser writes it, or the text between two.
_WRITTEN = re.compile(r'<[^<>"]*(?:"[^"]*"[^<>"]*)*>|[^<]+')
# Texts of the pages made last; a long one has some twenty thousand characters.
_CLEANED = Parts(40)
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(source: str) -> str:
    """`source`, whatever it is, in our subset of HTML; cleaning twice changes nothing more."""
    if len(source) > MAX_LENGTH:
        raise ValidationError(_("This text is too long."), code="too_long")
    source = _UNWANTED.sub("", source)
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
    repaired = Repair()
    for token in _levelled(markup.read(pasted)):
        repaired.take(_bare(token))
    return _composed(_strict(repaired.finish()))


def cleaned(source: str) -> str:
    """The same of a text that is read again and again: pages and their tables of contents."""
    return _CLEANED.get(source, lambda: clean(source))  # type: ignore[no-any-return]


def _bare(token: Token) -> Token:
    """Without what “&#2;” gives back, before addresses are judged: a feed cannot hold it."""
    if token.text:
        return token._replace(text=_UNWANTED.sub("", token.text))
    if token.attributes:
        held = {name: _UNWANTED.sub("", value) for name, value in token.attributes.items()}
        return token._replace(attributes=held)
    return token


def _composed(source: str) -> str:
    """Letters and their marks as one, in words only: “>” and a stroke would make “≯” of a tag."""
    return _WRITTEN.sub(lambda match: unicodedata.normalize("NFC", match[0]), source)


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


_BREAKS = {
    **dict.fromkeys(names("p h2 h3 h4 blockquote figcaption caption table ul ol figure"), "\n\n"),
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
        elif token.name in ("br", "hr") or token.name in ("ul", "ol"):
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
    return list(find_headings(markup.read(cleaned(source))).values())


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
