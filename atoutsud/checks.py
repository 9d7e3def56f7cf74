"""What cannot be judged while the environment is read: the database's age, the disk, the hosts."""

import os
import sqlite3
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import OperationalError, connection
from django.http.request import validate_host

SQLITE_LEAST = (3, 40)
POSTGRESQL_LEAST = 15


def has_fts5() -> bool:
    probe = sqlite3.connect(":memory:")
    try:
        probe.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
    except sqlite3.OperationalError:
        return False
    finally:
        probe.close()
    return True


def sqlite_faults(version: tuple[int, ...], fts5: bool) -> list[CheckMessage]:
    faults: list[CheckMessage] = []
    if version < SQLITE_LEAST:
        found = ".".join(str(part) for part in version)
        faults.append(
            Error(
                f"DATABASE_URL: SQLite 3.40 or newer is needed, this Python has {found}.",
                hint="Use a newer Python, or PostgreSQL by DATABASE_URL.",
                id="atoutsud.E001",
            )
        )
    if not fts5:
        faults.append(
            Error(
                "DATABASE_URL: this SQLite lacks FTS5, which the search stands on.",
                hint="Use another Python, or PostgreSQL by DATABASE_URL.",
                id="atoutsud.E002",
            )
        )
    return faults


def postgresql_faults(version: int) -> list[CheckMessage]:
    """`version` is the server's own number, such as 150020."""
    if version // 10_000 >= POSTGRESQL_LEAST:
        return []
    return [
        Error(
            f"DATABASE_URL: PostgreSQL 15 or newer is needed, {version // 10_000} answers.",
            id="atoutsud.E003",
        )
    ]


@register(Tags.compatibility)
def sqlite_is_able(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    if connection.vendor != "sqlite":
        return []
    return sqlite_faults(sqlite3.sqlite_version_info, has_fts5())


@register(Tags.database)
def postgresql_is_able(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """Runs with `check --database` and before `migrate`, when the server must answer anyway."""
    if connection.vendor != "postgresql":
        return []
    try:
        connection.ensure_connection()
    except OperationalError as fault:
        reason = str(fault).splitlines()[0]
        return [Error(f"DATABASE_URL: the database does not answer: {reason}", id="atoutsud.E004")]
    # The driver's own number: reading `pg_version` would refuse an old server before we explain.
    return postgresql_faults(connection.connection.info.server_version)


@register(Tags.files)
def data_dir_is_writable(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """A folder that is not there yet must be possible to make."""
    folder = settings.DATA_DIR
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return []
    return [Error(f"DATA_DIR: {settings.DATA_DIR} cannot be written to.", id="atoutsud.E005")]


@register(Tags.security)
def site_is_among_hosts(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    host = settings.SITE_HOST
    if validate_host(host, settings.ALLOWED_HOSTS):
        return []
    return [
        Warning(
            f"ALLOWED_HOSTS: “{host}” of SITE_URL is missing; every reader would be answered 400.",
            id="atoutsud.W001",
        )
    ]


@register(Tags.security, deploy=True)
def production_is_encrypted(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    if settings.HTTPS:
        return []
    return [Warning("SITE_URL: production needs https.", id="atoutsud.W002")]
