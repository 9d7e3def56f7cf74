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
MOST_READ = 1000


def create(schema_editor: Any) -> None:
    vendor = schema_editor.connection.vendor
    for table in (LINES, WORDS):
        for statement in _SQLITE if vendor == "sqlite" else _POSTGRESQL[table]:
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
        schema_editor.execute(f"ALTER TABLE {WORDS} DROP COLUMN IF EXISTS vector")


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
_VECTOR = "array_to_tsvector(string_to_array(tokens, ' '))"
# Lines are many and their index is always used; words are few and often read from end to end, so
# theirs are kept as they are compared.
_POSTGRESQL = {
    LINES: (
        "CREATE INDEX {table}_gin ON {table} USING gin (" + _VECTOR + ") WITH (fastupdate = off)",
    ),
    WORDS: (
        "ALTER TABLE {table} ADD COLUMN vector tsvector GENERATED ALWAYS AS ("
        + _VECTOR
        + ") STORED",
        "CREATE INDEX {table}_gin ON {table} USING gin (vector) WITH (fastupdate = off)",
    ),
}
_HELD = {LINES: _VECTOR, WORDS: "vector"}


def holding(table: str, columns: Sequence[str], where: str = "TRUE", room: str = "") -> str:
    """A table `l` of the rows whose tokens answer one parameter, an `expression`.

    `where` and `room`: rows of which these are true, so many of the lowest ids, are enough; the
    engine may give more. `place` is what they are put in order by.
    """
    if connection.vendor == "sqlite":
        # Its rows come by id, and no more of them are read than the statement takes.
        return (
            f"(SELECT rowid AS id FROM {table}_fts WHERE {table}_fts MATCH %s) AS h "
            f"CROSS JOIN {table} l ON l.id = h.id"
        )
    said = ", ".join(columns)
    # Rows lie in the order they were made, nearly that of their ids: the first thousand do.
    fence = f"LIMIT GREATEST({MOST_READ}, {room})" if room else ""
    found = (
        f"SELECT {said} FROM {table} "
        f"WHERE {_HELD[table]} @@ CAST(%s AS tsquery) AND {where} "
        # A fence: the planner would else walk the ids in order and read every line's tokens.
        f"{fence}"
    )
    if room:
        found = f"SELECT * FROM ({found}) AS held ORDER BY id LIMIT {room}"
    return f"({found}) AS l"


def place() -> str:
    """The id of a row of `holding`, by which its rows come in order."""
    return "h.id" if connection.vendor == "sqlite" else "l.id"


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
