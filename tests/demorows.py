"""The demo content, made once for the same code and database, and put back as plain rows after.

Loading it goes through the one door and takes seconds; each module that reads the whole site would
pay them again. The rows are those that `manage.py demo` wrote, nothing else; they are kept in the
temporary folder under a fingerprint of everything they come from.
"""

import hashlib
import os
import pickle
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction

from atoutsud.site.backups.rows import give_numbers_after, last_numbers

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("atoutsud", "news", "lexicon", "trainings")
SOURCES = ("*.py", "*.json", "*.csv", "*.html", "*.md")
Rows = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


def load() -> None:
    """Write the demo content, from the kept rows where there are some."""
    kept = _place()
    if kept.exists():
        _write(pickle.loads(kept.read_bytes()))
        # Loading leaves them in memory, as in any process that has served a page.
        ContentType.objects.get_for_models(*_models())
        return
    call_command("demo", verbosity=0)
    after = _read()
    fixed = {model._meta.db_table for model in (ContentType, Permission)}
    kept_rows = {table: rows for table, rows in after.items() if table not in fixed}
    unfinished = kept.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(pickle.dumps(kept_rows))
    unfinished.replace(kept)


@cache
def _place() -> Path:
    found = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for package in PACKAGES:
        for pattern in SOURCES:
            for path in sorted((ROOT / package).rglob(pattern)):
                found.update(str(path.relative_to(ROOT)).encode())
                found.update(path.read_bytes())
    name = f"atoutsud-demo-{os.getuid()}-{connection.vendor}-{found.hexdigest()[:20]}.rows"
    return Path(tempfile.gettempdir()) / name


def _models() -> list[Any]:
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.managed and not model._meta.proxy]


def _read() -> Rows:
    found: Rows = {}
    with connection.cursor() as cursor:
        for model in sorted(_models(), key=lambda model: model._meta.db_table):
            table = model._meta.db_table
            # What a database works out by itself is no column of the model.
            columns = [field.column for field in model._meta.local_concrete_fields]
            said = ", ".join(map(connection.ops.quote_name, columns))
            cursor.execute(f"SELECT {said} FROM {connection.ops.quote_name(table)} ORDER BY 1")
            found[table] = (columns, cursor.fetchall())
    return found


def _write(rows: Rows) -> None:
    """Foreign keys are checked at the end of the transaction, so any order will do."""
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        given = last_numbers(apps)
        for table in rows:
            cursor.execute(f"DELETE FROM {quote(table)}")
        for table, (columns, lines) in rows.items():
            names = ", ".join(map(quote, columns))
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({places})", lines)
        # No number goes back: PostgreSQL takes none of this back with the transaction, while the
        # rows deleted above return with it and keep theirs.
        give_numbers_after(apps, given)
