"""Keeping the search index in step with every row it was made of.

Whatever saves, deletes, relates or changes rows in bulk writes the entries they belong to anew, in
the same transaction; within `gathering()` once, at its end.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete

from atoutsud.content.index import BATCH, Source, refresh, sources

Owners = dict[str, set[int]]
# Columns that change nothing of what is found or shown.
UNSEEN = frozenset(("version", "updated", "first_published", "created", "created_by", "extra"))


def belonging(model: type[models.Model]) -> list[tuple[Source, str]]:
    """The sources that rows of `model` belong to, each with the path to their objects."""
    label = model._meta.label_lower
    found = [(source, source.rows[label]) for source in sources if label in source.rows]
    return found + [(source, "pk") for source in sources if source.kind == label]


def owners_of(rows: models.QuerySet[Any]) -> Owners:
    found: Owners = {}
    for source, path in belonging(rows.model):
        pks = rows.order_by().values_list(path, flat=True)
        found.setdefault(source.kind, set()).update(pk for pk in pks if pk is not None)
    return found


def owners_of_one(row: Any) -> Owners:
    found: Owners = {}
    for source, path in belonging(type(row)):
        value = getattr(row, path)
        pks = set(value.values_list("pk", flat=True)) if hasattr(value, "values_list") else {value}
        found.setdefault(source.kind, set()).update(pk for pk in pks if pk is not None)
    return found


_state = threading.local()


@contextmanager
def gathering() -> Iterator[None]:
    """Refresh once, at the end, what several writes touch; inside the caller's transaction."""
    outer = getattr(_state, "waiting", None)
    if outer is not None:
        yield
        return
    _state.waiting = {}
    try:
        yield
        _flush(_state.waiting)
    finally:
        _state.waiting = None


def touch(owners: Owners) -> None:
    """Say that these objects changed."""
    waiting = getattr(_state, "waiting", None)
    if waiting is None:
        _flush(owners)
        return
    for kind, pks in owners.items():
        waiting.setdefault(kind, set()).update(pks)


def _flush(owners: Owners) -> None:
    by_kind = {source.kind: source for source in sources}
    for kind, pks in sorted(owners.items()):
        ordered = sorted(pks)
        for start in range(0, len(ordered), BATCH):
            refresh(by_kind[kind], ordered[start : start + BATCH])


@contextmanager
def changing(rows: models.QuerySet[Any], columns: Iterable[str]) -> Iterator[None]:
    """Around an UPDATE of `rows`: what they belonged to, and what they belong to after it."""
    links = belonging(rows.model)
    if not links or UNSEEN.issuperset(columns):
        yield
        return
    pks = list(rows.order_by().values_list("pk", flat=True))
    owners = owners_of_rows(rows.model, pks)
    yield
    if any(path.removesuffix("_id") in columns for _source, path in links):
        _add(owners, owners_of_rows(rows.model, pks))
    touch(owners)


def made(model: type[models.Model], rows: Iterable[Any]) -> None:
    """Rows were created in bulk."""
    if belonging(model):
        touch(owners_of_rows(model, [row.pk for row in rows if row.pk is not None]))


def owners_of_rows(model: type[models.Model], pks: list[int]) -> Owners:
    owners: Owners = {}
    for start in range(0, len(pks), BATCH):
        _add(owners, owners_of(model._base_manager.filter(pk__in=pks[start : start + BATCH])))
    return owners


def _before_delete(sender: type[models.Model], instance: Any, **_: Any) -> None:
    if belonging(sender):
        instance._indexed_with = owners_of_one(instance)


def _after_delete(sender: type[models.Model], instance: Any, **_: Any) -> None:
    if owners := instance.__dict__.pop("_indexed_with", None):
        touch(owners)


def _after_save(sender: type[models.Model], instance: Any, raw: bool = False, **_: Any) -> None:
    if not raw and belonging(sender):
        touch(owners_of_one(instance))


def _on_relation(
    sender: type[models.Model], instance: Any, action: str, model: Any, pk_set: Any, **_: Any
) -> None:
    """Both ends of a relation may be found by it."""
    here, there = belonging(type(instance)), belonging(model)
    if not (here or there):
        return
    if action in ("pre_clear", "pre_remove", "pre_add"):
        instance._indexed_before = owners_of_one(instance) if here else {}
        return
    owners: Owners = instance.__dict__.pop("_indexed_before", {})
    if here:
        _add(owners, owners_of_one(instance))
    if there and pk_set:
        _add(owners, owners_of(model._base_manager.filter(pk__in=pk_set)))
    touch(owners)


def _add(owners: Owners, more: Owners) -> None:
    for kind, pks in more.items():
        owners.setdefault(kind, set()).update(pks)


def watch() -> None:
    """Connect the receivers that keep the index in step."""
    post_save.connect(_after_save, dispatch_uid="index-save")
    pre_delete.connect(_before_delete, dispatch_uid="index-before-delete")
    post_delete.connect(_after_delete, dispatch_uid="index-delete")
    m2m_changed.connect(_on_relation, dispatch_uid="index-relation")
