"""Well-formed HTML, as the sanitiser writes it, read into tokens and written back.

Only for the sanitiser's own output: every attribute quoted, every element closed, `<` escaped.
"""

import html
import re
from collections.abc import Iterable
from typing import NamedTuple


def names(words: str) -> frozenset[str]:
    """A set of element names, written as one line of words."""
    return frozenset(words.split())


VOID = names("br hr img")
INLINE = names("a abbr b cite code em font i q s small span strong sub sup u br img")
_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9:-]*)((?:\s+[a-z][a-z:-]*=\"[^\"]*\")*)\s*/?>|([^<]+)")
_ATTRIBUTE = re.compile(r"([a-z][a-z:-]*)=\"([^\"]*)\"")


class Token(NamedTuple):
    """`text` is unescaped; `kind` is "start", "end" or "text" (void elements are a start)."""

    kind: str
    name: str = ""
    attributes: dict[str, str] = {}
    text: str = ""


def read(source: str) -> list[Token]:
    tokens = []
    for match in _TOKEN.finditer(source):
        slash, name, attributes, text = match.groups()
        if text is not None:
            tokens.append(Token("text", text=html.unescape(text)))
        elif slash:
            tokens.append(Token("end", name))
        else:
            found = {key: html.unescape(value) for key, value in _ATTRIBUTE.findall(attributes)}
            tokens.append(Token("start", name, found))
    return tokens


def write(tokens: Iterable[Token]) -> str:
    return "".join(map(write_one, tokens))


def write_one(token: Token) -> str:
    if token.kind == "text":
        return html.escape(token.text, quote=False)
    if token.kind == "end":
        return f"</{token.name}>"
    attributes = "".join(
        f' {name}="{html.escape(value)}"' for name, value in token.attributes.items()
    )
    return f"<{token.name}{attributes}>"
