"""Who paid for what, as a matrix: an expense per row, a payer with its route per column.

Ticks come before numbers: a tick says who paid, a share is asked for from two payers on. Each cell
is one form of an ordinary formset, so that everything works, and is checked, without a script.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.forms.widgets import Script
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from atoutsud.backoffice.bilingual import BilingualStacked
from trainings import cofunding
from trainings.admin import splitdata
from trainings.admin.splitdata import MODES, Key, Payer
from trainings.models import CofundingLine, FundingCategory, Partner, Programme
from trainings.models.cofunding import Nature

HIDDEN = ("category", "funder", "programme", "channel")
CELL = ("share", "amount", "currency", "valuation_method", "nature")
MORE = ("amount_not_published", "value_date", "quantity", "unit_value")
WORDS = ("unit_fr", "unit_en", "note_fr", "note_en")
# What a new training is offered first; the others are a choice away.
FIRST = ("local_logistics", "expertise", "flights", "accommodation_perdiem")
USUAL = "EUR"


class LineForm(forms.ModelForm):
    """One cell: `on` says that this payer paid something of this expense."""

    on = forms.BooleanField(required=False)
    mode = "shares"
    is_shared_now = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in HIDDEN:
            self.fields[name].widget = forms.HiddenInput()
        self.fields["share"].widget = forms.TextInput()
        self.fields["amount"].widget = forms.TextInput()
        for name, size in (("share", 4), ("amount", 7)):
            self.fields[name].localize = True
            self.fields[name].widget.attrs.update(inputmode="decimal", size=size, maxlength=16)
            self.fields[name].widget.is_localized = True
        self.fields["currency"].widget.attrs.update(size=3, placeholder=USUAL)

    def get_initial_for_field(self, field: Any, field_name: str) -> Any:
        """A line there is a tick, unless a working draft takes it away."""
        if field_name != "on":
            return super().get_initial_for_field(field, field_name)
        there = bool(self.instance.pk) or bool(self.initial.get("on"))
        return there and not self.initial.get("DELETE")

    @property
    def is_on(self) -> bool:
        return bool(self["on"].value())

    @property
    def key(self) -> Key:
        values = [str(self[name].value() or "") for name in HIDDEN]
        return values[0], (values[1], values[2], values[3])

    def has_changed(self) -> bool:
        """An empty cell is no line, whatever its hidden fields say."""
        if self.instance.pk is None:
            return self.is_on
        return self.is_shared_now or super().has_changed()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        amount, nature = cleaned.get("amount"), cleaned.get("nature")
        if amount is None:
            cleaned["currency"] = ""
        elif not cleaned.get("currency"):
            cleaned["currency"] = USUAL
        cleaned["currency"] = (cleaned.get("currency") or "").upper()
        if amount is not None:
            cleaned["amount_not_published"] = False
        elif nature == Nature.CASH and self.mode != "money":
            cleaned["amount_not_published"] = True  # this mode says so for all
        return cleaned


class SplitFormSet(BaseInlineFormSet):
    """The cells, their rows and columns, and what is wrong with them before anything is saved."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        self.asking = ""
        self.prefix = kwargs.get("prefix") or self.get_default_prefix()
        if data is not None:
            self.asking = splitdata.asked_for(data)
            data = splitdata.prepared(data, self.prefix)
        super().__init__(data, *args, **kwargs)
        if data is not None:
            self.data = data  # a formset makes a plain dictionary of an empty form
        if not self.is_bound:
            self.drafted = list(self.initial_extra or ())
            self.initial_extra = self.empty_cells()
            self.extra = len(self.initial_extra)

    # New lines of the working draft, which the live record does not have.
    drafted: list[dict[str, Any]] = []

    @cached_property
    def mode(self) -> str:
        if self.is_bound:
            asked = self.data.get("split-mode", "")
            return asked if asked in MODES else "shares"
        on = self.ticked()
        if any(form["amount"].value() for form in on):
            return "money"
        detailed = any(
            form["share"].value() or self.categories[form.key[0]].code != cofunding.OTHER
            for form in on
        )
        return "none" if on and not detailed else "shares"

    # Rows and columns

    @cached_property
    def categories(self) -> dict[str, FundingCategory]:
        return {str(c.pk): c for c in FundingCategory.objects.order_by("position", "code")}

    @cached_property
    def lines(self) -> list[CofundingLine]:
        links = ("category", "funder", "programme", "channel")
        return list(self.get_queryset().select_related(*links)) if self.instance.pk else []

    @cached_property
    def rows(self) -> list[str]:
        """Keys of the expenses shown, in their order."""
        if self.is_bound:
            asked = {*self.data.getlist("split-row"), *(form.key[0] for form in self.forms)}
        else:
            asked = {str(line.category_id) for line in self.lines}
            asked |= {splitdata.key_of(row)[0] for row in self.drafted}
            offered = (*FIRST, cofunding.OTHER) if not asked else (cofunding.OTHER,)
            asked |= {pk for pk, c in self.categories.items() if c.code in offered}
        return [pk for pk in self.categories if pk in asked]

    @cached_property
    def columns(self) -> list[Payer]:
        """Payers with their routes: those who paid, else those who had a part in it."""
        if self.is_bound:
            posted = [splitdata.payer_of(text) for text in self.data.getlist("split-column")]
            found = [*filter(None, posted), *(form.key[1] for form in self.forms)]
        else:
            found = [splitdata.payer_of_line(line) for line in self.lines]
            found += [splitdata.key_of(row)[1] for row in self.drafted]
            found = found or [(str(pk), "", "") for pk in self.likely()]
        return [payer for payer in dict.fromkeys(found) if payer[0]]

    def likely(self) -> list[int]:
        us = Partner.objects.filter(is_self=True).values_list("pk", flat=True)
        if not self.instance.pk:
            return [*us]
        return [*us, *self.instance.all_partners.values_list("partner_id", flat=True)]

    def empty_cells(self) -> list[dict[str, Any]]:
        """What the hidden fields of the cells without a line begin with."""
        taken = {splitdata.key_of_line(line) for line in self.lines}
        drafted = {splitdata.key_of(row): {**row, "on": True} for row in self.drafted}
        return [
            {**drafted.get((row, payer), {}), **dict(zip(HIDDEN, (row, *payer), strict=True))}
            for row in self.rows
            for payer in self.columns
            if (row, payer) not in taken
        ]

    # Checks

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)
        form.mode = self.mode if self.is_bound else "shares"
        if form.instance.pk in self.alone:
            form.initial["share"] = None  # a single payer needs no number
        return form

    @cached_property
    def alone(self) -> set[int]:
        """Lines that pay the whole of their expense by themselves."""
        groups = cofunding.by_category(self.lines)
        single = [group[0] for _category, group in groups if len(group) == 1]
        return {line.pk for line in single if line.share == cofunding.FULL and not line.amount}

    def _should_delete_form(self, form: Any) -> bool:
        return bool(form.instance.pk) and not form.cleaned_data.get("on")

    def is_valid(self) -> bool:
        """Asking for a row, a column or even shares saves nothing: the form comes back."""
        return not self.asking and super().is_valid()

    def ticked(self) -> list[Any]:
        return [form for form in self.forms if form.is_on]

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.ticked() if not form.errors]
        lines = [form.instance for form in kept]
        for form in kept:
            # It paid all, unsaid; somebody joined it, so that what is unsaid is not known.
            alike = sum(1 for line in lines if line.category_id == form.instance.category_id)
            form.is_shared_now = form.instance.pk in self.alone and alike > 1
        for _category, group in cofunding.by_category(lines):
            if self.mode == "money" and cofunding.one_currency(group):
                for line in group:
                    line.share = None  # the amounts give it
        self.faults = cofunding.faults(lines)
        if self.faults:
            raise ValidationError([fault.message for fault in self.faults])

    faults: list[cofunding.Fault] = []

    # What the template shows

    def grid(self) -> list[dict[str, Any]]:
        """Row by row: the expense, its cells in the order of the columns, what they add up to."""
        found = {form.key: form for form in self.forms}
        wrong = {fault.category for fault in self.faults}
        rows = []
        for pk in self.rows:
            cells = [found[(pk, payer)] for payer in self.columns if (pk, payer) in found]
            category = self.categories[pk]
            for form, payer in zip(cells, self.columns, strict=False):
                splitdata.name_cell(form, str(category), self.payer_words(payer)[0])
            on = [form for form in cells if form.is_on]
            typed = [form for form in on if form["share"].value()]
            rows.append(
                {
                    "category": category,
                    "cells": cells,
                    "alone": len(on) == 1 and not typed,
                    "several": len(on) > 1,
                    "wrong": category.code in wrong or any(form.errors for form in on),
                    "total": splitdata.told(on, self.mode),
                }
            )
        return rows

    @cached_property
    def known(self) -> dict[str, dict[str, Any]]:
        """The organisations and programmes the columns speak of, in two queries."""
        who = {pk for payer in self.columns for pk in (payer[0], payer[2]) if pk}
        what = {payer[1] for payer in self.columns if payer[1]}
        return {
            "partners": {str(p.pk): p for p in Partner.objects.filter(pk__in=who)},
            "programmes": {str(p.pk): p for p in Programme.objects.filter(pk__in=what)},
        }

    def payer_words(self, payer: Payer) -> tuple[str, str]:
        """(name, route): “Dutch cooperation”, “through TRQN, run by IOM Netherlands”."""
        partners, programmes = self.known["partners"], self.known["programmes"]
        programme, manager = programmes.get(payer[1]), partners.get(payer[2])
        values = {"programme": programme, "manager": manager}
        route = ""
        if programme and manager:
            route = _("through %(programme)s, run by %(manager)s") % values
        elif programme:
            route = _("through %(programme)s") % values
        elif manager:
            route = _("funds managed by %(manager)s") % values
        return str(partners.get(payer[0]) or "?"), route

    @cached_property
    def heads(self) -> list[dict[str, Any]]:
        return [
            {"value": ":".join(payer), "words": self.payer_words(payer)} for payer in self.columns
        ]

    def details(self) -> list[dict[str, Any]]:
        """The rarer fields of the lines there are, each under the names of its row and column."""
        shown = []
        for form in self.ticked():
            row, payer = form.key
            if row in self.categories:
                names = f"{self.categories[row]}, {self.payer_words(payer)[0]}"
                shown.append({"form": form, "names": names})
        return shown

    def modes(self) -> Iterable[tuple[str, Any, bool]]:
        return [(value, label, value == self.mode) for value, label in MODES.items()]

    def script_words(self) -> dict[str, str]:
        return splitdata.script_words()

    def left_out(self) -> list[FundingCategory]:
        return [c for pk, c in self.categories.items() if pk not in self.rows]

    def adding(self) -> forms.Form:
        return PayerForm()

    @property
    def empty_form(self) -> Any:
        """Lines are ticked in the matrix, never added one by one."""
        form = super().empty_form
        form.mode = "shares"
        return form


class PayerForm(forms.Form):
    """A new column: who pays, by which route; new organisations are made in passing."""

    payer = forms.ModelChoiceField(Partner.objects.all(), label=_lazy("Who pays"))
    programme = forms.ModelChoiceField(
        Programme.objects.all(), required=False, label=_lazy("through the programme")
    )
    channel = forms.ModelChoiceField(
        Partner.objects.all(), required=False, label=_lazy("funds managed by")
    )
    prefix = "split"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        links = {"payer": "funder", "programme": "programme", "channel": "channel"}
        for name, column in links.items():
            relation: Any = CofundingLine._meta.get_field(column).remote_field
            field: Any = self.fields[name]
            field.widget = RelatedFieldWidgetWrapper(
                field.widget, relation, admin.site, can_add_related=True
            )


class CofundingInline(BilingualStacked):
    model = CofundingLine
    form = LineForm
    formset = SplitFormSet
    template = "admin/trainings/engagement/_split.html"
    fields = (*HIDDEN, *CELL, *MORE, "unit", "note")

    class Media:
        js = (Script("js/split.js", defer=True),)
