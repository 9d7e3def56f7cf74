"""Tables as lines of JSON that say the same on SQLite and PostgreSQL.

The models come from the migrations, not from the code, so that a backup of an older release is
read by the columns it has.
"""

import base64
import datetime
import decimal
import hashlib
import itertools
import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.core.management.color import no_style
from django.db import connection, models
from django.db.migrations.state import StateApps
from django.utils.dateparse import parse_date, parse_datetime, parse_duration, parse_time
from django.utils.duration import duration_iso_string

# Nobody is signed in by a backup; counts of limits, who runs which job and when a backup was made
# are this machine's own.
LEFT_OUT = {
    "sessions.session",
    "members.session",
    "content.lease",
    "content.tally",
    "site.backuprecord",
}
BATCH = 500
MODULUS = 1 << 256


class Count(NamedTuple):
    """How many rows, and a sum of their digests that does not depend on their order."""

    rows: int
    digest: str


def tables(apps: StateApps) -> list[type[models.Model]]:
    """Every table of ours, those of many-to-many relations included, in an order that lasts."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    return sorted(found, key=lambda model: model._meta.db_table)


def kept(apps: StateApps) -> list[type[models.Model]]:
    return [model for model in tables(apps) if model._meta.label_lower not in LEFT_OUT]


def columns(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    """By name: the order of declaration is not that of the migrations."""
    found = [field for field in model._meta.concrete_fields if not field.generated]
    return sorted(found, key=lambda field: str(field.column))


def lines(model: type[models.Model]) -> Iterator[bytes]:
    """The rows of `model`, one JSON list a line, in the order of their keys."""
    names = [str(field.attname) for field in columns(model)]
    rows: models.QuerySet[Any] = models.QuerySet(model).order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=2000):
        values = [_plain(value) for value in row]
        text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        yield text.encode() + b"\n"


def counted(source: Iterable[bytes]) -> Iterator[tuple[bytes, Count]]:
    """Each line with the count so far."""
    total = 0
    for rows, line in enumerate(source, start=1):
        total = (total + int.from_bytes(hashlib.sha256(line).digest())) % MODULUS
        yield line, Count(rows, f"{total:064x}")


def count(source: Iterable[bytes]) -> Count:
    last = Count(0, "0" * 64)
    for _line, last in counted(source):  # noqa: B007  (the last one is the answer)
        pass
    return last


def empty(apps: StateApps) -> None:
    """Delete every row of ours, inside the caller's transaction."""
    names = [model._meta.db_table for model in tables(apps)]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        names = [name for name in names if name in present]
        if connection.vendor == "postgresql":
            quoted = ", ".join(map(connection.ops.quote_name, names))
            cursor.execute(f"TRUNCATE {quoted} RESTART IDENTITY CASCADE")
        else:
            for name in names:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # noqa: S608


def insert(model: type[models.Model], source: Iterable[bytes]) -> None:
    """Write `source` into the table as it stands: no signal, no default, no cleaning."""
    fields = columns(model)
    quote = connection.ops.quote_name
    into = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({into}) VALUES ({marks})"  # noqa: S608
    writers = [_writer(field) for field in fields]
    rows = (
        [write(value) for write, value in zip(writers, json.loads(line), strict=True)]
        for line in source
    )
    with connection.cursor() as cursor:
        while batch := list(itertools.islice(rows, BATCH)):
            cursor.executemany(statement, batch)


def last_numbers(apps: StateApps) -> dict[str, int]:
    """The last number each table has given: one that was deleted must not come back as another."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            given = dict(cursor.fetchall())
            return {
                model._meta.db_table: given[model._meta.db_table]
                for model in kept(apps)
                if model._meta.db_table in given
            }
        found = {}
        for model in kept(apps):
            for name in _sequences(cursor, model):
                cursor.execute(f"SELECT last_value, is_called FROM {name}")  # noqa: S608
                last, called = cursor.fetchone()
                if called:
                    found[model._meta.db_table] = last
        return found


def give_numbers_after(apps: StateApps, numbers: dict[str, int]) -> None:
    """Let each table go on from the last number it had given."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table, last in numbers.items():
                change = "UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s"
                cursor.execute(change, [last, table])
                if not cursor.rowcount:
                    cursor.execute(
                        "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last]
                    )
            return
        for statement in connection.ops.sequence_reset_sql(no_style(), kept(apps)):
            cursor.execute(statement)
        for model in kept(apps):
            last = numbers.get(model._meta.db_table, 0)
            for name in _sequences(cursor, model) if last else ():
                cursor.execute(
                    f"SELECT setval(%s, greatest(%s, (SELECT last_value FROM {name})))",  # noqa: S608
                    [name, last],
                )


def _sequences(cursor: Any, model: type[models.Model]) -> list[str]:
    key = model._meta.pk
    if not isinstance(key, models.AutoField):
        return []
    table = connection.ops.quote_name(model._meta.db_table)
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, key.column])
    return [name for (name,) in cursor.fetchall() if name]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            value = value.astimezone(datetime.UTC)
        return value.isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return duration_iso_string(value)
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value


_READERS: dict[str, Callable[[str], Any]] = {
    "DateTimeField": parse_datetime,
    "DateField": parse_date,
    "TimeField": parse_time,
    "DurationField": parse_duration,
    "DecimalField": decimal.Decimal,
    "UUIDField": uuid.UUID,
    "BinaryField": base64.b64decode,
}


def _writer(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    """What turns a value of a line into a parameter; text and numbers go in as they are."""
    target: Any = field
    while target.remote_field is not None:
        target = target.target_field
    kind = target.get_internal_type()
    if kind == "JSONField":
        # In a column that may be empty, nothing is nothing; elsewhere it is JSON's own null.
        return lambda value: (
            None
            if value is None and field.null
            else connection.ops.adapt_json_value(value, getattr(field, "encoder", None))
        )
    read = _READERS.get(kind)
    if read is None:
        return lambda value: value
    return lambda value: (
        None if value is None else target.get_db_prep_save(read(value), connection=connection)
    )
