"""Empties the tests' PostgreSQL row by row: TRUNCATE makes a new file for each table and index.

A hundred nearly empty tables take a tenth of the time this way.
"""

from typing import Any

from django.core.management.color import Style
from django.db.backends.postgresql.operations import DatabaseOperations


def deletes(self: DatabaseOperations, style: Style, tables: list[str], **options: Any) -> list[str]:
    """As Django’s own, as little heedful of foreign keys; numbers go on from where they were."""
    if not tables:
        return []
    return [
        # For a superuser, and until the transaction ends: neither keys nor triggers are asked.
        "SET LOCAL session_replication_role = replica",
        *(f"DELETE FROM {self.quote_name(table)}" for table in tables),
    ]


def quicken() -> None:
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        if cursor.fetchone() == ("on",):
            DatabaseOperations.sql_flush = deletes  # type: ignore[method-assign]
