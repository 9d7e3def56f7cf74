"""One moment of the database, seen whole while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import StateApps
from django.db.utils import ConnectionHandler

Node = tuple[str, str]


@contextmanager
def standing_in(other: Any) -> Iterator[Any]:
    """Whatever says “the database” speaks to `other` meanwhile, data migrations included."""
    handler: ConnectionHandler = connections
    usual = handler[DEFAULT_DB_ALIAS]
    handler[DEFAULT_DB_ALIAS] = other
    try:
        yield other
    finally:
        handler[DEFAULT_DB_ALIAS] = usual
        other.close()


@contextmanager
def snapshot() -> Iterator[Any]:
    """A connection that sees the moment it was opened and holds nobody up.

    Inside a transaction, what it sees is what the transaction sees.
    """
    usual = connections[DEFAULT_DB_ALIAS]
    if usual.in_atomic_block:
        yield usual
        return
    other = usual.copy()
    if other.vendor == "sqlite":
        # An immediate transaction would keep writers waiting; this one only reads.
        options = {**other.settings_dict.get("OPTIONS", {}), "transaction_mode": "DEFERRED"}
        other.settings_dict["OPTIONS"] = options
    with standing_in(other), transaction.atomic():
        with other.cursor() as cursor:
            if other.vendor == "postgresql":
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            # The view begins with the first thing that is read.
            cursor.execute("SELECT count(*) FROM django_migrations")
        yield other


def loader() -> MigrationLoader:
    return MigrationLoader(connections[DEFAULT_DB_ALIAS])


def apps_at(found: MigrationLoader, applied: set[Node]) -> StateApps:
    """The models as they were when these migrations had been applied."""
    nodes = sorted(node for node in applied if node in found.graph.nodes)
    return found.project_state(nodes).apps


def last_of(found: MigrationLoader, applied: set[Node]) -> list[Node]:
    """The migrations nothing among `applied` stands on."""
    graph = found.graph
    return sorted(
        node
        for node in applied
        if not any(child.key in applied for child in graph.node_map[node].children)
    )
