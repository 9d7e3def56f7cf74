"""From a posted form and its rows to the flat document that revisions compare and write."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils.html import strip_tags
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from atoutsud.content import documents
from atoutsud.content.documents import Document, Flat, Rows
from atoutsud.content.languages import LANGUAGES
from atoutsud.content.tagging import Tag


class Posting:
    """What an editor posted, beside the document the form was filled from (`base`)
    and the one that stands now (`now`): only what the editor changed counts as a change."""

    def __init__(self, form: Any, formsets: Iterable[Any], base: Flat, now: Flat) -> None:
        self.form = form
        self.formsets = list(formsets)
        self.base = base
        self.now = now
        self.declared: Document = form.instance.document

    def document(self) -> Flat:
        flat = dict(self._columns(self.form, "", self.declared.own))
        for name in self.declared.sets:
            flat.update(self._set(self.form, "", name))
        for word, rows in self.declared.rows.items():
            formset = self.formset_of(rows)
            if formset is None:
                flat.update(self._kept(f"{word}/"))
            else:
                flat.update(self._rows(formset, word, rows))
        return flat

    def formset_of(self, rows: Rows) -> Any:
        for formset in self.formsets:
            if formset.fk.remote_field.get_accessor_name() == rows.accessor:
                return formset
        return None

    def others(self) -> list[Any]:
        """Formsets of rows that stand in no document: they save themselves."""
        known = {id(self.formset_of(rows)) for rows in self.declared.rows.values()}
        return [formset for formset in self.formsets if id(formset) not in known]

    def _kept(self, prefix: str) -> Flat:
        return {path: value for path, value in self.base.items() if path.startswith(prefix)}

    def _rows(self, formset: Any, word: str, rows: Rows) -> Flat:
        flat: Flat = {}
        deleted = {id(form) for form in formset.deleted_forms}
        give_places([form for form in formset.forms if id(form) not in deleted])
        for form in formset.forms:
            prefix = f"{word}/{form.instance.uid}/"
            if id(form) in deleted:
                continue
            if not form.has_changed():
                if form.instance.pk:
                    flat.update(self._kept(prefix))
                continue
            flat.update(self._columns(form, prefix, rows.fields))
            for name in rows.sets:
                flat.update(self._set(form, prefix, name))
        return flat

    def _columns(self, form: Any, prefix: str, names: Iterable[str]) -> Iterator[tuple[str, Any]]:
        for name, column in documents.columns(type(form.instance), names):
            path = f"{prefix}{name}"
            value = posted_value(form.instance, column)
            base = self.base.get(path)
            if path in self.base:
                untouched = column.name not in form.fields and value == self.now.get(path)
                if untouched or (base is None and value == "") or (base == "" and value is None):
                    value = base
            yield path, value

    def _set(self, form: Any, prefix: str, name: str) -> Flat:
        kept = self._kept(f"{prefix}{name}/")
        if name not in form.cleaned_data:
            return kept
        known = [path.removeprefix(f"{prefix}{name}/") for path in kept]
        return {f"{prefix}{name}/{key}": True for key in keys(form.cleaned_data[name], known)}


def give_places(forms: Iterable[Any]) -> None:
    """New rows whose place nobody typed follow the others, in the order of the page."""
    last = 0
    late = []
    for form in forms:
        if not hasattr(form.instance, "position"):
            return
        if form.instance.pk or "position" in form.changed_data:
            last = max(last, form.instance.position or 0)
        elif form.has_changed():
            late.append(form)
    for place, form in enumerate(late, last + 1):
        form.instance.position = place


def posted_value(instance: Any, column: Any) -> Any:
    """The column's JSON value, in the one spelling the database gives back."""
    if not column.is_relation:
        value = getattr(instance, column.attname)
        if isinstance(value, str):
            setattr(instance, column.attname, value.replace("\r\n", "\n"))
        elif isinstance(value, datetime.datetime) and value.tzinfo:
            setattr(instance, column.attname, value.astimezone(datetime.UTC))
        elif isinstance(column, models.DecimalField) and value is not None:
            step = column.to_python(1).scaleb(-(column.decimal_places or 0))
            setattr(instance, column.attname, column.to_python(value).quantize(step))
    return documents.encode(instance, column)


def keys(members: Iterable[Any], known: Iterable[str]) -> list[str]:
    """How documents name the members of a set; a tag typed in capitals is the tag that is known."""
    found = list(members)
    if found and isinstance(found[0], models.Model):
        return [str(documents.identity(member)) for member in found]
    names = [str(name).strip() for name in found if str(name).strip()]
    match = Q()
    for name in names:
        match |= Q(name__iexact=name)
    existing = list(Tag.objects.filter(match).values_list("name", flat=True)) if names else []
    spelling = {name.casefold(): name for name in [*existing, *known]}
    return list(dict.fromkeys(spelling.get(name.casefold(), name) for name in names))


def path_in_words(obj: Any, path: str) -> str:
    """“Title — English”, “Pictures: caption — French”."""
    model, rest, before = type(obj), path, ""
    word, slash, inner = path.partition("/")
    if word in obj.document.rows and (slash or word == path):
        manager = getattr(obj, obj.document.rows[word].accessor)
        model = manager.model
        before = capfirst(str(model._meta.verbose_name_plural))
        rest = inner.partition("/")[2]
        if not rest:
            return before
        before = _("%(rows)s: ") % {"rows": before}
    name, _dot, language = rest.partition("/")[0].partition(".")
    try:
        column: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        return f"{before}{name}"
    label = f"{before}{column.verbose_name}" if before else capfirst(str(column.verbose_name))
    if language in LANGUAGES:
        words = {"fr": _("%(name)s — French"), "en": _("%(name)s — English")}
        return words[language] % {"name": label}
    return label


def value_in_words(obj: Any, path: str, document: Flat) -> str:
    """What stands now at `path`, short and without markup."""
    if path not in document:
        return "" if "/" in path else _("nothing")
    value = document[path]
    if value in (None, ""):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    name, _dot, language = path.partition(".")
    if "/" not in path and not language:
        shown = getattr(obj, f"get_{name}_display", None)
        value = shown() if shown else getattr(obj, name, value)
    return Truncator(strip_tags(str(value))).chars(280)
