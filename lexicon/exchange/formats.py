"""The formats by name: how each is read, and how a file tells which it is."""

import re
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lexicon.exchange import jsonfile, legacy_text, skosreading, spreadsheet, tbxreading
from lexicon.exchange.reading import Further, Incoming, Refused, check_size, counted

Reader = Callable[[bytes, Further], Iterator[Incoming]]
READERS: dict[str, Reader] = {
    "json": jsonfile.read,
    "csv": spreadsheet.read_csv,
    "xlsx": spreadsheet.read_xlsx,
    "tbx": tbxreading.read,
    "skos": skosreading.read,
    "legacy": legacy_text.read,
}
NAMES = {
    "json": gettext_lazy("JSON of a lexicon like this one"),
    "csv": gettext_lazy("CSV, from a spreadsheet"),
    "xlsx": gettext_lazy("XLSX, Excel workbook"),
    "tbx": gettext_lazy("TBX, version 2 or 3"),
    "skos": gettext_lazy("SKOS in Turtle"),
    "legacy": gettext_lazy("page of the former lexicon (text or HTML)"),
}
_ENDINGS = {"json": "json", "csv": "csv", "tsv": "csv", "xlsx": "xlsx", "xlsm": "xlsx",
            "tbx": "tbx", "xml": "tbx", "ttl": "skos", "txt": "legacy", "html": "legacy",
            "htm": "legacy", "xls": "xlsx"}  # fmt: skip


def guess(filename: str, content: bytes) -> str:
    """The format of a file, by its bytes where they tell, else by the end of its name."""
    start = content[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "xlsx"
    if re.search(rb"<(?:\w+:)?(?:tbx|martif)[\s>]", start):
        return "tbx"
    ending = _ENDINGS.get(filename.rpartition(".")[2].lower(), "")
    if start.startswith((b"{", b"[")) and ending in ("", "json"):
        return "json"
    if ending:
        return ending
    raise Refused(_("The format of this file cannot be told from its name: choose it."))


def read(name: str, content: bytes, further: Further) -> Iterator[Incoming]:
    """The entries of `content`; raises Refused, at once or on the way, when it cannot be read."""
    check_size(content)
    if name not in READERS:
        raise Refused(_("“%(name)s” is not a format that can be read.") % {"name": name[:40]})
    return counted(READERS[name](content, further))
