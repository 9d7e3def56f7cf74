"""Differences in words, for people who compare two texts."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond this the comparison is made line by line: its time grows with the square of the pieces.
MOST_PIECES = 4000
MOST_LETTERS = 8000

# Shorter texts are read at a glance however they are shown.
FEWEST_LETTERS = 40
MOST_BLUR = 0.15


class Part(NamedTuple):
    kind: str  # "same", "ins" or "del"
    text: str


def word_difference(before: str, after: str) -> list[Part]:
    """What turns `before` into `after`; without the ins parts it is `before`, and the reverse."""
    found = list(_joined(_parts(before, after)))
    if before and after and _rewritten(found):
        return [Part("del", before), Part("ins", after)]
    return found


def _rewritten(parts: list[Part]) -> bool:
    """Whether hardly a word was kept: a few small ones in common would only blur both texts."""
    letters = {"same": 0, "ins": 0, "del": 0}
    for part in parts:
        letters[part.kind] += sum(map(str.isalnum, part.text))
    changed = max(letters["ins"], letters["del"])
    return changed > FEWEST_LETTERS and letters["same"] < changed * MOST_BLUR


def _parts(before: str, after: str) -> Iterator[Part]:
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    if len(old) + len(new) > MOST_PIECES:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Part("same", "".join(old[a:b]))
        else:
            yield Part("del", "".join(old[a:b]))
            yield Part("ins", "".join(new[c:d]))


def _joined(parts: Iterator[Part]) -> Iterator[Part]:
    """Runs of changed words read as one, the blank between two changed words included."""
    gone: list[str] = []
    come: list[str] = []
    blank = ""
    for kind, text in parts:
        if kind == "del":
            gone.append((blank if gone or come else "") + text)
            if blank and (gone or come):
                come.append(blank)
            blank = ""
        elif kind == "ins":
            come.append(text)
        elif text.isspace() and (gone or come):
            blank = text
        else:
            yield from _flushed(gone, come)
            gone, come = [], []
            yield Part("same", blank + text)
            blank = ""
    yield from _flushed(gone, come)
    if blank:
        yield Part("same", blank)


def _flushed(gone: list[str], come: list[str]) -> Iterator[Part]:
    if text := "".join(gone):
        yield Part("del", text)
    if text := "".join(come):
        yield Part("ins", text)


def merged(base: str, one: str, two: str) -> str | None:
    """Both changes of `base` together, or None where they touch the same words."""
    pieces = _PIECES.findall(base)
    if max(len(text) for text in (base, one, two)) > MOST_LETTERS:
        return None
    edits = sorted({*_edits(pieces, one), *_edits(pieces, two)})
    found: list[str] = []
    place = 0
    for number, (start, end, words) in enumerate(edits):
        previous = edits[number - 1] if number else None
        if previous and (start < previous[1] or start == previous[0] or start == previous[1]):
            return None
        found += [*pieces[place:start], words]
        place = end
    return "".join([*found, *pieces[place:]])


def _edits(pieces: list[str], text: str) -> Iterator[tuple[int, int, str]]:
    other = _PIECES.findall(text)
    matcher = SequenceMatcher(None, pieces, other, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            yield a, b, "".join(other[c:d])


def shortened(parts: list[Part], around: int = 160) -> list[Part]:
    """The same difference with its long unchanged stretches cut to what surrounds a change."""
    last = len(parts) - 1
    return [
        Part("same", _cut(part.text, index > 0, index < last, around))
        if part.kind == "same" and len(part.text) > 3 * around
        else part
        for index, part in enumerate(parts)
    ]


def _cut(text: str, after: bool, before: bool, around: int) -> str:
    if not (after or before):
        return f"{text[: 2 * around].rstrip()} […]"
    start = f"{text[:around].rstrip()} " if after else ""
    end = f" {text[-around:].lstrip()}" if before else ""
    return f"{start}[…]{end}"
