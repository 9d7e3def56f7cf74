"""Forward, back and forward again: rows survive what a release does to their tables."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from atoutsud.site.backups import rows
from tests.durability.sites import fill, site

pytestmark = pytest.mark.django_db
OURS = ("content", "members", "site", "backoffice", "news", "lexicon", "trainings")


def later() -> list[tuple[str, str]]:
    """Migrations of ours that stand on a first one of their app: those an upgrade runs."""
    # The files alone tell: making a blank site may have closed the test's own connection.
    graph = MigrationLoader(None).graph
    found = []
    for app in OURS:
        for node in graph.leaf_nodes(app):
            plan = [key for key in graph.forwards_plan(node) if key[0] == app]
            found += [key for key in plan[1:] if not key[1].startswith("0002_initial")]
    return found


def counts() -> dict[str, rows.Count]:
    return {m._meta.db_table: rows.count(rows.lines(m)) for m in rows.kept(apps)}  # type: ignore[arg-type]


def firsts() -> list[tuple[str, str]]:
    """For each app of ours, the last of its first migrations."""
    done = set(later())
    graph = MigrationLoader(None).graph
    return [
        next(k for k in reversed(graph.forwards_plan(n)) if k[0] == app and k not in done)
        for app in OURS
        for n in graph.leaf_nodes(app)
    ]


def back_and_forward(targets: list[tuple[str, str]]) -> None:
    MigrationExecutor(connection).migrate(targets)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def survive(before: dict[str, rows.Count], after: dict[str, rows.Count]) -> list[str]:
    """Tables that lost rows; what a migration of data makes anew may be more."""
    return [table for table, was in before.items() if after[table].rows < was.rows and was.rows]


def test_every_later_migration_can_be_undone_and_done_again(
    blank: Callable[[], str], tmp_path: Path
) -> None:
    with site(blank(), tmp_path):
        fill(2)
        before = counts()
        back_and_forward(firsts())
        kept = survive(before, counts())
    # Tables that only exist since a later migration are emptied by undoing it, and may be.
    made_later = {
        operation.name.lower()
        for app, name in later()
        for operation in MigrationLoader(None).disk_migrations[app, name].operations
        if type(operation).__name__ == "CreateModel"
    }
    tables = {m._meta.db_table for m in apps.get_models() if m._meta.model_name in made_later}
    assert set(kept) <= tables


@pytest.mark.long
def test_ten_thousand_rows_survive_as_well(
    blank: Callable[[], str], tmp_path: Path, capsys: Any
) -> None:
    from bench.content import fill as fill_with_content

    with site(blank(), tmp_path):
        fill_with_content(2500)
        before = counts()
        assert sum(count.rows for count in before.values()) > 10_000
        back_and_forward(firsts())
        after = counts()
        assert after["lexicon_concept"] == before["lexicon_concept"]
        assert after["lexicon_term"] == before["lexicon_term"]
