"""Take a backup: one moment of the database, and the files its rows speak of."""

import datetime
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from atoutsud.content import events, stored
from atoutsud.environment import VARIABLES, Environment
from atoutsud.site.backups import archive, records, rows, snapshot

# Passwords live in the addresses of servers; these never leave the machine at all.
SECRETS = {"SECRET_KEY", "SECRET_KEY_FILE", "AWS_SECRET_ACCESS_KEY"}
TRIES = 5
# Rows pack to a fifth at most; what is measured is the worst.
ROOM = 100 * 1024 * 1024


class Unfit(Exception):
    """Why a backup could not be taken."""


def take(path: Path, say: Callable[[str], None]) -> records.BackupRecord:
    """Write the backup to `path`, check it, and remember that it was made."""
    if path.exists():
        raise Unfit(f"{path} exists already; nothing was written.")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _judge_database()
    lost: set[str] = set()
    with archive.Writer(path) as writer:
        # Files never change under their name, so most are copied before the moment is chosen.
        _add_files(writer, stored.names_in_rows(), say)
        told = None
        for _try in range(TRIES):
            with snapshot.snapshot():
                vanished = _add_files(writer, stored.names_in_rows() - lost, say)
                if not vanished:
                    told = _add_rows(writer, say)
                    break
            # What rows still speak of was lost long ago; the rest was removed since that moment.
            lost |= vanished & stored.names_in_rows()
        if told is None:
            raise Unfit("Pictures were being removed all the while: try again.")
        files = sum(name.startswith("media/") for name in writer.members)
        writer.finish({**told, "without_file": sorted(lost)})
    total = sum(table["rows"] for table in told["tables"].values())
    for name in sorted(lost):
        say(f"Missing before this backup began: {name} (see check_files)")
    events.note("backup", rows=total, files=files)
    return records.BackupRecord.objects.create(
        name=path.name, size=path.stat().st_size, rows=total, files=files
    )


def _judge_database() -> None:
    """A backup of a broken database would only hide that it is broken."""
    found = snapshot.loader()
    unknown = set(found.applied_migrations) - set(found.graph.nodes)
    missing = set(found.graph.nodes) - set(found.applied_migrations)
    if unknown:
        raise Unfit("The database is newer than this code: upgrade first.")
    if missing:
        raise Unfit("The database is older than this code: run manage.py prepare first.")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            (answer,) = cursor.fetchone()
        if answer != "ok":
            raise Unfit(f"The database is damaged: {answer}")


def _add_files(writer: archive.Writer, names: set[str], say: Callable[[str], None]) -> set[str]:
    """Copy the files the archive lacks; the names of those that are not there."""
    wanted = sorted(name for name in names if f"media/{name}" not in writer.members)
    missing = set()
    for number, name in enumerate(wanted, start=1):
        try:
            size = default_storage.size(name)
            if shutil.disk_usage(writer.path.parent).free < size + ROOM:
                raise Unfit("The disk is too full to hold this backup; nothing was written.")
            writer.add(f"media/{name}", _parts(name), packed=False)
        except FileNotFoundError:
            missing.add(name)
        if number % 500 == 0 or number == len(wanted):
            say(f"Copied {number} of {len(wanted)} files")
    return missing


def _parts(name: str) -> Iterator[bytes]:
    with default_storage.open(name) as file:
        yield from file.chunks(archive.CHUNK)


def _add_rows(writer: archive.Writer, say: Callable[[str], None]) -> dict[str, Any]:
    found = snapshot.loader()
    applied = set(found.applied_migrations)
    apps = snapshot.apps_at(found, applied)
    told: dict[str, Any] = {}
    models = rows.kept(apps)
    for number, model in enumerate(models, start=1):
        table = model._meta.db_table
        last = rows.Count(0, "0" * 64)

        def pieces(model: Any = model) -> Iterator[bytes]:
            nonlocal last
            for line, last in rows.counted(rows.lines(model)):  # noqa: B007
                yield line

        writer.add(f"rows/{table}.jsonl", pieces())
        told[table] = last._asdict()
        if number % 10 == 0 or number == len(models):
            say(f"Wrote {number} of {len(models)} tables")
    return {
        "release": settings.RELEASE,
        "made": timezone.now().astimezone(datetime.UTC).isoformat(timespec="seconds"),
        "engine": connection.vendor,
        "migrations": sorted(map(list, applied)),
        "tables": told,
        "numbers": rows.last_numbers(apps),
        "settings": told_settings(Environment.load(settings.BASE_DIR / ".env")),
    }


def told_settings(environment: Environment) -> dict[str, str]:
    """What the site was set to, without anything that opens a door."""
    found = {}
    for name in VARIABLES:
        value = environment.text(name)
        if value and name not in SECRETS:
            found[name] = _without_password(value)
    return found


def _without_password(value: str) -> str:
    try:
        parts = urlsplit(value)
        password = parts.password
    except ValueError:
        return ""
    if parts.scheme and "@" in parts.netloc:
        host = parts.netloc.rpartition("@")[2]
        user = f"{parts.username}@" if parts.username and password else ""
        parts = parts._replace(netloc=f"{user}{host}")
    query = re.sub(r"(?i)((?:pass|secret|key|token)[^=&]*)=[^&]*", r"\1=", parts.query)
    return parts._replace(query=query).geturl()
