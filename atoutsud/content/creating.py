"""Many new objects through the one door at once, under the same rules as one by one.

The values are cleaned and every row validated as `revisions.apply` does it; uniqueness and the
other constraints are left to the database, which holds them all; what an object asks of its own
rows (`check_document`) is asked of the written rows. Anything wrong undoes the whole lot: whoever
calls goes on one by one, which says what was wrong with which.
"""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from atoutsud.content import documents, events, translations
from atoutsud.content.documents import Flat, Rows, snapshot
from atoutsud.content.instep import gathering
from atoutsud.content.publication import State, bump
from atoutsud.content.revisions import SCHEMA, Revision


class NotTogether(Exception):
    """These cannot be created in one go; nothing has been written."""


def create_many(
    items: Iterable[tuple[Any, Flat]], *, author: Any, summary: str = "", credited_name: str = ""
) -> list[Revision]:
    """The revisions of new objects of one model, each with its changes, in the same order.

    Raises NotTogether for whatever reason; planned dates are one. Rows may link the new objects.
    """
    pairs = [(obj, documents.expanded(changes)) for obj, changes in items]
    if not pairs:
        return []
    try:
        with transaction.atomic(), gathering():
            _Batch([obj for obj, _changes in pairs]).write([changes for _obj, changes in pairs])
            return _record([obj for obj, _changes in pairs], author, summary, credited_name)
    except (ValidationError, IntegrityError) as error:
        raise NotTogether(str(error)) from error


class _Batch:
    def __init__(self, objects: list[Any]) -> None:
        self.objects = objects
        self.model = type(objects[0])
        self.document = self.model.document
        # Rows of this batch that rows after them name, and rows that were there before.
        self.made: dict[tuple[Any, str], Any] = {}

    def write(self, all_changes: list[Flat]) -> None:
        own = dict(documents.columns(self.model, self.document.own))
        rows: dict[str, list[tuple[Any, str, Flat]]] = {}
        sets: list[tuple[Any, str, list[str]]] = []
        for obj, changes in zip(self.objects, all_changes, strict=True):
            by_row: dict[tuple[str, str], Flat] = {}
            members: dict[str, list[str]] = {}
            for path, value in changes.items():
                word, _slash, rest = path.partition("/")
                if path in own:
                    self._assign(obj, own[path], value)
                elif word in self.document.rows and "/" in rest:
                    uid, _slash, name = rest.partition("/")
                    by_row.setdefault((word, uid), {})[name] = value
                elif word in self.document.sets and rest and value:
                    members.setdefault(word, []).append(rest)
                else:
                    raise ValidationError(_("Unknown field: %(path)s") % {"path": path})
            for (word, uid), fields in by_row.items():
                rows.setdefault(word, []).append((obj, uid, fields))
            sets += [(obj, name, keys) for name, keys in members.items()]
        self._save_objects()
        for word, declared in self.document.rows.items():
            self._save_rows(declared, rows.get(word, []))
        for name in self.document.sets:
            self._save_set(name, [(obj, keys) for obj, set_, keys in sets if set_ == name])

    def _save_objects(self) -> None:
        now = timezone.now()
        for obj in self.objects:
            if obj.pk is not None or obj.publish_from or obj.publish_until:
                raise NotTogether("planned")
            obj.version, obj.updated = 1, now
            if obj.state == State.PUBLISHED:
                obj.first_published = now
            obj.clean_fields(exclude=["created_by"])
            obj.clean()
        self.model.objects.bulk_create(self.objects)
        by = documents.identity_field(self.model)
        self.made.update({(self.model, str(getattr(obj, by))): obj for obj in self.objects})

    def _save_rows(self, declared: Rows, found: list[tuple[Any, str, Flat]]) -> None:
        if not found:
            return
        manager = getattr(self.model, declared.accessor)
        model, link = manager.rel.related_model, manager.field.name
        fields = dict(documents.columns(model, declared.fields))
        own = [c.name for c in fields.values() if c.is_relation and c.related_model is model]
        self._find(fields.values(), found)
        # Rows that name rows of their own kind come after those.
        lots: dict[bool, list[Any]] = {False: [], True: []}
        for item in found:
            lots[any(item[2].get(name) for name in own)].append(item)
        for lot in lots.values():
            rows = list(self._rows(lot, model, link, fields))
            if rows:
                model.objects.bulk_create(rows)
                self.made.update({(model, str(row.uid)): row for row in rows})

    def _rows(
        self, lot: list[tuple[Any, str, Flat]], model: Any, link: str, fields: dict[str, Any]
    ) -> Iterator[Any]:
        for obj, uid, values in lot:
            row = model(uid=uuid.UUID(uid), **{link: obj})
            for name, value in values.items():
                if name not in fields:
                    raise NotTogether(name)
                self._assign(row, fields[name], value)
            row.clean_fields(exclude=[c.name for c in fields.values() if c.is_relation] + [link])
            row.clean()
            yield row

    def _find(self, columns: Iterable[Any], found: list[tuple[Any, str, Flat]]) -> None:
        """Read in one query for each kind the rows that these name and this batch did not make."""
        for column in columns:
            if not column.is_relation:
                continue
            target = column.related_model
            by = documents.identity_field(target)
            wanted = {
                str(values[column.name]) for _obj, _uid, values in found if values.get(column.name)
            }
            wanted -= {key for model, key in self.made if model is target}
            if wanted:
                for row in target._base_manager.filter(**{f"{by}__in": wanted}):
                    self.made[target, str(getattr(row, by))] = row

    def _assign(self, row: Any, column: Any, value: Any) -> None:
        if not column.is_relation:
            decoded = column.to_python(value) if value is not None else None
            if decoded is None and not column.null:
                decoded = column.get_default() if column.has_default() else ""
        elif value is None:
            decoded = None
        else:
            decoded = self.made.get((column.related_model, str(value)))
            if decoded is None:
                raise NotTogether(f"{column.name} {value}")
        setattr(row, column.name, decoded)

    def _save_set(self, name: str, found: list[tuple[Any, list[str]]]) -> None:
        if not found:
            return
        field = self.model._meta.get_field(name)
        by = documents.identity_field(field.related_model)
        if by == "name":  # tags make what is missing, and match without case
            for obj, keys in found:
                getattr(obj, name).add(*keys)
            return
        wanted = {key for _obj, keys in found for key in keys}
        targets = {
            getattr(row, by): row
            for row in field.related_model._base_manager.filter(**{f"{by}__in": wanted})
        }
        if wanted - set(targets):
            raise ValidationError({name: _("What this refers to does not exist any more.")})
        through = field.remote_field.through
        source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
        through.objects.bulk_create(
            through(**{source: obj, target: targets[key]}) for obj, keys in found for key in keys
        )


def _record(objects: list[Any], author: Any, summary: str, credited_name: str) -> list[Revision]:
    """Check what was written and write down the first revision of each."""
    model = type(objects[0])
    document = model.document
    paths: list[str] = list(document.sets)
    for rows in document.rows.values():
        child = getattr(model, rows.accessor).rel.related_model
        links = [c.name for _path, c in documents.columns(child, rows.fields) if c.is_relation]
        paths += [f"{rows.accessor}__{name}" for name in links] or [rows.accessor]
    prefetch_related_objects(objects, *paths)
    check = getattr(model, "check_documents", None)
    if check:
        check(objects)
    else:
        for obj in objects:
            getattr(obj, "check_document", lambda: None)()
    name = (credited_name or str(getattr(author, "credited_name", "") or ""))[:150]
    kind = ContentType.objects.get_for_model(model, for_concrete_model=True)
    revisions = Revision.objects.bulk_create(
        Revision(
            model=kind,
            object_id=obj.pk,
            number=obj.version,
            schema=SCHEMA,
            document=snapshot(obj),
            author=author if getattr(author, "pk", None) else None,
            credited_name=name,
            summary=summary.replace("\x00", "")[:300],
        )
        for obj in objects
    )
    translations.note_first(objects, [row.document for row in revisions])
    numbers = [(row.object_id, row.number) for row in revisions]
    events.note_changes(author, model._meta.label_lower, numbers)
    bump(model.version_channel)
    return list(revisions)
