"""A table: its columns, its public rows, and the document that a row of a file speaks of."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.utils import translation

from atoutsud.content import delimited, documents
from atoutsud.content.languages import LANGUAGES, other
from trainings.tables.columns import Column, cell, decimal_text


def language_of(path: str) -> str:
    """The language of the words at a path, empty when it has none."""
    language = path.rpartition(".")[2]
    return language if language in LANGUAGES else ""


def is_read(row: Any, language: str) -> bool:
    """Whether readers see its words in `language`: half a translation is read nowhere."""
    if not getattr(row, "read_whole", False):
        return True
    return row.is_written_in(language) or not row.is_written_in(other(language))


@dataclass(frozen=True)
class Table:
    """`rows_in`: the word of the document for child rows, when a row of the table is one.

    `rows` gives what readers see, as objects whose attributes the columns read.
    """

    name: str
    model: type[models.Model]
    columns: tuple[Column, ...]
    rows: Callable[[], Iterable[Any]]
    rows_in: str = ""

    @cached_property
    def fields(self) -> dict[str, Any]:
        """path -> column of the database, of everything a file may change."""
        document: documents.Document = self.model.document  # type: ignore[attr-defined]
        if not self.rows_in:
            return dict(documents.columns(self.model, document.own))
        rows = document.rows[self.rows_in]
        child = self.model._meta.get_field(rows.accessor).related_model
        return dict(documents.columns(child, rows.fields))  # type: ignore[arg-type]

    @property
    def header(self) -> list[str]:
        return [column.name for column in self.columns]

    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def cells(self, row: Any) -> list[str]:
        return [self.text(column, row) for column in self.columns]

    def text(self, column: Column, row: Any) -> str:
        if column.said is not None:
            return column.said(row)
        language = language_of(column.path)
        if language and not is_read(row, language):
            return ""
        field = self.fields[column.path]
        return self.written(field, documents.encode(row, field))

    @staticmethod
    def written(field: Any, value: Any) -> str:
        """The cell of a value of the document."""
        if isinstance(field, models.DecimalField) and value is not None:
            return decimal_text(field.to_python(value), field)
        if getattr(field, "multiple", False):
            return str(value or "").replace(",", " ")
        return cell(value)

    def csv(self) -> Iterator[str]:
        with translation.override(LANGUAGES[0]):
            yield from delimited.write(self.header, (self.cells(row) for row in self.rows()))


def plain(path: str, meaning: Any) -> Column:
    """A column called as what it holds."""
    return Column(path, meaning, path)


def named(name: str, path: str, meaning: Any) -> Column:
    return Column(name, meaning, path)


def both(path: str, meaning: Any) -> Iterator[Column]:
    """A column per language."""
    for code in LANGUAGES:
        yield Column(f"{path}_{code}", meaning, f"{path}.{code}")


def label(path: str, meaning: Any) -> Iterator[Column]:
    """The words of a code, per language."""
    for code in LANGUAGES:
        yield Column(f"{path}_label_{code}", meaning, said=_labelled(path, code))


def _labelled(path: str, language: str) -> Callable[[Any], str]:
    def said(row: Any) -> str:
        with translation.override(language):
            value = getattr(row, path)
            if hasattr(value, "name"):
                return str(value.name) if value else ""
            return str(getattr(row, f"get_{path}_display")())

    return said
