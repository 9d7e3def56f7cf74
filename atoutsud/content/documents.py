"""What the revisions of a model hold: a flat document of stable paths.

`title.fr`, `kind`, `pictures/<uid>/caption.en`, `domains/<code>`: one path, one value, so that a
difference is a comparison of two dictionaries and a merge works field by field. Values are JSON;
foreign keys are written as the target's `uid`, `code` or primary key, whichever it has first.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from atoutsud.content.languages import LANGUAGES, localized

ALWAYS = ("state", "publish_from", "publish_until")
Flat = dict[str, Any]


@dataclass(frozen=True)
class Rows:
    """Child rows of an object: `accessor` is the related name, each row carries a `uid`."""

    accessor: str
    fields: tuple[str, ...]
    sets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """Declares the document of a model; `rows` maps the word used in paths to child rows.

    `spoken`: kinds of rows with a `lang` of which every language should have at least one;
    `unspoken`: fields of both languages that nobody translates, such as words of an address.
    """

    fields: tuple[str, ...]
    rows: dict[str, Rows] = field(default_factory=dict)
    sets: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    unspoken: tuple[str, ...] = ()

    @cached_property
    def own(self) -> tuple[str, ...]:
        return (*self.fields, *(name for name in ALWAYS if name not in self.fields))


def columns(model: type[models.Model], names: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """(path, model field) of each declared name; a translated name gives one per language."""
    for name in names:
        translated = []
        for language in LANGUAGES:
            try:
                translated.append(
                    (f"{name}.{language}", model._meta.get_field(localized(name, language)))
                )
            except FieldDoesNotExist:
                continue
        yield from translated or [(name, model._meta.get_field(name))]


def identity_field(model: type[models.Model]) -> str:
    """How documents name a row of `model`."""
    names = {f.name for f in model._meta.get_fields()}
    for candidate in ("uid", "code"):
        if candidate in names:
            return candidate
    return "name" if model._meta.label == "content.Tag" else "pk"


def identity(obj: Any) -> str | int:
    value = getattr(obj, identity_field(type(obj)))
    return value if isinstance(value, int) else str(value)


def encode(obj: Any, column: Any) -> Any:
    """The JSON value of one column of `obj`."""
    if column.is_relation:
        if getattr(obj, column.attname) is None:
            return None
        if identity_field(column.related_model) == "pk":
            return getattr(obj, column.attname)
        return identity(getattr(obj, column.name))
    value = column.value_from_object(obj)
    if isinstance(value, str):
        return str(value)  # a choice becomes its plain value
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(column, models.JSONField):
        return value
    return column.value_to_string(obj)


def decode(column: Any, value: Any) -> Any:
    """The Python value (a row for a relation) that `encode` wrote; ValidationError if unknown."""
    if not column.is_relation:
        return column.to_python(value) if value is not None else None
    if value is None:
        return None
    target = column.related_model
    try:
        return target._base_manager.get(**{identity_field(target): value})
    except (target.DoesNotExist, ValueError, ValidationError):
        raise ValidationError(
            {column.name: _("What this refers to does not exist any more.")}
        ) from None


def set_members(obj: Any, name: str) -> list[str | int]:
    members = [identity(member) for member in getattr(obj, name).all()]
    return sorted(members, key=str)


def row_fields(obj: Any, prefix: str, names: Iterable[str]) -> Flat:
    return {f"{prefix}{path}": encode(obj, column) for path, column in columns(type(obj), names)}


def snapshot(obj: Any) -> Flat:
    """The document of a saved object, keys sorted."""
    document: Document = obj.document
    flat = row_fields(obj, "", document.own)
    for name in document.sets:
        flat.update({f"{name}/{key}": True for key in set_members(obj, name)})
    for word, rows in document.rows.items():
        for row in getattr(obj, rows.accessor).all():
            prefix = f"{word}/{row.uid}/"
            flat.update(row_fields(row, prefix, rows.fields))
            for name in rows.sets:
                flat.update({f"{prefix}{name}/{key}": True for key in set_members(row, name)})
    return dict(sorted(flat.items()))


def differences(old: Flat, new: Flat) -> Flat:
    """What turns `old` into `new`: changed paths with their new value, gone paths with None.

    Gone paths of a whole row are given once, as the row (`pictures/<uid>`: None).
    """
    changes: Flat = {}
    old_rows, new_rows = set(row_prefixes(old)), set(row_prefixes(new))
    gone_rows = old_rows - new_rows
    for prefix in gone_rows:
        changes[prefix] = None
    for path, value in new.items():
        if path not in old or old[path] != value:
            changes[path] = value
    for path in old.keys() - new.keys():
        if row_of(path) not in gone_rows:
            changes[path] = None
    return dict(sorted(changes.items()))


def patched(now: Flat, changes: Flat) -> Flat:
    """The document as `changes` (paths with their new value, rows or members gone as None)."""
    gone = tuple(f"{p}/" for p, value in changes.items() if value is None and is_row(p))
    kept = {path: value for path, value in now.items() if not path.startswith(gone)}
    for path, value in changes.items():
        if value is None and "/" in path:
            kept.pop(path, None)
        else:
            kept[path] = value
    return dict(sorted(kept.items()))


def row_of(path: str) -> str:
    """`pictures/<uid>` for a path inside a row, else empty."""
    parts = path.split("/")
    return "/".join(parts[:2]) if len(parts) > 2 or is_row(path) else ""


def is_row(path: str) -> bool:
    """Whether `path` names a whole row: two parts, the second a UUID."""
    parts = path.split("/")
    if len(parts) != 2:
        return False
    try:
        uuid.UUID(parts[1])
    except ValueError:
        return False
    return True


def row_prefixes(flat: Flat) -> Iterator[str]:
    for path in flat:
        if prefix := row_of(path):
            yield prefix


def expanded(changes: Flat) -> Flat:
    """`changes` with whole new rows written field by field."""
    flat: Flat = {}
    for path, value in changes.items():
        if isinstance(value, dict) and is_row(path):
            flat.update({f"{path}/{name}": inner for name, inner in value.items()})
        else:
            flat[path] = value
    return flat
