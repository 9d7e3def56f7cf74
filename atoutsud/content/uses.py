"""Where a picture or a document is used: rows that point to it, texts that show or link it.

Rows are found by the relations of the models, texts by the reference they hold, so a new app is
covered without a word. Each question costs one query for each place where uses may stand.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast

from atoutsud.content.drafts import WorkingDraft
from atoutsud.content.fields import RichText
from atoutsud.content.languages import LANGUAGES, localized

_UID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def reference(obj: Any) -> str:
    """How texts name `obj`."""
    return f"ref:{obj._meta.label_lower}/{obj.pk}"


def relations(target: type[models.Model]) -> Iterator[tuple[Any, Any]]:
    """(model, column) of all that may point to `target`, hidden reverse names included."""
    relation: Any
    for relation in target._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and relation.one_to_many:
            yield relation.related_model, relation.field


def texts() -> Iterator[tuple[Any, list[str]]]:
    """(model, columns) of all rich texts; of a translated one, the columns that are trusted."""
    for model in apps.get_models():
        names = {field.name for field in model._meta.concrete_fields}
        # Of a translated text, its columns: the one without a language is not to be trusted.
        columns = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, RichText) and localized(field.name, LANGUAGES[0]) not in names
        ]
        if columns:
            yield model, columns


def _parent(model: Any, column: Any) -> str:
    """The relation by which a row belongs to what editors open; none when it stands by itself."""
    for field in model._meta.concrete_fields:
        owned = field.is_relation and field.remote_field.on_delete is models.CASCADE
        if owned and field is not column:
            return str(field.name)
    return ""


def holding(columns: list[str], said: str) -> Q:
    found = Q()
    for name in columns:
        found |= Q(**{f"{name}__contains": said})
    return found


def owners(obj: Any) -> list[Any]:
    """What uses `obj`, each once: the objects that editors open, in the order of their models."""
    found: dict[tuple[str, Any], Any] = {}
    for model, column in relations(type(obj)):
        parent = _parent(model, column)
        rows = model._base_manager.filter(**{column.name: obj}).order_by("pk")
        for row in rows.select_related(parent) if parent else rows:
            owner = getattr(row, parent) if parent else row
            found[owner._meta.label, owner.pk] = owner
    # Cleaned text always writes its references so, quote included.
    said = f'{reference(obj)}"'
    for model, columns in texts():
        for owner in model._base_manager.filter(holding(columns, said)).order_by("pk"):
            found[owner._meta.label, owner.pk] = owner
    for draft in _drafts(str(obj.uid), reference(obj)):
        words = _said(draft)
        if said in words or str(obj.uid) in words:
            kind: Any = ContentType.objects.get_for_id(draft.model_id).model_class()
            for owner in kind._base_manager.filter(pk=draft.object_id):
                found[owner._meta.label, owner.pk] = owner
    return sorted(found.values(), key=lambda owner: (owner._meta.label, owner.pk))


def _said(draft: WorkingDraft) -> str:
    """All that a working draft says, with its texts as they will stand."""
    return json.dumps(draft.document, ensure_ascii=False).replace('\\"', '"')


def _drafts(*words: str) -> Any:
    rows = WorkingDraft.objects.annotate(said=Cast("document", models.TextField())).order_by("pk")
    found = Q()
    for word in words:
        found |= Q(said__contains=word)
    return rows.filter(found)


def unused(queryset: Any) -> Any:
    """The pictures or documents of `queryset` that nothing uses."""
    target = queryset.model
    for model, column in relations(target):
        rows = model._base_manager.filter(**{column.name: OuterRef("pk")})
        queryset = queryset.filter(~Exists(rows.order_by()))
    start = f"ref:{target._meta.label_lower}/"
    pattern = re.compile(re.escape(start) + r"([0-9]{1,18})\"")
    pks: set[int] = set()
    for model, columns in texts():
        for said in model._base_manager.filter(holding(columns, start)).values_list(*columns):
            pks.update(int(pk) for text in said if text for pk in pattern.findall(text))
    uids: set[str] = set()
    for draft in WorkingDraft.objects.order_by("pk").only("document"):
        said = _said(draft)
        pks.update(map(int, pattern.findall(said)))
        uids.update(_UID.findall(said))
    return queryset.exclude(pk__in=pks).exclude(uid__in=uids)
