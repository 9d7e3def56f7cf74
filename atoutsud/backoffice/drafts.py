"""The form of a published object shows and keeps its working draft; readers see the live rows."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from taggit.utils import edit_string_for_tags

from atoutsud.content import dates, documents
from atoutsud.content.documents import Document, Flat
from atoutsud.content.languages import active
from atoutsud.content.tagging import Tag


def laid_over(obj: Any, document: Flat, prefix: str, names: Any) -> None:
    """Give `obj`, in memory alone, what `document` says of its columns."""
    for name, column in documents.columns(type(obj), names):
        path = f"{prefix}{name}"
        if path not in document or path == "state":
            continue
        try:
            value = documents.decode(column, document[path])
        except ValidationError:
            continue  # what it referred to has gone since
        setattr(obj, column.name, "" if value is None and not column.null else value)


def members(obj: Any, document: Flat, path: str, name: str) -> Any:
    """What a form shows of a set: tags as they are typed, else the rows."""
    keys = [key.removeprefix(f"{path}/") for key in document if key.startswith(f"{path}/")]
    target = type(obj)._meta.get_field(name).related_model
    if documents.identity_field(target) == "name":
        return edit_string_for_tags([Tag(name=key) for key in keys])
    by = documents.identity_field(target)
    return list(target._base_manager.filter(**{f"{by}__in": keys}))


def initial_of(row: Any, document: Flat, key: str, rows: documents.Rows) -> dict[str, Any]:
    """What the form of one row shows, once the row says what the draft says."""
    laid_over(row, document, f"{key}/", rows.fields)
    shown = {
        column.name: column.value_from_object(row)
        for _name, column in documents.columns(type(row), rows.fields)
    }
    for name in rows.sets:
        shown[name] = members(row, document, f"{key}/{name}", name)
    if isinstance(row, dates.Dated) and row.when:
        shown["when"] = dates.typed(row.when, active())
    return shown


class DraftForms:
    """Fills the form and its rows from the working draft that the request carries."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        obj = super().get_object(request, object_id, from_field)  # type: ignore[misc]
        draft = getattr(request, "working_draft", None)
        if obj is not None and draft is not None and request.method == "GET":
            declared: Document = obj.document
            laid_over(obj, draft.document, "", declared.own)
        return obj

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)  # type: ignore[misc]
        draft = getattr(request, "working_draft", None)
        if draft is None or obj is None or request.method != "GET":
            return form
        sets = {name: members(obj, draft.document, name, name) for name in obj.document.sets}

        class DraftForm(form):  # type: ignore[misc, valid-type]
            def __init__(self, *args: Any, **options: Any) -> None:
                options["initial"] = {**sets, **(options.get("initial") or {})}
                super().__init__(*args, **options)

        return DraftForm

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        params: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)  # type: ignore[misc]
        if new := list(new_rows(request, obj, inline.model)):
            params["initial"] = new
        return params

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        formsets, inlines = super()._create_formsets(request, obj, change)  # type: ignore[misc]
        draft = getattr(request, "working_draft", None)
        if draft is not None and request.method == "GET":
            for formset in formsets:
                _fill(formset, obj, draft.document)
        return formsets, inlines


def rows_for(obj: Any, model: type[models.Model]) -> tuple[str, Any]:
    """The word of paths, and the declaration, of the rows that `model` keeps for `obj`."""
    declared: Document = obj.document
    for word, rows in declared.rows.items():
        if getattr(type(obj), rows.accessor).rel.related_model is model:
            return word, rows
    return "", None


def new_rows(request: HttpRequest, obj: Any, model: type[models.Model]) -> Iterator[dict[str, Any]]:
    """What the draft says of rows that the live object does not have."""
    draft = getattr(request, "working_draft", None)
    if draft is None or obj is None or request.method != "GET":
        return
    word, rows = rows_for(obj, model)
    if not word:
        return
    live = {f"{word}/{row.uid}" for row in getattr(obj, rows.accessor).all()}
    for key in dict.fromkeys(documents.row_prefixes(draft.document)):
        if key.startswith(f"{word}/") and key not in live:
            yield initial_of(model(), draft.document, key, rows)


def _fill(formset: Any, obj: Any, document: Flat) -> None:
    word, rows = rows_for(obj, formset.model)
    if not word:
        return
    kept = set(documents.row_prefixes(document))
    for form in formset.initial_forms:
        key = f"{word}/{form.instance.uid}"
        if key in kept:
            form.initial.update(initial_of(form.instance, document, key, rows))
        else:
            form.initial["DELETE"] = True
