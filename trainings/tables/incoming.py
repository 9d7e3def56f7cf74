"""A table coming back: what each cell would change, and nothing written while anything is wrong.

A row is compared with the version it was read at, so that only the cells edited since are changes;
what others changed meanwhile stays theirs. A row never sets an identity, an owner or a state.
"""

import datetime
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from atoutsud.content import delimited, documents, revisions
from atoutsud.content.dates import VagueDate
from atoutsud.content.languages import LANGUAGES, other
from trainings.tables.columns import Column, value_of
from trainings.tables.table import language_of

MOST_BYTES = 2_000_000
MOST_ROWS = 2_000
PARENT = "training_uid"


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: `column` is empty when it is the whole row, or file."""

    line: int
    column: str
    message: str


@dataclass(frozen=True)
class Edit:
    line: int
    column: str
    old: str
    new: str


@dataclass
class Change:
    """Everything a file changes in one object; `uid` is a fresh one when `is_new`."""

    uid: str
    title: str
    seen_version: int
    is_new: bool = False
    changes: dict[str, Any] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)

    @property
    def line(self) -> int:
        return self.edits[0].line if self.edits else 0


@dataclass
class Plan:
    table: Any
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    rows: int = 0

    @property
    def edits(self) -> int:
        return sum(len(change.edits) for change in self.changes)


def plan(table: Any, content: bytes) -> Plan:
    """What the file would do; reads the database and writes nothing."""
    made = Plan(table)
    try:
        if len(content) > MOST_BYTES:
            raise delimited.Unreadable(_("The file is larger than 2 MB: split it."))
        rows = delimited.read(content, MOST_ROWS)
    except delimited.Unreadable as error:
        made.faults.append(Fault(error.line, "", error.message))
        return made
    header = _header(made, rows)
    if not made.faults:
        reader = _Reader(made, header)
        for row in rows[1:]:
            reader.take(row)
        made.rows = len(rows) - 1
        made.changes = [change for change in reader.found.values() if change.edits]
    return made


def _header(made: Plan, rows: list[delimited.Row]) -> list[str]:
    """The names of the columns; what is unknown is said, what is repeated stops."""
    if not rows:
        made.faults.append(Fault(1, "", _("The file is empty.")))
        return []
    names = [cell.strip() for cell in rows[0].cells]
    while names and not names[-1]:
        names.pop()
    needed = PARENT if made.table.rows_in else "uid"
    known = made.table.by_name()
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        made.faults.append(Fault(rows[0].line, name, _("This column is there twice.")))
    if needed not in names:
        words = _("The column “%(name)s” is missing: start from the exported file.")
        made.faults.append(Fault(rows[0].line, needed, words % {"name": needed}))
    if ignored := [name for name in names if name and name not in known]:
        words = _("Columns that are not read: %(names)s.")
        made.remarks.append(words % {"names": ", ".join(ignored[:20])})
    if "version" not in names:
        made.remarks.append(
            _("Without the column “version”, what others changed since the export is not noticed.")
        )
    return names


class _Reader:
    """Takes rows one by one and gathers their changes by object."""

    def __init__(self, made: Plan, header: list[str]) -> None:
        self.made = made
        self.table = made.table
        self.header = header
        known = made.table.by_name()
        self.read_columns = [known[name] for name in header if name in known and known[name].path]
        self.found: dict[str, Change] = {}
        self.objects: dict[str, Any] = {}
        self.seen: set[str] = set()
        self.targets: dict[tuple[Any, str], bool] = {}

    def fault(self, line: int, column: str, message: str) -> None:
        self.made.faults.append(Fault(line, column, message))

    def take(self, row: delimited.Row) -> None:
        cells = list(row.cells)
        while len(cells) > len(self.header) and not cells[-1].strip():
            cells.pop()
        if len(cells) != len(self.header):
            words = _("This row has %(cells)s cells, the first row has %(columns)s.")
            values = {"cells": len(cells), "columns": len(self.header)}
            self.fault(row.line, "", words % values)
            return
        by_name = dict(zip(self.header, cells, strict=True))
        parent = PARENT if self.table.rows_in else "uid"
        change = self._change(row.line, by_name, parent)
        if change is None:
            return
        prefix, base = self._base(row.line, by_name, change)
        if base is not None:
            self._compare(row.line, by_name, change, prefix, base)

    def _identity(self, line: int, by_name: dict[str, str], name: str) -> str | None:
        """The identity a cell gives, empty for none; None when it is wrong."""
        text = by_name.get(name, "").strip()
        if not text:
            return ""
        try:
            return str(uuid.UUID(text))
        except ValueError:
            self.fault(line, name, _("This is no identity: copy it from the exported file."))
            return None

    def _change(self, line: int, by_name: dict[str, str], parent: str) -> Change | None:
        uid = self._identity(line, by_name, parent)
        if uid is None:
            return None
        if not uid:
            if self.table.rows_in:
                self.fault(line, parent, _("Say which training this line belongs to."))
                return None
            return self._new()
        if uid in self.seen and not self.table.rows_in:
            self.fault(line, parent, _("This row is there twice."))
            return None
        self.seen.add(uid)
        obj = self._object(uid)
        if obj is None:
            self.fault(line, parent, _("Nothing has this identity; leave it empty for a new row."))
            return None
        version = self._version(line, by_name, obj)
        if version is None:
            return None
        change = self.found.setdefault(uid, Change(uid, str(obj), version))
        if change.seen_version != version:
            words = _("The rows of one training have different versions: export again.")
            self.fault(line, "version", words)
            return None
        return change

    def _new(self) -> Change:
        fresh = str(uuid.uuid4())
        return self.found.setdefault(fresh, Change(fresh, _("New row"), 0, is_new=True))

    def _object(self, uid: str) -> Any:
        if uid not in self.objects:
            rows = self.table.model._base_manager.filter(uid=uid)
            if self.table.rows_in:
                rows = rows.prefetch_related("all_cofunding")
            self.objects[uid] = rows.first()
        return self.objects[uid]

    def _version(self, line: int, by_name: dict[str, str], obj: Any) -> int | None:
        text = by_name.get("version", "").strip()
        if not text:
            current: int = obj.version
            return current
        if text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= obj.version:
            return int(text)
        self.fault(line, "version", _("This version does not exist: export again."))
        return None

    def _base(
        self, line: int, by_name: dict[str, str], change: Change
    ) -> tuple[str, dict[str, Any] | None]:
        """(prefix of the paths of this row, the values it was read with); None when unknown."""
        own = "" if not self.table.rows_in else self._identity(line, by_name, "uid")
        if own is None:
            return "", None
        if change.is_new:
            return "", {}
        obj = self.objects[change.uid]
        if self.table.rows_in and not own:
            return f"{self.table.rows_in}/{uuid.uuid4()}/", {}
        prefix = f"{self.table.rows_in}/{own}/" if self.table.rows_in else ""
        if prefix in self.seen:
            self.fault(line, "uid", _("This row is there twice."))
            return prefix, None
        self.seen.add(prefix or change.uid)
        base = self._document(obj, change.seen_version, prefix)
        if base is None:
            gone = _("This line is not in that version of the training: export again.")
            self.fault(line, "uid" if prefix else "version", gone)
        return prefix, base

    def _document(self, obj: Any, version: int, prefix: str) -> dict[str, Any] | None:
        """path -> value, as they stood at `version`; without the prefix of the row."""
        if version == obj.version:
            row = obj
            if prefix:
                uid = prefix.split("/")[1]
                row = next((r for r in obj.all_cofunding.all() if str(r.uid) == uid), None)
            if row is None:
                return None
            return {path: documents.encode(row, f) for path, f in self.table.fields.items()}
        revision = revisions.history(obj).filter(number=version).first()
        if revision is None:
            return None
        size = len(prefix)
        found = {p[size:]: v for p, v in revision.document.items() if p.startswith(prefix)}
        return found or None

    def _compare(
        self, line: int, by_name: dict[str, str], change: Change, prefix: str, base: dict[str, Any]
    ) -> None:
        new: dict[str, Any] = {}
        for column in self.read_columns:
            column_field = self.table.fields[column.path]
            try:
                value = value_of(by_name[column.name], column_field)
                self._refer(column_field, value)
            except ValidationError as error:
                self.fault(line, column.name, " ".join(error.messages))
                continue
            before = self.table.written(column_field, base.get(column.path))
            after = self.table.written(column_field, value)
            if not after and (not base or self._is_hidden(column, column_field, base)):
                continue
            if before != after:
                new[column.path] = value
                change.edits.append(Edit(line, column.name, before, after))
        try:
            _whole_dates(new, base)
        except ValueError:
            self.fault(line, "end_latest", _("The end comes before the start."))
        if prefix and not base:
            self._complete(line, by_name, new)
        change.changes.update({f"{prefix}{path}": value for path, value in new.items()})

    def _is_hidden(self, column: Column, column_field: Any, base: dict[str, Any]) -> bool:
        """Whether the exported cell may be empty without its field being so.

        A public file names no hidden organisation, and holds no half of a translation.
        """
        if isinstance(column_field, models.ForeignKey):
            return True
        language = language_of(column.path)
        if self.table.rows_in or not language:
            return False
        needed = self.table.model.language_fields
        whole = {code: all(base.get(f"{n}.{code}") for n in needed) for code in LANGUAGES}
        return not whole[language] and whole[other(language)]

    def _complete(self, line: int, by_name: dict[str, str], new: dict[str, Any]) -> None:
        """A new line of cofunding says what was paid and by whom, and comes after the others."""
        for name in ("category", "funder"):
            if not new.get(name):
                self.fault(line, name, _("A new line needs this."))
        new["position"] = min(line, 32_000)

    def _refer(self, column_field: Any, value: Any) -> None:
        """What a cell refers to exists."""
        if not isinstance(column_field, models.ForeignKey) or value is None:
            return
        key = (column_field.related_model, str(value))
        if key not in self.targets:
            try:
                documents.decode(column_field, value)
                self.targets[key] = True
            except ValidationError:
                self.targets[key] = False
        if not self.targets[key]:
            words = _("Nothing has the identity “%(value)s”.")
            raise ValidationError(words % {"value": str(value)[:60]})


def _whole_dates(new: dict[str, Any], base: dict[str, Any]) -> None:
    """Bounds widened to whole months or years, as the form does; ValueError when out of order."""
    names = ("start_earliest", "end_latest", "precision")
    if not any(name in new for name in names):
        return
    start, end, precision = (new.get(name, base.get(name)) for name in names)
    if not (start and end and precision):
        return  # incomplete: the model says what is missing
    first, last = datetime.date.fromisoformat(start), datetime.date.fromisoformat(end)
    whole = VagueDate(first, last, precision)
    wide = (whole.earliest.isoformat(), whole.latest.isoformat())
    for name, value, was in zip(names, wide, (start, end), strict=False):
        if value != was:
            new[name] = value


def column_names(table: Any, names: Iterable[str]) -> Iterator[str]:
    """The columns of a table for names of fields (`title_fr`) or paths (`title.fr`)."""
    by_field = {f.name: path for path, f in table.fields.items()}
    by_path: dict[str, Column] = {c.path: c for c in table.columns if c.path}
    for name in names:
        path = by_field.get(name, name.rpartition("/")[2])
        yield by_path[path].name if path in by_path else ""
