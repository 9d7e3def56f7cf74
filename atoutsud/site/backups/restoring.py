"""Put a backup back, whole or not at all, into whichever database the site uses.

SQLite: the site is made anew in a file beside, proved, then copied over the old one in one step.
PostgreSQL: everything happens in one transaction. Either way nobody sees half of it.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection, connections, models, transaction
from django.db.migrations.executor import MigrationExecutor

from atoutsud.content import events, publication, stored
from atoutsud.content.pictures import remove_files
from atoutsud.content.revisions import Revision
from atoutsud.site.backups import rows, snapshot
from atoutsud.site.backups.archive import Archive, Refused
from atoutsud.site.backups.snapshot import Node

Say = Callable[[str], None]


def judge(archive: Archive) -> set[Node]:
    """The migrations of the backup, all of which this code must know; Refused, or room for it."""
    size = sum(member["size"] for member in archive.manifest["members"].values())
    if shutil.disk_usage(settings.DATA_DIR).free < 2 * size:
        raise Refused("There is not enough room on the disk to unpack it.")
    applied = {(app, name) for app, name in archive.manifest["migrations"]}
    found = snapshot.loader()
    if applied - set(found.graph.nodes):
        raise Refused("A newer release of the site made this backup: upgrade first.")
    tables = {model._meta.db_table for model in rows.kept(snapshot.apps_at(found, applied))}
    if tables != set(archive.manifest["tables"]):
        raise Refused("Its tables are not those of the release that made it.")
    return applied


def is_empty() -> bool:
    """A site nobody has used yet: no account and no history."""
    present = set(connection.introspection.table_names())
    for model in (get_user_model(), Revision):
        table_is_there = model._meta.db_table in present
        if table_is_there and models.QuerySet(model).exists():
            return False
    return True


def restore(archive: Archive, applied: set[Node], say: Say) -> None:
    """Put `archive`, which was checked, in the place of everything there is."""
    former = _keys()
    written: list[str] = []
    try:
        _write_files(archive, written, say)
        with _place(applied):
            _fill(archive, applied, say)
    except BaseException as fault:
        for name in written:
            with suppress(OSError):
                default_storage.delete(name)
        if isinstance(
            fault, DatabaseError | ArithmeticError | LookupError | TypeError | ValueError
        ):
            said = str(fault).partition("\n")[0]
            raise Refused(f"Its rows do not fit ({type(fault).__name__}: {said}).") from fault
        raise
    _after(former)


def _keys() -> set[str]:
    try:
        return stored.keys_in_rows()
    except Exception:  # there may be no table yet, or tables of another release
        return set()


def _after(former: set[str]) -> None:
    """Forget what this process and the site knew of the rows that are gone."""
    events.note("restore")
    ContentType.objects.clear_cache()
    with suppress(Exception):  # a cache that is down forgets by itself
        cache.clear()
    for key in former - stored.keys_in_rows():
        remove_files(key)


@contextmanager
def _place(applied: set[Node]) -> Iterator[None]:
    """Where rows may be written so that they appear at once, among the tables of `applied`."""
    same = set(snapshot.loader().applied_migrations) == applied
    with _beside(same) if connection.vendor == "sqlite" else transaction.atomic():
        if not same:
            _drop_tables()
            MigrationExecutor(connection).migrate(snapshot.last_of(snapshot.loader(), applied))
        yield


@contextmanager
def _beside(same: bool) -> Iterator[None]:
    """A database in a file beside the site's own, which takes its place at the end.

    SQLite's own copy does that: others see the old database or the new one, nothing in between.
    """
    usual = connections["default"]
    usual.ensure_connection()
    path = Path(str(usual.settings_dict["NAME"]))
    path = path.with_name(f".{path.name}.{os.getpid()}.restoring")
    other = usual.copy()
    other.settings_dict["NAME"] = str(path)
    _remove_database(path)
    try:
        if same:  # its tables will do
            with closing(sqlite3.connect(path)) as target:
                usual.connection.backup(target)
        with snapshot.standing_in(other):
            yield
            with other.cursor() as cursor:
                cursor.execute("PRAGMA integrity_check(1)")
                if cursor.fetchone() != ("ok",):
                    raise Refused("The restored database is damaged; the old one is untouched.")
            other.connection.backup(usual.connection)
    finally:
        _remove_database(path)


def _remove_database(path: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + end).unlink(missing_ok=True)


def _drop_tables() -> None:
    """Every table of this database's schema: it is the site's own."""
    if connection.vendor == "sqlite":
        return  # a new file has none
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE")


def _fill(archive: Archive, applied: set[Node], say: Say) -> None:
    """Rows, numbers, proof that they are equal, then what newer code wants."""
    apps = snapshot.apps_at(snapshot.loader(), applied)
    chosen = rows.kept(apps)
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with (
                connection.cursor() as cursor
            ):  # what migrations made immediate, in this transaction
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        rows.empty(apps)
        for number, model in enumerate(chosen, start=1):
            with archive.open(f"rows/{model._meta.db_table}.jsonl") as lines:
                rows.insert(model, lines)
            if number % 10 == 0 or number == len(chosen):
                say(f"Read {number} of {len(chosen)} tables")
        connection.check_constraints()
        rows.give_numbers_after(apps, archive.manifest["numbers"])
        _prove(archive, chosen, say)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    call_command("createcachetable", verbosity=0)
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    # Readers and proxies may hold pages of a later moment than this one.
    for channel in ("site", "lexicon"):
        publication.bump(channel)


def _prove(archive: Archive, chosen: list[type[models.Model]], say: Say) -> None:
    """Read everything again: the same rows, to the last character."""
    total = 0
    for model in chosen:
        table = model._meta.db_table
        found = rows.count(rows.lines(model))
        if found._asdict() != archive.manifest["tables"][table]:
            raise Refused(f"The table {table} would not be as it was.")
        total += found.rows
    say(f"{total} rows are as they were")


def _write_files(archive: Archive, written: list[str], say: Say) -> None:
    names = archive.media()
    for number, name in enumerate(names, start=1):
        size = archive.manifest["members"][f"media/{name}"]["size"]
        if not (default_storage.exists(name) and default_storage.size(name) == size):
            default_storage.delete(name)
            written.append(name)
            with archive.open(f"media/{name}") as member:
                default_storage.save(name, File(member))  # type: ignore[arg-type]
        if number % 500 == 0 or number == len(names):
            say(f"Wrote {number} of {len(names)} files")
