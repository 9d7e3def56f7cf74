"""Questions to the database that are written once: making the SQL costs more than its answer.

@statement
def newest(language: str, most: int) -> Any:
    return Article.public.order_by(…).values_list(…)[:most]

rows = newest("fr", 20)
"""

import functools
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection

# Of each question: letters, pages and languages make other statements of it.
MOST = 512


class Written(NamedTuple):
    sql: str
    params: tuple[Any, ...]
    # (column, how its value becomes Python’s, what it is), where the driver does not say it all.
    converters: tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...]


class Statement:
    """A `values_list` that depends on its arguments alone; called, it gives the rows.

    What is compared with the present asks the clock of the database (`Now`), not Python's.
    """

    def __init__(self, make: Callable[..., Any]) -> None:
        functools.update_wrapper(self, make)
        self._make = make
        self._written = functools.lru_cache(maxsize=MOST)(self._write)

    def __call__(self, *args: Hashable) -> list[tuple[Any, ...]]:
        written = self.written(*args)
        if written is None:
            return []
        with connection.cursor() as cursor:
            cursor.execute(written.sql, written.params)
            rows = cursor.fetchall()
        return _converted(rows, written) if written.converters else list(rows)

    def written(self, *args: Hashable) -> Written | None:
        """The SQL with its parameters; None where nothing can be found."""
        return self._written(connection.vendor, *args)

    def _write(self, vendor: str, *args: Hashable) -> Written | None:
        rows = self._make(*args)
        if getattr(rows, "_rewrite", False):
            raise TypeError("A translated model gives its columns in any order: rewrite(False).")
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        known = compiler.get_converters([column for column, *_rest in compiler.select])
        converters = tuple((at, tuple(steps), column) for at, (steps, column) in known.items())
        return Written(sql, tuple(params), converters)


statement = Statement


def _converted(rows: Any, written: Written) -> list[tuple[Any, ...]]:
    found = [list(row) for row in rows]
    for at, steps, column in written.converters:
        for row in found:
            value = row[at]
            for step in steps:
                value = step(value, column, connection)
            row[at] = value
    return [tuple(row) for row in found]
