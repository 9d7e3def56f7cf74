"""Sites of their own beside the test database: the same tables, other rows."""

import itertools
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections, transaction
from django.db.utils import load_backend

from atoutsud.environment import Environment
from atoutsud.site.backups import rows, snapshot

# Only a server has connections to cut.
collect_ignore = [] if os.environ.get("TEST_DATABASE_URL") else ["test_cut_connections.py"]
_numbers = itertools.count(1)


def connected(address: str) -> Any:
    """A connection to `address` that can stand in for the usual one, in the thread that asks."""
    config = Environment({"DATABASE_URL": address}).database("DATABASE_URL", Path("/"))
    config = connections.configure_settings({"default": {**config, "CONN_MAX_AGE": 0}})["default"]
    return load_backend(config["ENGINE"]).DatabaseWrapper(config, "default")


def address_of(database: dict[str, Any], name: str) -> str:
    user = f"{database['USER']}:{database['PASSWORD']}@" if database["USER"] else ""
    return f"postgres://{user}{database['HOST']}:{database['PORT'] or 5432}/{name}"


class Blanks:
    """Databases with the tables and rows that migrations make; a used one is made blank again."""

    def __init__(self, folder: Path, blocker: Any) -> None:
        self.blocker = blocker
        self.folder = folder
        self.base = dict(connection.settings_dict)
        self.postgresql = connection.vendor == "postgresql"
        self.free: list[str] = []
        self.made: list[str] = []
        if self.postgresql:
            self.rows = {m: list(rows.lines(m)) for m in rows.tables(apps)}
            self.tables = set(connection.introspection.table_names())
        else:
            connection.ensure_connection()
            with closing(sqlite3.connect(folder / "blank.sqlite3")) as target:
                connection.connection.backup(target)

    def take(self) -> str:
        with self.blocker.unblock():
            return self._take()

    def _take(self) -> str:
        if not self.postgresql:
            path = self.folder / f"site-{next(_numbers)}.sqlite3"
            path.write_bytes((self.folder / "blank.sqlite3").read_bytes())
            return f"sqlite:///{path}"
        while self.free:
            name = self.free.pop()
            if self._blank_again(name):
                return address_of(self.base, name)
        name = f"{self.base['NAME']}_{next(_numbers)}"
        connections["default"].close()  # a template must have nobody on it
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{self.base["NAME"]}"')
        self.made.append(name)
        return address_of(self.base, name)

    def give_back(self, address: str) -> None:
        if self.postgresql:
            self.free.append(address.rpartition("/")[2])

    def _blank_again(self, name: str) -> bool:
        """Making and dropping databases is what a busy server does slowest."""
        with snapshot.standing_in(connected(address_of(self.base, name))):
            if set(connection.introspection.table_names()) != self.tables:
                return False
            with transaction.atomic():
                rows.empty(apps)
                for model, lines in self.rows.items():
                    rows.insert(model, lines)
                rows.give_numbers_after(apps, {})
        return True

    def run(self, statement: str) -> None:
        import psycopg

        where = address_of(self.base, "postgres")
        with psycopg.connect(where, autocommit=True) as maintenance:
            maintenance.execute(statement)


@pytest.fixture(scope="session")
def blanks(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Blanks]:
    with django_db_blocker.unblock():
        made = Blanks(tmp_path_factory.mktemp("blank"), django_db_blocker)
    yield made
    for name in made.made:
        made.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def blank(blanks: Blanks, db: None) -> Iterator[Callable[[], str]]:
    """Addresses of sites that nobody has used yet."""
    lent: list[str] = []

    def lend() -> str:
        lent.append(blanks.take())
        return lent[-1]

    yield lend
    for address in lent:
        blanks.give_back(address)
