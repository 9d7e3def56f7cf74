"""The two engines under the search index: SQLite's FTS5, and a GIN index of PostgreSQL.

Both hold the tokens that `matching` makes, whole: nothing is split, folded or stemmed by a
database. They follow the rows by themselves (triggers, expression index), in the same transaction.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from atoutsud.content.matching import Clause, Token

LINES = "content_searchline"
WORDS = "content_searchword"


def create(schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    for table in (LINES, WORDS):
        for statement in _SQLITE if vendor == "sqlite" else _POSTGRESQL:
            schema_editor.execute(statement.format(table=table))


def drop(schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for table in (LINES, WORDS):
            for event in ("ai", "ad", "au"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{event}")
            schema_editor.execute(f"DROP TABLE IF EXISTS {table}_fts")
    else:
        for table in (LINES, WORDS):
            schema_editor.execute(f"DROP INDEX IF EXISTS {table}_gin")


# The rows are the content: FTS5 keeps the tokens' index alone and is told of each change.
_SQLITE = (
    "CREATE VIRTUAL TABLE {table}_fts USING fts5(tokens, content='{table}', content_rowid='id', "
    "detail='none', columnsize=0, prefix='2 3 4 5', tokenize='ascii')",
    "CREATE TRIGGER {table}_ai AFTER INSERT ON {table} BEGIN "
    "INSERT INTO {table}_fts(rowid, tokens) VALUES (new.id, new.tokens); END",
    "CREATE TRIGGER {table}_ad AFTER DELETE ON {table} BEGIN "
    "INSERT INTO {table}_fts({table}_fts, rowid, tokens) "
    "VALUES ('delete', old.id, old.tokens); END",
    "CREATE TRIGGER {table}_au AFTER UPDATE OF tokens ON {table} BEGIN "
    "INSERT INTO {table}_fts({table}_fts, rowid, tokens) "
    "VALUES ('delete', old.id, old.tokens); "
    "INSERT INTO {table}_fts(rowid, tokens) VALUES (new.id, new.tokens); END",
)
_POSTGRESQL = (
    "CREATE INDEX {table}_gin ON {table} USING gin "
    "(array_to_tsvector(string_to_array(tokens, ' '))) WITH (fastupdate = off)",
)


def holding(table: str) -> str:
    """A table expression of the ids whose tokens answer one parameter, an `expression`."""
    if connection.vendor == "sqlite":
        return f"SELECT rowid AS id FROM {table}_fts WHERE {table}_fts MATCH %s"
    return (
        f"SELECT id FROM {table} "
        "WHERE array_to_tsvector(string_to_array(tokens, ' ')) @@ CAST(%s AS tsquery) "
        # A fence: the planner would else walk the ids in order and read every row's tokens.
        "OFFSET 0"
    )


def expression(clauses: Sequence[Clause], *, also: Sequence[Sequence[str]] = ()) -> str:
    """Any of `clauses`, and one token of each group of `also`, in the engine's own words."""
    both, either, star = (" AND ", " OR ", "*")
    if connection.vendor != "sqlite":
        both, either, star = (" & ", " | ", ":*")

    def one_of(forms: Sequence[Token]) -> str:
        return f"({either.join(t.text + star if t.prefix else t.text for t in forms)})"

    ways = [f"({both.join(one_of(forms) for forms in clause)})" for clause in clauses]
    parts = [f"({either.join(ways)})"]
    parts += [one_of([Token(token) for token in group]) for group in also if group]
    return both.join(parts)


def renew() -> None:
    """Pack what many writes have scattered; PostgreSQL does it by itself."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table in (LINES, WORDS):
                cursor.execute(f"INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')")
                cursor.execute(f"INSERT INTO {table}_fts({table}_fts) VALUES ('optimize')")
        else:
            cursor.execute(f"ANALYZE {LINES}, {WORDS}")
