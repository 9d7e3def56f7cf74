"""Tables as text, for spreadsheets: written so that they open well, read as they come back.

A cell that a spreadsheet would run as a formula gets an apostrophe on the way out, which comes off
on the way in; nothing else is changed. What comes back may be in the encodings and with the
separators that spreadsheets choose by themselves.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

MARK = "\ufeff"
SEPARATOR = ";"
LARGEST_CELL = 100_000
# What begins a formula in one spreadsheet or another, full-width signs included; and the
# apostrophe itself, so that a text that begins with one comes back whole.
_GUARDED = re.compile("[=+\\-@\t\r\n＝＋－＠'|%]")
_SEP = re.compile(r'^"?sep=([^\s"\w]|\t)"?\r?\n?', re.IGNORECASE)


class Unreadable(Exception):
    """Not a table; the message is for the person who sent the file."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Row(NamedTuple):
    """`line`: where it begins in the file."""

    line: int
    cells: list[str]


def guarded(text: str) -> str:
    return "'" + text if text and _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """What `guarded` was given: an apostrophe goes only from before what it guards."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text[1:2]) else text


def write(header: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The pieces of a file: UTF-8 with its mark, semicolons, CRLF: opens well in France."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=SEPARATOR, lineterminator="\r\n")
    yield MARK
    writer.writerow(header)
    for cells in rows:
        writer.writerow([guarded(cell) for cell in cells])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def read(content: bytes, most_rows: int) -> list[Row]:
    """Every row that holds something, the header first; Unreadable with the line at fault."""
    text = decoded(content)
    separator, skipped = "", 0
    if match := _SEP.match(text):
        separator, text, skipped = match[1], text[match.end() :], 1
    separator = separator or likely_separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    line = 1 + skipped
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(Row(line, [unguarded(cell) for cell in cells]))
            if len(rows) > most_rows + 1:
                too_long = _("The file holds more than %(n)s rows: split it.")
                raise Unreadable(too_long % {"n": most_rows}, line)
            line = reader.line_num + 1 + skipped
    except csv.Error as error:
        raise Unreadable(_("This is not CSV: %(why)s.") % {"why": error}, line) from None
    for row in rows:
        if any(len(cell) > LARGEST_CELL for cell in row.cells):
            raise Unreadable(_("A cell is longer than any text of this site."), row.line)
    return rows


def decoded(content: bytes) -> str:
    """UTF-8, else UTF-16 with its mark, else the Windows encoding of Western Europe."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = content.decode("utf-16")
        else:
            text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise Unreadable(_("This is not a text file."), line)
    if "\n" not in text and "\r" in text:
        text = text.replace("\r", "\n")  # as old Macintosh programs write
    return text


def likely_separator(text: str) -> str:
    """The sign the first line uses most outside quotes."""
    first = re.sub(r'"[^"]*"', "", text[:LARGEST_CELL].partition("\n")[0])
    return max(";\t,|", key=lambda sign: first.count(sign))
