"""Draws the card that stands for a page where it is shared: words on the cloth of the covers.

The letters are shipped with the site, so that a card is the same whatever machine draws it.
"""

import io
import unicodedata
from bisect import bisect
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)
# Moves with what is drawn below, so that no card of an older drawing is taken for this one.
DESIGN = 1
CLOTH, PAPER, THREAD = "#0b5259", "#fbf9f5", "#f0b27a"
EDGE, TOP, FOOT = 84, 76, 530
ROOM = SIZE[0] - 2 * EDGE
SIZES = range(104, 44, -4)
LINES = 4
# More than a card can hold is not even measured.
LONGEST = 300
LEADING = 1.16
COLOURS = 48
FOLDER = Path(__file__).resolve().parent / "fonts"
SERIF, SANS = "DejaVuSerifCondensed", "DejaVuSans"
Font = ImageFont.FreeTypeFont


@cache
def font(name: str, size: int) -> Font:
    basic = ImageFont.Layout.BASIC
    return ImageFont.truetype(FOLDER / f"{name}.ttf", size, layout_engine=basic)


@cache
def has(name: str, character: str) -> bool:
    """Whether the font draws the character, rather than the box of those it lacks."""
    face = font(name, 40)
    return bytes(face.getmask(character)) != bytes(face.getmask("\uffff"))


def settable(text: str, name: str) -> str:
    """The text without what the font lacks; an unknown accented letter keeps its letter."""
    found = ""
    for character in unicodedata.normalize("NFC", text):
        if has(name, character):
            found += character
        elif character.isspace():
            found += "\u00a0" if unicodedata.decomposition(character) else " "
        else:
            plain = unicodedata.normalize("NFKD", character)
            found += "".join(one for one in plain if ord(one) < 0x250)
    return found


def wrapped(text: str, face: Font, width: float) -> list[str]:
    """Lines no wider than `width`, broken at plain spaces; a word wider than that is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if face.getlength(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while face.getlength(line) > width:
            kept = max(
                1, bisect(range(1, len(line)), width, key=lambda n: face.getlength(line[:n]))
            )
            lines.append(line[:kept])
            line = line[kept:]
    return [*lines, line] if line else lines


def balanced(text: str, face: Font) -> list[str]:
    """As few lines as fit the room, and then as even as they can be."""
    lines = wrapped(text, face, ROOM)
    narrow, wide = ROOM // 2, ROOM
    while wide - narrow > ROOM // 64:
        middle = (narrow + wide) // 2
        if len(wrapped(text, face, middle)) > len(lines):
            narrow = middle
        else:
            wide = middle
    return wrapped(text, face, wide)


def fitted(text: str, height: int) -> tuple[list[str], Font]:
    """The title as large as it may be; one that fits at no size ends with an ellipsis."""
    for size in SIZES:
        face = font(SERIF, size)
        lines = wrapped(text, face, ROOM)
        if len(lines) <= LINES and len(lines) * size * LEADING <= height:
            return balanced(text, face), face
    most = min(LINES, int(height / (face.size * LEADING)))
    kept = lines[:most]
    last = kept[-1]
    while face.getlength(f"{last}…") > ROOM:
        last = last.rpartition(" ")[0] or last[:-1]
    return [*kept[:-1], f"{last.rstrip(' ,;:.')}…"], face


def png(kind: str, title: str, note: str) -> bytes:
    """The card of a page: what it is, what it is called, and what tells it from its like."""
    card = Image.new("RGB", SIZE, CLOTH)
    draw = ImageDraw.Draw(card)
    draw.text((EDGE, TOP), settable(kind[:LONGEST], SANS), PAPER, font(SANS, 32), anchor="ls")
    under = wrapped(settable(note[:LONGEST], SANS), font(SANS, 34), ROOM)[:1]
    begin = TOP + 40
    lines, face = fitted(
        settable(title[:LONGEST], SERIF).strip() or "Atoutsud", FOOT - 70 - begin - 60 * len(under)
    )
    y = float(begin)
    for line in lines:
        y += face.size * LEADING
        draw.text((EDGE - face.size * 0.04, y), line, PAPER, face, anchor="ls")
    for line in under:
        draw.text((EDGE, y + 72), line, THREAD, font(SANS, 34), anchor="ls")
    _signature(draw)
    kept = io.BytesIO()
    # No more colours than the edges of letters need: a card is a fifth of what it would be.
    card.quantize(COLOURS, Image.Quantize.FASTOCTREE).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _signature(draw: ImageDraw.ImageDraw) -> None:
    """The name, its two halves tied."""
    draw.line((EDGE, FOOT - 32, SIZE[0] - EDGE, FOOT - 32), THREAD, 2)
    face = font(SERIF, 52)
    base = FOOT + 46
    draw.text((EDGE, base), "Atoutsud", PAPER, face, anchor="ls")
    joint = EDGE + face.getlength("Atout")
    draw.arc((joint - 22, base - 10, joint + 22, base + 14), 20, 160, THREAD, 4)
