"""Two documents of one object, field by field, in words: what the revision screens show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.text import Truncator, capfirst
from django.utils.translation import ngettext

from atoutsud.backoffice.readable import Names, column_at, value_in_words
from atoutsud.content import documents
from atoutsud.content.comparing import Part, shortened, word_difference
from atoutsud.content.documents import ALWAYS, Document, Flat
from atoutsud.content.languages import LANGUAGES

LONGEST_NAME = 90


@dataclass(frozen=True)
class Cell:
    """One text, as it was and as it is; `path` is what “take this back” names, if it can be."""

    label: str
    parts: list[Part]
    changed: bool
    path: str = ""
    language: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.parts


@dataclass(frozen=True)
class Row:
    """One child row: added, removed, changed or the same; `cells` are those that changed."""

    name: str
    standing: str
    path: str
    language: str = ""
    cells: list[Cell] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """One field in both languages, one value, one set of members or one kind of rows."""

    label: str
    cells: list[Cell] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return any(cell.changed for cell in self.cells) or any(
            row.standing != "same" for row in self.rows
        )

    @property
    def is_pair(self) -> bool:
        return len(self.cells) == len(LANGUAGES) and bool(self.cells[0].language)


class Comparison:
    """`old` beside `new`; both are documents of a model that declares what they hold."""

    def __init__(self, model: type[models.Model], old: Flat, new: Flat) -> None:
        self.model = model
        self.old = old
        self.new = new
        self.names = Names(model, (old, new))
        self.sections = list(self._sections())

    @property
    def changed(self) -> list[Section]:
        return [section for section in self.sections if section.changed]

    @property
    def same(self) -> list[str]:
        return [section.label for section in self.sections if not section.changed]

    def summary(self) -> list[str]:
        """“2 French texts”, “1 English text”, “3 other things”."""
        cells = [cell for section in self.sections for cell in section.cells if cell.changed]
        rows = [row for section in self.sections for row in section.rows if row.standing != "same"]
        inner = [cell for row in rows if row.standing == "changed" for cell in row.cells]
        of = {code: sum(c.language == code for c in (*cells, *inner)) for code in LANGUAGES}
        whole = sum(row.standing != "changed" for row in rows)
        others = sum(not cell.language for cell in (*cells, *inner)) + whole
        said = (
            ngettext("%(n)s French text", "%(n)s French texts", of["fr"]) % {"n": of["fr"]},
            ngettext("%(n)s English text", "%(n)s English texts", of["en"]) % {"n": of["en"]},
            ngettext("%(n)s other thing", "%(n)s other things", others) % {"n": others},
        )
        return [words for words, n in zip(said, (of["fr"], of["en"], others), strict=True) if n]

    # What a document holds, in the order it is declared

    def _sections(self) -> Iterator[Section]:
        declared: Document = self.model.document  # type: ignore[attr-defined]
        for name in declared.own:
            paths = [path for path, _c in documents.columns(self.model, [name])]
            cells = [self._cell(path, back=name not in ALWAYS) for path in paths]
            yield Section(_label(column_at(self.model, paths[0])), cells=cells)
        for name in declared.sets:
            yield self._set(name, f"{name}/")
        for word in declared.rows:
            model = _row_model(self.model, word)
            label = capfirst(str(model._meta.verbose_name_plural))
            yield Section(label, rows=list(self._rows(word, model)))

    def _cell(self, path: str, *, back: bool = True) -> Cell:
        column = column_at(self.model, path)
        before, after = self.old.get(path), self.new.get(path)
        was = value_in_words(column, before, self.names)
        now = value_in_words(column, after, self.names)
        changed = (before or None) != (after or None)
        parts = word_difference(was, now) if changed else ([Part("same", now)] if now else [])
        if changed and was == now:
            # The same words: only their layout differs, which has to be seen to be taken back.
            parts = word_difference(str(before), str(after))
        language = path.rpartition(".")[2] if path.rpartition(".")[2] in LANGUAGES else ""
        label = _label(column)
        return Cell(label, shortened(parts), changed, path if back and changed else "", language)

    def _set(self, name: str, prefix: str) -> Section:
        """Members kept, added and removed, each to be taken back alone."""
        column = column_at(self.model, prefix)
        cells = []
        for path in sorted({p for p in (*self.old, *self.new) if p.startswith(prefix)}):
            member = self.names.of(column.related_model, path.rpartition("/")[2])
            kind = {(True, True): "same", (True, False): "del"}.get(
                (path in self.old, path in self.new), "ins"
            )
            changed = kind != "same"
            cells.append(Cell(member, [Part(kind, member)], changed, path if changed else ""))
        return Section(_label(column), cells=cells)

    def _rows(self, word: str, model: type[models.Model]) -> Iterator[Row]:
        for key in dict.fromkeys((*_keys(self.new, word), *_keys(self.old, word))):
            here = {path for path in (*self.old, *self.new) if path.startswith(f"{key}/")}
            is_old = any(path in self.old for path in here)
            is_new = any(path in self.new for path in here)
            cells = []
            if is_old and is_new:
                order = self._order(model, word, here)
                cells = [cell for path in order if (cell := self._row_cell(path)).changed]
            standing = (
                "removed"
                if not is_new
                else "added"
                if not is_old
                else "changed"
                if cells
                else "same"
            )
            flat = self.new if is_new else self.old
            language = str(flat.get(f"{key}/lang", ""))
            path = key if standing in ("added", "removed") else ""
            yield Row(self._name(model, key, flat), standing, path, language, cells)

    def _row_cell(self, path: str) -> Cell:
        if len(path.split("/")) < 4:
            return self._cell(path)
        column = column_at(self.model, path)
        member = self.names.of(column.related_model, path.rpartition("/")[2])
        kind = "same" if path in self.old and path in self.new else "ins"
        kind = "del" if path not in self.new else kind
        return Cell(_label(column), [Part(kind, member)], kind != "same", path)

    def _order(self, model: type[models.Model], word: str, here: set[str]) -> list[str]:
        rows = self.model.document.rows[word]  # type: ignore[attr-defined]
        known = [name for name, _column in documents.columns(model, rows.fields)]
        place = {name: index for index, name in enumerate(known)}
        return sorted(here, key=lambda path: (place.get(path.split("/", 2)[2], 99), path))

    def _name(self, model: type[models.Model], key: str, flat: Flat) -> str:
        """The first two things a row says: words or references, in French before English."""
        said: list[str] = []
        rows = self.model.document.rows[key.partition("/")[0]]  # type: ignore[attr-defined]
        for name, column in documents.columns(model, rows.fields):
            telling = column.is_relation or (
                isinstance(column, models.CharField | models.TextField) and not column.choices
            )
            words = telling and value_in_words(column, flat.get(f"{key}/{name}"), self.names)
            if words and words not in said:
                said.append(str(words))
        return Truncator(" · ".join(said[:2])).chars(LONGEST_NAME) or str(model._meta.verbose_name)


def _keys(flat: Flat, word: str) -> Iterable[str]:
    return [key for key in documents.row_prefixes(flat) if key.startswith(f"{word}/")]


def _row_model(model: type[models.Model], word: str) -> type[models.Model]:
    manager: Any = getattr(model, model.document.rows[word].accessor)  # type: ignore[attr-defined]
    found: type[models.Model] = manager.rel.related_model
    return found


def _label(column: Any) -> str:
    """The name of a field, without the language that a translated column adds."""
    original = getattr(column, "translated_field", column)
    return capfirst(str(original.verbose_name))


def back(old: Flat, now: Flat, wanted: Iterable[str]) -> Flat:
    """The changes that let `wanted` paths say again what they said in `old`.

    A row comes back or goes as a whole. Whether the object is public never goes back.
    """
    every = documents.differences(now, old)
    kept_rows = set(documents.row_prefixes(now)) & set(documents.row_prefixes(old))
    changes: Flat = {}
    for path in wanted:
        row = documents.row_of(path)
        whole = row and row not in kept_rows
        prefix = row if whole else path
        for found, value in every.items():
            if found == prefix or (whole and found.startswith(f"{prefix}/")):
                changes[found] = value
    return {path: value for path, value in changes.items() if path not in ALWAYS}
