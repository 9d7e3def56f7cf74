"""What every reader gives and every reader refuses: bounded files, clear words, the line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lexicon.exchange.record import Record

LARGEST_FILE = 20 * 1024 * 1024
MOST_ENTRIES = 100_000
# Nothing in XML 1.0 nor in the databases: control characters, lone surrogates, two noncharacters.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Refused(Exception):
    """The whole file cannot be read; `line` where it is known. Nothing has been written."""

    def __init__(self, message: str | Promise, line: int | None = None) -> None:
        self.message, self.line = str(message), line
        super().__init__(self.message)

    def __str__(self) -> str:
        if self.line:
            return _("Line %(line)s: %(message)s") % {"line": self.line, "message": self.message}
        return self.message


@dataclass
class Incoming:
    """One entry of a file: what it says, what in it is doubtful, and why it cannot be taken.

    `remarks` are worth reading without stopping anything: what was kept aside, or read tolerantly.
    """

    line: int
    record: Record = field(default_factory=Record)
    doubts: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    # The same entry read the other way, where a doubt has two answers.
    alternative: Record | None = None

    def headword(self) -> str:
        terms = self.record.get("terms") or []
        ranked = sorted(
            terms, key=lambda t: (t.get("status") != "preferred", t.get("lang") != "fr")
        )
        return ranked[0].get("text", "") if ranked else ""


@dataclass
class Further:
    """What a file holds beside its entries; filled while it is read."""

    domains: list[dict[str, Any]] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)
    pointers: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def check_size(content: bytes) -> None:
    if not content.strip():
        raise Refused(_("This file is empty."))
    if len(content) > LARGEST_FILE:
        raise Refused(_("This file is larger than 20 MB: send it in several parts."))


def counted(entries: Iterator[Incoming]) -> Iterator[Incoming]:
    """The entries of a file, stopped beyond the most that are read."""
    for number, entry in enumerate(entries, start=1):
        if number > MOST_ENTRIES:
            raise Refused(_("This file holds more than 100,000 entries."), entry.line)
        yield entry


def clean(text: Any) -> str:
    """Text a database and an XML file can both hold, with plain line ends, without outer blanks."""
    words = str(text if text is not None else "").replace("\r\n", "\n").replace("\r", "\n")
    return _ILLEGAL.sub("", words).strip()


def one_line(text: Any) -> str:
    return " ".join(clean(text).split())
