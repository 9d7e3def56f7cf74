"""What must be true of the machine before the site starts; each message names its variable."""

import os
import sqlite3
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection

OLDEST_SQLITE = (3, 40, 0)
OLDEST_POSTGRES = 150_000


@register("atoutsud")
def data_dir(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    folder = settings.DATA_DIR
    nearest = folder
    while not nearest.exists():
        nearest = nearest.parent
    if nearest.is_dir() and os.access(nearest, os.W_OK):
        return []
    return [Error(f"DATA_DIR: {folder} cannot be written to.", id="atoutsud.E001")]


@register("atoutsud")
def sqlite(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    if connection.vendor != "sqlite":
        return []
    found = sqlite3.sqlite_version_info
    if found < OLDEST_SQLITE:
        return [
            Error(
                f"DATABASE_URL: SQLite {sqlite3.sqlite_version} is too old.",
                hint="Use Python with SQLite 3.40 or newer, or PostgreSQL.",
                id="atoutsud.E002",
            )
        ]
    with sqlite3.connect(":memory:") as probe:
        options = {row[0] for row in probe.execute("pragma compile_options")}
    if "ENABLE_FTS5" not in options:
        return [Error("DATABASE_URL: this SQLite lacks FTS5.", id="atoutsud.E003")]
    return []


@register(Tags.database)
def postgresql(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Runs with `check --database default` and before migrations."""
    if connection.vendor != "postgresql" or "default" not in (kwargs.get("databases") or []):
        return []
    if connection.pg_version < OLDEST_POSTGRES:
        return [Error("DATABASE_URL: PostgreSQL 15 or newer is needed.", id="atoutsud.E004")]
    return []


@register("atoutsud", deploy=True)
def production(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    faults: list[CheckMessage] = []
    if not settings.HTTPS:
        faults.append(
            Warning(
                "SITE_URL: http serves this machine alone; a public site needs https.",
                id="atoutsud.W001",
            )
        )
    if not settings.STAFF_MFA_REQUIRED:
        faults.append(
            Warning(
                "STAFF_MFA_REQUIRED: staff may enter without a second factor.",
                id="atoutsud.W002",
            )
        )
    return faults
