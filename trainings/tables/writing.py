"""Carrying a plan out: all of it or nothing, through the one door, after a rehearsal."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from atoutsud.content import documents, revisions
from trainings.tables.incoming import Change, Fault, Plan, column_names

Item = tuple[str, int, bool, dict[str, Any]]


class Refused(Exception):
    """Nothing was written."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class _Undone(Exception):
    pass


def rehearse(made: Plan, author: Any) -> None:
    """Add to the plan what the models have against it; nothing stays written."""
    try:
        with transaction.atomic():
            for change in made.changes:
                made.faults += _tried(made, change, author)
            raise _Undone
    except _Undone:
        made.faults.sort(key=lambda fault: fault.line)


def _tried(made: Plan, change: Change, author: Any) -> list[Fault]:
    try:
        with transaction.atomic():
            _write(
                made.table, (change.uid, change.seen_version, change.is_new, change.changes), author
            )
    except revisions.Conflict as conflict:
        return [
            Fault(
                _line_of(change, name),
                name,
                _("Someone else changed this since the export: export again."),
            )
            for name in column_names(made.table, conflict.paths)
        ]
    except ValidationError as error:
        return list(_faults(made, change, error))
    return []


def _faults(made: Plan, change: Change, error: ValidationError) -> Iterator[Fault]:
    culprits = list(_culprits(made, change)) if made.table.rows_in else []
    if culprits:
        yield from culprits
    elif hasattr(error, "error_dict"):
        for name, messages in error.message_dict.items():
            (column,) = column_names(made.table, [name])
            yield Fault(_line_of(change, column), column, " ".join(messages))
    else:
        yield Fault(change.line, "", " ".join(error.messages))


def _line_of(change: Change, column: str) -> int:
    return next((edit.line for edit in change.edits if edit.column == column), change.line)


def _culprits(made: Plan, change: Change) -> Iterator[Fault]:
    """Which of the child rows is refused by itself, with its line; none when it is their sum."""
    obj = made.table.model._base_manager.get(uid=change.uid)
    rows = obj.document.rows[made.table.rows_in]
    manager = getattr(obj, rows.accessor)
    known = {str(row.uid): row for row in manager.all()}
    by_row: dict[str, dict[str, Any]] = {}
    for path, value in change.changes.items():
        _word, uid, name = path.split("/", 2)
        by_row.setdefault(uid, {})[name] = value
    for uid, values in by_row.items():
        row = known.get(uid) or manager.model(uid=uuid.UUID(uid), engagement=obj)
        line = _line_of_row(change, values, made)
        try:
            for name, value in values.items():
                column = made.table.fields[name]
                setattr(row, column.name, documents.decode(column, value))
            row.full_clean()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                (column,) = column_names(made.table, [name])
                yield Fault(line, column, " ".join(messages))


def _line_of_row(change: Change, values: dict[str, Any], made: Plan) -> int:
    """The line whose edits say the same as these values."""
    wanted = {
        (column.name, made.table.written(made.table.fields[column.path], values[column.path]))
        for column in made.table.columns
        if column.path in values
    }
    lines = {edit.line for edit in change.edits}
    for line in sorted(lines):
        said = {(edit.column, edit.new) for edit in change.edits if edit.line == line}
        if said <= wanted:
            return line
    return change.line


def items(made: Plan) -> list[Item]:
    """What has to be kept between the preview and the confirmation."""
    return [(c.uid, c.seen_version, c.is_new, c.changes) for c in made.changes]


def carry_out(table: Any, wanted: list[Item], author: Any) -> int:
    """Write everything or nothing; how many objects were written. Refused says why."""
    written = 0
    with transaction.atomic():
        for item in wanted:
            try:
                written += _write(table, item, author)
            except revisions.Conflict as conflict:
                names = ", ".join(filter(None, column_names(table, conflict.paths)))
                words = _("Someone else changed %(names)s meanwhile: export again.")
                raise Refused(words % {"names": names}) from None
            except ValidationError as error:
                raise Refused(" ".join(error.messages)) from None
    return written


def _write(table: Any, item: Item, author: Any) -> int:
    uid, seen_version, is_new, changes = item
    found = table.model._base_manager.filter(uid=uid).first()
    if is_new and found is not None:
        return 0  # sent twice: it is there
    if found is None and not is_new:
        raise ValidationError(_("What this refers to does not exist any more."))
    obj = found or table.model(uid=uuid.UUID(uid))
    before = obj.version
    revisions.apply(
        obj, changes, seen_version=seen_version, author=author, summary=_("From a file")
    )
    return int(obj.version != before)
