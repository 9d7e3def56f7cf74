"""Plain text of several lines as pages show it: paragraphs and lists, marked with its language."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from atoutsud.content import linking, typography
from atoutsud.content.languages import active, word
from atoutsud.content.linking import Passage
from atoutsud.content.markup import Token
from atoutsud.content.publication import Seen

DASHES = ("- ", "– ", "— ", "• ", "* ")


@dataclass(frozen=True)
class Block:
    """A paragraph (one item) or a list."""

    is_list: bool
    items: list[str]


@dataclass(frozen=True)
class Blocks:
    """`lang` is empty when the words are in the page's language."""

    blocks: list[Block]
    lang: str

    def __bool__(self) -> bool:
        return bool(self.blocks)


def _lines(obj: Any, field: str) -> tuple[list[str], str]:
    words = word(obj, field)
    lines = [line.strip() for line in words.text.splitlines() if line.strip()]
    spaced = [str(typography.apply(line, words.language)) for line in lines]
    return spaced, words.language if words.foreign else ""


def items(obj: Any, field: str) -> Blocks:
    """One item per line, whether or not the line begins with a dash."""
    lines, lang = _lines(obj, field)
    bare = [_without_dash(line) for line in lines]
    return Blocks([Block(True, bare)] if bare else [], lang)


def prose(obj: Any, field: str) -> Blocks:
    """A line is a paragraph; lines that begin with a dash make a list."""
    lines, lang = _lines(obj, field)
    blocks: list[Block] = []
    for line in lines:
        bare = _without_dash(line)
        if bare == line:
            blocks.append(Block(False, [line]))
        elif blocks and blocks[-1].is_list:
            blocks[-1].items.append(bare)
        else:
            blocks.append(Block(True, [bare]))
    return Blocks(blocks, lang)


def _without_dash(line: str) -> str:
    for dash in DASHES:
        if line.startswith((dash, dash.strip() + "\u00a0")):
            return line[len(dash) :].strip()
    return line


def linked(texts: Sequence[Blocks], seen: Seen | None) -> list[Blocks]:
    """The texts of a page with the words of the lexicon linked, each text a section of its own."""
    lines = [passages(text) for text in texts]
    found = iter(linking.annotate([line for text in lines for line in text], seen))
    return [
        replace(
            text,
            blocks=[
                Block(block.is_list, [linking.line(next(found)) for _item in block.items])
                for block in text.blocks
            ],
        )
        for text in texts
    ]


def passages(text: Blocks) -> list[Passage]:
    said = [item for block in text.blocks for item in block.items]
    language = text.lang or active()
    return [
        Passage([Token("text", text=item)], language, not place) for place, item in enumerate(said)
    ]
