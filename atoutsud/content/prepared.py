"""Queries of the busiest pages, written once by the ORM and then only run.

Making the SQL of a query with many conditions costs ten times what the database needs to answer
it. A prepared query is built with stand-ins, for each database and each choice of fixed parts;
afterwards only the values change. Its rows are those of the queryset itself.
"""

import functools
import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

from atoutsud.content.languages import LANGUAGES
from atoutsud.content.parts import Parts

# Of one query: the letters, pages and languages of a large lexicon shape many.
MOST = 500
# No id, and yet a number every column of ids takes.
_NUMBER = 1_987_654_301
_HIGHEST = 2**63 - 1
_WORDS = ["\x02 stand-in"]
Value = int | Sequence[str]


class _Made(NamedTuple):
    sql: str
    parameters: tuple[Any, ...]
    # Place of a parameter -> which value goes there, and whether as JSON.
    places: dict[int, tuple[int, bool]]
    converters: dict[int, Any]


class Prepared:
    """`build(*values, *fixed)` gives a `values_list` of columns named in full, suffixes included.

    A value is an id, or words for `among`. `fixed` parts shape the SQL; the last `MOST` are held.
    Nothing in what is built may depend on the moment: the database's own clock (`Now()`) does.
    """

    def __init__(self, build: Callable[..., Any]) -> None:
        self.build = build
        self._made = Parts(MOST)

    def rows(self, *values: Value, fixed: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        if any(isinstance(value, int) and value > _HIGHEST for value in values):
            return []
        connection = connections[DEFAULT_DB_ALIAS]
        kinds = tuple(isinstance(value, int) for value in values)
        key = (connection.vendor, kinds, *fixed)
        made = self._made.get(key, lambda: self._make(connection, kinds, fixed))
        parameters = list(made.parameters)
        for place, (which, as_json) in made.places.items():
            value = values[which] if kinds[which] else list(values[which])  # type: ignore[arg-type]
            parameters[place] = json.dumps(value) if as_json else value
        with connection.cursor() as cursor:
            cursor.execute(made.sql, parameters)
            found = cursor.fetchall()
        if not made.converters:
            return [tuple(row) for row in found]
        return [_converted(row, made.converters, connection) for row in found]

    def written(self, *fixed: Any) -> tuple[str, tuple[Any, ...]]:
        """The SQL without values, and its parameters, to be part of another statement."""
        connection = connections[DEFAULT_DB_ALIAS]
        key = (connection.vendor, (), *fixed)
        made = self._made.get(key, lambda: self._make(connection, (), fixed))
        return made.sql, made.parameters

    def _make(self, connection: Any, kinds: tuple[bool, ...], fixed: tuple[Any, ...]) -> _Made:
        stand_ins = [
            _NUMBER + which if is_number else [f"{_WORDS[0]} {which}"]
            for which, is_number in enumerate(kinds)
        ]
        built = self.build(*stand_ins, *fixed)
        if getattr(built, "_rewrite", False):
            raise TypeError("Rows of a translated model come in any order: rewrite(False).")
        compiler = built.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        places: dict[int, tuple[int, bool]] = {}
        for place, parameter in enumerate(parameters):
            for which, stand_in in enumerate(stand_ins):
                if parameter == stand_in:
                    places[place] = which, False
                elif isinstance(stand_in, list) and parameter == json.dumps(stand_in):
                    places[place] = which, True
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        return _Made(sql, tuple(parameters), places, compiler.get_converters(columns))


@functools.cache
def columns(model: type[Model]) -> tuple[str, ...]:
    """Those of a model that are trusted: of a translated field, the ones with their language."""
    names = [field.attname for field in model._meta.concrete_fields]
    return tuple(name for name in names if f"{name}_{LANGUAGES[0]}" not in names)


def instance(model: type[Model], names: Sequence[str], values: Sequence[Any]) -> Any:
    """The row that such columns were read from; more values may follow."""
    made = model(**dict(zip(names, values, strict=False)))
    made._state.adding, made._state.db = False, DEFAULT_DB_ALIAS
    return made


def _converted(row: Sequence[Any], converters: dict[int, Any], connection: Any) -> tuple[Any, ...]:
    values = list(row)
    for place, (steps, expression) in converters.items():
        for step in steps:
            values[place] = step(values[place], expression, connection)
    return tuple(values)
