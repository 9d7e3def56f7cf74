"""CSV and XLSX, as French spreadsheets write them and as ours are read back.

A cell that a spreadsheet would run as a formula is given an apostrophe on the way out, which comes
off on the way in; a file is told from its bytes, not from its name.
"""

import csv
import datetime
import io
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from lexicon.exchange import columns
from lexicon.exchange.columns import COLUMNS
from lexicon.exchange.reading import Further, Incoming, Refused

LARGEST_CELL = 40_000
MOST_COLUMNS = 200
MOST_MEMBERS = 200
LARGEST_UNPACKED = 200 * 1024 * 1024
LARGEST_RATIO = 120
# What begins a formula in one spreadsheet or another, full-width signs included.
_FORMULA = re.compile("[=+\\-@\t\r＝＋－＠'|%]")
_SEP = re.compile(r'^"?sep=([^\s"\w]|\t)"?\r?\n?', re.IGNORECASE)
_CODED = re.compile("_x([0-9A-Fa-f]{4})_")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Cells = dict[str, str]


def guarded(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would run, and before an apostrophe."""
    return "'" + cell if cell and _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given: an apostrophe goes only from before what it guards."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:2]) else cell


# CSV


def write_csv(rows: Iterable[Cells]) -> Iterator[str]:
    """UTF-8 with its mark, semicolons, CRLF: opens well in a French Excel by a double click."""
    line = io.StringIO()
    writer = csv.writer(line, delimiter=";", lineterminator="\r\n")
    yield "\ufeff"
    writer.writerow(COLUMNS)
    for cells in rows:
        writer.writerow([guarded(cells.get(name, "")) for name in COLUMNS])
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def lines_of(rows: Iterable[list[str]]) -> Iterator[str]:
    """Any other small table, in the same dialect."""
    line = io.StringIO()
    csv.writer(line, delimiter=";", lineterminator="\r\n").writerows(
        [guarded(cell) for cell in row] for row in rows
    )
    yield "\ufeff" + line.getvalue()


def read_csv(content: bytes, further: Further) -> Iterator[Incoming]:
    text = _decoded(content, further)
    delimiter = ""
    skipped = 0
    if match := _SEP.match(text):
        delimiter, text, skipped = match[1], text[match.end() :], 1
    delimiter = delimiter or _delimiter(text)
    csv.field_size_limit(LARGEST_CELL * 4)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return _entries(_numbered(reader, skipped), further)


def _numbered(reader: Any, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins on."""
    line = skipped + 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused(_("This is not CSV: %(why)s.") % {"why": error}, line) from None
        yield line, [unguarded(cell) for cell in cells]
        line = reader.line_num + skipped + 1


def _decoded(content: bytes, further: Further) -> str:
    """UTF-8, else UTF-16 with its mark, else the Windows encoding of Western Europe."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
            further.remarks.append(_("Read as Windows-1252, since it is not UTF-8."))
    if "\x00" in text:
        raise Refused(_("This is not a text file."), text.count("\n", 0, text.index("\x00")) + 1)
    if "\n" not in text and "\r" in text:
        text = text.replace("\r", "\n")  # as old Macintosh programs write
    return text


def _delimiter(text: str) -> str:
    """The sign the first line uses most outside quotes."""
    first = re.sub(r'"[^"]*"', "", text[:LARGEST_CELL].partition("\n")[0])
    return max(";\t,|", key=lambda sign: first.count(sign))


# XLSX


def write_xlsx(rows: Iterable[Cells]) -> Iterator[bytes]:
    """Written to a temporary file row by row, then sent in pieces."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("lexique")
    sheet.freeze_panes = "A2"
    for place, name in enumerate(COLUMNS):
        wide = 48 if name.startswith(("definition", "note")) else 22
        sheet.column_dimensions[_letters(place)].width = wide
    heading = []
    for name in COLUMNS:
        cell = WriteOnlyCell(sheet, name)
        cell.font = Font(bold=True)
        heading.append(cell)
    sheet.append(heading)
    for cells in rows:
        sheet.append([_text_cell(sheet, cells.get(name, "")) for name in COLUMNS])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while piece := file.read(64 * 1024):
            yield piece


def _text_cell(sheet: Any, text: str) -> Any:
    """Always a text, never a formula; what the format reads as a code is coded."""
    from openpyxl.cell import WriteOnlyCell

    if not text:
        return None
    clean = _UNWRITABLE.sub("", _CODED.sub(lambda m: f"_x005F_x{m[1]}_", guarded(text)))
    cell = WriteOnlyCell(sheet, value=clean)
    cell.data_type = "s"
    return cell


def _letters(place: int) -> str:
    return chr(65 + place) if place < 26 else chr(64 + place // 26) + chr(65 + place % 26)


def read_xlsx(content: bytes, further: Further) -> Iterator[Incoming]:
    file = io.BytesIO(content)
    check_zip(file)
    return _entries(_sheet_rows(file, further), further)


def check_zip(file: BinaryIO) -> None:
    """Judge the directory of the archive before anything in it is unpacked."""
    start = file.read(8)
    file.seek(0)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(_("This workbook is encrypted or of the old .xls kind: save it as .xlsx."))
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Refused(_("This is not an .xlsx workbook, or it is damaged.")) from None
    names = {member.filename for member in members}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(_("This workbook holds macros: save it as .xlsx without them."))
    if "[Content_Types].xml" not in names or not any(n.startswith("xl/") for n in names):
        raise Refused(_("This archive is not an .xlsx workbook."))
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if any(member.flag_bits & 1 for member in members):
        raise Refused(_("This workbook is encrypted: save it without a password."))
    too_dense = unpacked > 5_000_000 and unpacked / packed > LARGEST_RATIO
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED or too_dense:
        raise Refused(_("This workbook unpacks to far more than it should: it is not read."))
    _check_members(file, members)


def _check_members(file: BinaryIO, members: list[zipfile.ZipInfo]) -> None:
    """The directory can lie about sizes, and XML can declare entities: both are refused."""
    try:
        with zipfile.ZipFile(file) as archive:
            for member in members:
                if not member.filename.endswith((".xml", ".rels")):
                    continue
                with archive.open(member) as part:
                    if b"<!DOCTYPE" in part.read(2048).replace(b"\x00", b"").upper():
                        raise Refused(_("This workbook declares a DTD, which none of ours does."))
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError) as error:
        raise Refused(_("This is not an .xlsx workbook, or it is damaged.")) from error
    file.seek(0)


def _sheet_rows(file: BinaryIO, further: Further) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        names = book.sheetnames
        if len(names) > 1:
            further.remarks.append(
                _("Only the first sheet, “%(name)s”, is read.") % {"name": names[0]}
            )
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
            yield number, [_cell_text(value) for value in row]
        book.close()
    except Refused:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers raise on a damaged part
        raise Refused(_("This is not an .xlsx workbook, or it is damaged.")) from error


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unguarded(_CODED.sub(lambda match: chr(int(match[1], 16)), str(value)))


# Rows of either


def _entries(rows: Iterator[tuple[int, list[str]]], further: Further) -> Iterator[Incoming]:
    heading = next(rows, None)
    if heading is None:
        raise Refused(_("This file is empty."))
    line, names = heading
    places = _places(names, line, further)
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        yield _entry(cells, line, names, places)


def _places(names: list[str], line: int, further: Further) -> dict[str, int]:
    """Column -> place; the first line must name one of ours, and none twice."""
    places: dict[str, int] = {}
    unknown = []
    for place, name in enumerate(names[:MOST_COLUMNS]):
        column = columns.column_of(name)
        if column and column in places:
            raise Refused(_("The column “%(name)s” stands twice.") % {"name": column}, line)
        if column:
            places[column] = place
        elif name.strip():
            unknown.append(name.strip())
    terms = {"uid", "other_languages", *(c for c in COLUMNS if c[:3] in ("fr_", "en_"))}
    if not terms & set(places):
        raise Refused(
            _("The first line must name the columns, such as fr_preferred or definition_fr."), line
        )
    if unknown:
        further.remarks.append(
            _("Unknown columns, kept with each entry: %(names)s.") % {"names": ", ".join(unknown)}
        )
    return places


def _entry(cells: list[str], line: int, names: list[str], places: dict[str, int]) -> Incoming:
    said = {name: cells[place] for name, place in places.items() if place < len(cells)}
    long = [name for name, cell in said.items() if len(cell) > LARGEST_CELL]
    if long:
        return Incoming(line, refusals=[_("Column “%(name)s” is too long.") % {"name": long[0]}])
    found = columns.read(said, line)
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        found.refusals.append(_("This line has more cells than the first one names."))
    known = set(places.values())
    aside = {
        names[place].strip(): cell.strip()
        for place, cell in enumerate(cells[: len(names)])
        if place not in known and cell.strip() and names[place].strip()
    }
    if aside:
        found.record["extra"] = aside
    return found
