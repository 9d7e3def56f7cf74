"""Typography applied by code, so that editors type plainly: spaces, apostrophes, quotation marks.

French: U+202F before ; ! ? % and inside « », U+00A0 before the colon, ’ and …, straight quotation
marks that pair up become « ». English: ’ “ ” …. Addresses, e-mail, code and times are untouched.
Applying twice changes nothing more; time grows with the length of the text alone.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from atoutsud.content import markup

THIN = "\u202f"
FIXED = "\u00a0"
OPAQUE = "\ufffc"  # stands for something inside the text that is not to be read (code, a picture)

_SPACES = " \u00a0\u2009\u202f"
# Several spaces in a row, as word processors and the web leave them between words.
_DOUBLED = r"(?<=\S)[ \u00a0]{2,}(?=\S)"
_PROTECTED = (
    r"(?:https?://|ftp://|www\.|mailto:|ref:)[^\s<>\"«»]*[^\s<>\"«».,;:!?'’)\]]"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,250}\w"
    r"|&\#?\w{1,31};"
    r"|`[^`\n]{1,200}`"
)
_FRENCH = re.compile(
    rf"(?P<keep>{_PROTECTED})"
    r"|(?P<dots>(?<!\.)\.\.\.(?!\.))"
    r"|(?P<apostrophe>(?<=[^\W\d_])'(?=[\w«“\"]))"
    rf"|(?P<opening>«[{_SPACES}]*(?=[^\s»]))"
    rf"|(?<![{_SPACES}])(?P<gap>[{_SPACES}]*)"
    r"(?:(?P<marks>[;!?]+)|(?P<colon>:)|(?P<percent>%)|(?P<euro>€)|(?P<closing>»))"
    rf"|(?P<doubled>{_DOUBLED})"
)
_ENGLISH = re.compile(
    rf"(?P<keep>{_PROTECTED})"
    r"|(?P<dots>(?<!\.)\.\.\.(?!\.))"
    r"|(?P<apostrophe>(?<=[^\W_])'(?=[^\W_]))"
    r"|(?P<plural>(?<=s)'(?=\s+\w))"
    rf"|(?P<doubled>{_DOUBLED})"
)
_SINGLE_OPENING = re.compile(r"(?<![^\s(\[“])'(?=\w)")
# What may stand right before a mark that lacks its space, and right after one.
_BEFORE_MARK = ')]»”"’….' + OPAQUE
_AFTER_MARK = ")]»”\"’'…,."
_BEFORE_OPENING_QUOTE = "([{«'’/–—-" + OPAQUE
_AFTER_CLOSING_QUOTE = ")]}.,;:!?…%»’'/–—-" + OPAQUE


class Edit(NamedTuple):
    start: int
    end: int
    new: str


def apply(text: str, language: str) -> str:
    """`text` (plain, not HTML) set in the typography of `language`."""
    done = []
    last = 0
    for edit in edits(text, language):
        done.append(text[last : edit.start])
        done.append(edit.new)
        last = edit.end
    done.append(text[last:])
    return "".join(done)


def edits(text: str, language: str) -> list[Edit]:
    """What to change in `text`, in order and without overlap."""
    if language == "fr":
        found = list(_french(text))
    elif language == "en":
        found = list(_english(text))
    else:
        return []
    if '"' in text:
        found.extend(_quotes(text, language))
        found.sort()
    return found


def _french(text: str) -> Iterator[Edit]:
    for match in _FRENCH.finditer(text):
        kind = match.lastgroup
        start, end = match.span()
        if kind == "keep":
            continue
        if kind == "dots":
            new = "…"
        elif kind == "apostrophe":
            new = "’"
        elif kind == "opening":
            new = f"«{THIN}"
        elif kind == "doubled":
            new = " "
        else:
            new = _spaced(text, match)
        if new != text[start:end]:
            yield Edit(start, end, new)


def _spaced(text: str, match: re.Match[str]) -> str:
    """The mark with the space that goes before it, or unchanged when it is no such mark."""
    gap = match["gap"]
    mark = match[0][len(gap) :]
    before = text[match.start() - 1] if match.start() else ""
    after = text[match.end() : match.end() + 1]
    if match["closing"]:
        wanted = bool(before) and not before.isspace() and before != "«"
        return f"{THIN}»" if wanted else match[0]
    if match["percent"]:
        return f"{THIN}%" if before.isdigit() and not _is_word(after) else match[0]
    if match["euro"]:
        return f"{FIXED}€" if gap and before.isdigit() else match[0]
    ends = not after or after.isspace() or after in _AFTER_MARK
    follows = bool(gap) or _is_word(before) or (bool(before) and before in _BEFORE_MARK + "%€")
    if not (ends and follows):
        return match[0]
    return f"{FIXED if match['colon'] else THIN}{mark}"


def _english(text: str) -> Iterator[Edit]:
    quoted = "'" in text and _SINGLE_OPENING.search(text) is not None
    for match in _ENGLISH.finditer(text):
        kind = match.lastgroup
        if kind == "keep" or (kind == "plural" and quoted):
            continue
        new = {"dots": "…", "doubled": " "}.get(str(kind), "’")
        yield Edit(match.start(), match.end(), new)


def _quotes(text: str, language: str) -> Iterator[Edit]:
    """Straight quotation marks that pair up on one line; lone ones (inches) stay as typed."""
    pairs = ((f"«{THIN}", f"{THIN}»"), ("“", "”")) if language == "fr" else (("“", "”"), ("‘", "’"))
    protected = re.compile(f'{_PROTECTED}|["\n]')
    waiting: list[int] = []
    for match in protected.finditer(text):
        at = match.start()
        if match[0] == "\n":
            waiting.clear()
        elif match[0] == '"':
            before = text[at - 1] if at else ""
            after = text[at + 1 : at + 2]
            if _opens(before, after):
                waiting.append(at)
            elif _closes(before, after) and waiting:
                start = waiting.pop()
                opening, closing = pairs[min(len(waiting), 1)]
                yield Edit(start, start + 1, opening)
                yield Edit(at, at + 1, closing)


def _opens(before: str, after: str) -> bool:
    starts = not before or before.isspace() or before in _BEFORE_OPENING_QUOTE
    return starts and (_is_word(after) or after in ("…", "(", "[", OPAQUE))


def _closes(before: str, after: str) -> bool:
    ends = not after or after.isspace() or after in _AFTER_CLOSING_QUOTE
    return ends and bool(before) and not before.isspace() and before not in '"([{«“'


def _is_word(character: str) -> bool:
    return character == OPAQUE or character.isalnum()


class _Run:
    """The words of one block in one language, read across the inline elements in it."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.pieces: list[tuple[int | None, str]] = []

    def set(self, texts: dict[int, str]) -> None:
        """Write the words, once set, back to the places they came from."""
        whole = "".join(text for _, text in self.pieces)
        found = edits(whole, self.language) if whole.strip() else []
        if not found:
            return
        bounds = [0]
        for _, text in self.pieces:
            bounds.append(bounds[-1] + len(text))
        parts = _cut(whole, found, bounds)
        for (place, _), part in zip(self.pieces, parts, strict=True):
            if place is not None:
                texts[place] = part


def _cut(whole: str, found: list[Edit], bounds: list[int]) -> Iterable[str]:
    """`whole` edited, then cut again at `bounds`; an edit belongs to the piece it begins in."""
    queue = iter([*found, Edit(len(whole) + 1, len(whole) + 1, "")])
    edit = next(queue)
    done = 0
    for start, end in pairwise(bounds):
        out = []
        at = max(start, done)
        while edit.start < end:
            out.append(whole[at : edit.start])
            out.append(edit.new)
            at = done = edit.end
            edit = next(queue)
        out.append(whole[at:end])
        yield "".join(out)


def apply_tokens(tokens: list[markup.Token], language: str) -> list[markup.Token]:
    """The same tokens with their words set; a `lang` inside is obeyed, code is left alone."""
    texts: dict[int, str] = {}
    runs = [_Run(language)]
    # For each open element: what to do when it ends.
    opened: list[str] = []
    for place, token in enumerate(tokens):
        if token.kind == "text":
            code = "code" in opened
            runs[-1].pieces.append((None, OPAQUE) if code else (place, token.text))
        elif token.name == "br":
            runs[-1].pieces.append((None, "\n"))
        elif token.name in markup.VOID:
            runs[-1].pieces.append((None, OPAQUE))
        elif token.kind == "start":
            inside = token.attributes.get("lang", "")[:2].lower()
            if token.name not in markup.INLINE:
                runs[-1].set(texts)
                runs[-1].pieces.clear()
            if inside:
                runs.append(_Run(inside))
            opened.append("code" if token.name == "code" else "lang" if inside else "")
        else:
            ended = opened.pop() if opened else ""
            if token.name not in markup.INLINE:
                runs[-1].set(texts)
                runs[-1].pieces.clear()
            if ended == "lang":
                runs.pop().set(texts)
                runs[-1].pieces.append((None, OPAQUE))
    for run in runs:
        run.set(texts)
    return [
        token._replace(text=texts[place]) if place in texts else token
        for place, token in enumerate(tokens)
    ]


def apply_html(html: str, language: str) -> str:
    """Well-formed HTML (the output of `richtext.clean`) with its words set."""
    return markup.write(apply_tokens(markup.read(html), language))
