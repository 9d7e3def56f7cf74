"""Every link of what readers see: in rich texts, and in columns that hold an address."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from atoutsud.content.fields import RichText
from atoutsud.content.publication import Publishable, SeenByReaders
from atoutsud.site.links import inside
from atoutsud.site.links.records import LONGEST, Found


def collect() -> tuple[Found, dict[str, str]]:
    """Links elsewhere with their places, and with them those of this site that lead nowhere."""
    found: Found = defaultdict(dict)
    faults: dict[str, str] = {}
    judged: dict[str, str] = {}
    for href, owner in _links():
        if len(href) > LONGEST:
            continue
        if not href.startswith(("http://", "https://")) or inside.own_path(href) is not None:
            if href not in judged:
                judged[href] = inside.fault_of(href)
            if not judged[href]:
                continue
            faults[href] = judged[href]
        place = (owner._meta.label_lower, owner.pk)
        found[href][place] = str(owner)[:200]
    return found, faults


def _links() -> Iterator[tuple[str, Any]]:
    for model in apps.get_models():
        if not issubclass(model, SeenByReaders):
            continue
        rich = [column.attname for column in inside.columns(model, RichText)]
        plain = [column.attname for column in inside.columns(model, models.URLField)]
        if not rich and not plain:
            continue
        owner = _owner(model)
        for row in _rows(model, owner).iterator(chunk_size=200):
            thing = getattr(row, owner) if owner else row
            for name in rich:
                for href in inside.hrefs_of(getattr(row, name) or ""):
                    yield href, thing
            for name in plain:
                if value := getattr(row, name):
                    yield value, thing


def _owner(model: Any) -> str:
    """The relation to the publishable thing this row is a part of; empty for a thing of its own."""
    if issubclass(model, Publishable):
        return ""
    for column in model._meta.concrete_fields:
        target = column.related_model
        if column.many_to_one and issubclass(target, Publishable) and not column.null:
            return str(column.name)
    return ""


def _rows(model: Any, owner: str) -> Any:
    if issubclass(model, Publishable):
        return model.public.order_by("pk")
    rows = model._base_manager.order_by("pk")
    if owner:
        target: Any = model._meta.get_field(owner).related_model
        rows = rows.filter(**{f"{owner}__in": target.public.order_by()}).select_related(owner)
    return rows
