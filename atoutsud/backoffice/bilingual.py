"""Both languages of a text side by side in one form, with a switch and marks of what is missing.

Fieldsets name a translated field once ("title"); the form shows `title_fr` beside `title_en`.
Built on modeltranslation's plain admin classes, never on its tabs.
"""

from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import (
    AdminSplitDateTime,
    AutocompleteMixin,
    RelatedFieldWidgetWrapper,
)
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_countries.fields import CountryField
from js_asset import Media
from modeltranslation.admin import (
    TranslationAdmin,
    TranslationStackedInline,
    TranslationTabularInline,
)
from modeltranslation.translator import NotRegistered

from atoutsud.backoffice import today
from atoutsud.backoffice.drafts import new_rows
from atoutsud.backoffice.prose import RichTextFormWidget
from atoutsud.content import dates
from atoutsud.content.fields import RichText
from atoutsud.content.languages import LANGUAGES, active, localized

WHEN = "when"


def inner(widget: Any) -> Any:
    """The widget inside the admin's wrapper of related fields."""
    return getattr(widget, "widget", widget)


def language_of(column: Any) -> str:
    """The language of a translated column, else empty."""
    return str(getattr(column, "language", "")) if hasattr(column, "translated_field") else ""


def label_in(language: str, name: Any) -> str:
    words = {"fr": _("%(name)s — French"), "en": _("%(name)s — English")}
    return words[language] % {"name": capfirst(str(name))}


class WhenForm(forms.ModelForm):
    """Adds the one box in which a vague date is typed."""

    when = dates.VagueDateFormField(required=False, label=_lazy("Date"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.when and WHEN not in self.initial:
            self.initial[WHEN] = dates.typed(self.instance.when, active())

    def clean(self) -> Any:
        cleaned = super().clean()
        if WHEN in self.cleaned_data:
            self.instance.when = self.cleaned_data[WHEN] or None
        return cleaned


class Bilingual:
    """What forms and rows of forms share."""

    model: Any
    trans_opts: Any
    fieldsets: Any
    fields: Any
    form: Any
    side_by_side = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().__init__(*args, **kwargs)
        except NotRegistered:
            self.trans_opts = SimpleNamespace(all_fields={})

    # Fieldsets

    def _get_declared_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """modeltranslation flattens the pairs, and writes into the class; we do neither."""
        if self.fieldsets:
            return [
                (name, {**options, "fields": self.paired(options["fields"])})
                for name, options in self.fieldsets
            ]
        if self.fields:
            return [(None, {"fields": self.paired(self.fields)})]
        return None

    def _get_fieldsets_post_form_or_formset(
        self, request: HttpRequest, form: Any, obj: Any = None
    ) -> list[Any]:
        names = [*form.base_fields, *self.get_readonly_fields(request, obj)]  # type: ignore[attr-defined]
        return [(None, {"fields": self.paired(names)})]

    def paired(self, names: Iterable[Any]) -> list[Any]:
        """`names` with each translated field as its columns, side by side in a form."""
        result: list[Any] = []
        done: set[str] = set()
        columns = {
            localized(name, code): name for name in self.trans_opts.all_fields for code in LANGUAGES
        }
        for name in names:
            if isinstance(name, list | tuple):
                flat = [part for item in self.paired(name) for part in self._parts(item)]
                result.append(tuple(flat))
                continue
            original = name if name in self.trans_opts.all_fields else columns.get(name)
            if original is None:
                result.append(name)
            elif original not in done:
                done.add(original)
                pair = tuple(localized(original, code) for code in LANGUAGES)
                result.extend([pair] if self.side_by_side else pair)
        return result

    @staticmethod
    def _parts(item: Any) -> Sequence[Any]:
        return item if isinstance(item, tuple) else (item,)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The class `bilingual` marks fieldsets that hold a pair."""
        marked = []
        for name, options in super().get_fieldsets(request, obj):  # type: ignore[misc]
            classes = tuple(options.get("classes", ()))
            if "bilingual" not in classes and any(map(self._is_pair, options["fields"])):
                options = {**options, "classes": (*classes, "bilingual")}
            marked.append((name, options))
        return marked

    def _is_pair(self, item: Any) -> bool:
        return (
            isinstance(item, list | tuple)
            and len(item) == len(LANGUAGES)
            and item[0].removesuffix(f"_{LANGUAGES[0]}") in self.trans_opts.all_fields
        )

    # Fields

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is None:
            return None
        if isinstance(db_field, RichText):
            field.widget = RichTextFormWidget()
        if isinstance(field.widget, RelatedFieldWidgetWrapper):
            # Removing the picture itself from a form that only uses it would be a surprise.
            field.widget.can_delete_related = False
            # The pencil opens the same page: one icon less leaves room for the names.
            field.widget.can_view_related = False
        if isinstance(db_field, CountryField) and db_field.multiple:
            several = _("Hold down Ctrl (⌘ on a Mac) to choose several.")
            field.help_text = f"{field.help_text} {several}".strip()
            field.widget.attrs["data-held"] = several  # true of the list without the script
        if isinstance(field.widget, AdminSplitDateTime):
            day, hour = field.widget.widgets
            label = capfirst(str(db_field.verbose_name))
            day.attrs["aria-label"] = _("%(name)s: day") % {"name": label}
            hour.attrs["aria-label"] = _("%(name)s: time") % {"name": label}
        language = language_of(db_field)
        if language:
            field.label = label_in(language, db_field.translated_field.verbose_name)
            if language != LANGUAGES[0] and field.help_text:
                field.help_text = ""
            inner(field.widget).attrs.update({"lang": language, "data-lang": language})
        if isinstance(field.widget, forms.Textarea) and not isinstance(db_field, RichText):
            field.widget.attrs["rows"] = 4 if (db_field.max_length or 0) <= 1000 else 8
        return field

    def form_with_date(self, fields: Iterable[str] | None) -> Any:
        """The form, with the box for a vague date if the fieldsets ask for it."""
        form = self.form
        if not issubclass(self.model, dates.Dated) or WHEN in form.base_fields:
            return form
        if WHEN not in (fields or ()):
            return form
        bases = (WhenForm,) if issubclass(WhenForm, form) else (WhenForm, form)
        return type("DatedForm", bases, {})


class OfficeAdmin(admin.ModelAdmin):
    """Titles in plain words, the nonce on the form's scripts, no bulk deletion."""

    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    def get_list_filter(self, request: HttpRequest) -> Any:
        own = [*super().get_list_filter(request)]
        return [*own, today.TodoFilter] if today.narrowed(self.model) else own

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        name = str(self.opts.verbose_name)
        context["title"] = _("Add: %(name)s") % {"name": name} if add else capfirst(name)
        media = context.get("media")
        if isinstance(media, Media):
            context["media"] = media.with_nonce(str(getattr(request, "csp_nonce", "")))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """A year beyond the calendar's would break the list instead of emptying it."""
        years = lookup.rpartition("__")[2] in ("year", "iso_year")
        fits = all(len(str(part)) < 5 for part in (value if isinstance(value, list) else [value]))
        return (fits or not years) and super().lookup_allowed(lookup, value, request)

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


class BilingualAdmin(Bilingual, OfficeAdmin, TranslationAdmin):
    """A model admin whose translated fields stand side by side."""

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        fields = kwargs.get("fields")
        if fields is None and self.fieldsets:
            fields = flatten_fieldsets(self.fieldsets)
        kwargs.setdefault("form", self.form_with_date(fields))
        return super().get_form(request, obj, change=change, **kwargs)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        context["bilingual"] = bool(self.trans_opts.all_fields) or any(
            getattr(formset.opts, "trans_opts", None) and formset.opts.trans_opts.all_fields
            for formset in context.get("inline_admin_formsets", ())
        )
        return super().render_change_form(request, context, add, change, form_url, obj)


class BilingualRows(Bilingual):
    """Rows of forms: every box has a name of its own, new rows too."""

    model: Any
    extra = 0
    verbose_name: Any
    verbose_name_plural: Any

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """Rows that stand in the working draft alone are shown as new ones."""
        return self.extra + len(list(new_rows(request, obj, self.model)))

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        fields = kwargs.get("fields")
        declared = (self.fieldsets and flatten_fieldsets(self.fieldsets)) or self.fields
        kwargs.setdefault("form", self.form_with_date(fields or declared))
        formset = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]
        return type("NamedFormSet", (NamedRows, formset), {"side_by_side": self.side_by_side})


def typed_words(form: Any) -> str:
    values = (
        form[name].value() for name, field in form.fields.items() if not field.widget.is_hidden
    )
    return " · ".join(str(value) for value in values if isinstance(value, str) and value)


class NamedRows:
    """A formset whose fields carry their label for those who do not see the table's head."""

    side_by_side: bool
    model: Any

    def full_clean(self) -> None:
        """A row that someone else has removed meanwhile is said, with what was typed in it."""
        super().full_clean()  # type: ignore[misc]
        formset: Any = self
        if not formset.is_bound:
            return
        key = self.model._meta.pk.name
        for form in formset.initial_forms:
            if key in form.errors:
                said = _("Someone else has removed this row meanwhile. You had written: %(words)s")
                formset._non_form_errors.append(said % {"words": typed_words(form)})

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)  # type: ignore[misc]
        for name, field in form.fields.items():
            if field.widget.is_hidden:
                continue
            if isinstance(field, forms.ModelChoiceField):
                self._share_choices(name, field)
            if name == "DELETE":
                row = str(form.instance) if form.instance.pk else ""
                field.label = _("Remove")
                inner(field.widget).attrs["aria-label"] = (
                    _("Remove “%(row)s”") % {"row": row} if row else _("Remove")
                )
            elif not self.side_by_side:
                label = capfirst(str(field.label or name))
                field.widget.attrs["aria-label"] = label
                inner(field.widget).attrs["aria-label"] = label

    def _share_choices(self, name: str, field: Any) -> None:
        """A list to choose from is read once for all rows, not once a row."""
        if not isinstance(inner(field.widget), AutocompleteMixin):
            shared = self.__dict__.setdefault("shared_choices", {})
            if name not in shared:
                shared[name] = list(iter(field.choices))  # no count beforehand
            field.widget.choices = shared[name]


class BilingualTabular(BilingualRows, TranslationTabularInline):
    side_by_side = False


class BilingualStacked(BilingualRows, TranslationStackedInline):
    pass
