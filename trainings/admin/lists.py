"""Programmes, expense items, requests, closed years."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from atoutsud.backoffice.bilingual import BilingualAdmin, OfficeAdmin
from trainings import report
from trainings.models import ClosedYear, FundingCategory, Programme, TrainingRequest


@admin.register(Programme)
class ProgrammeAdmin(BilingualAdmin):
    list_display = ("__str__", "acronym", "managed_by")
    search_fields = ("name_fr", "name_en", "acronym")
    autocomplete_fields = ("managed_by", "funded_by")
    list_select_related = ("managed_by",)
    fieldsets = ((None, {"fields": ("acronym", "name", "description", "managed_by", "funded_by")}),)


@admin.register(FundingCategory)
class FundingCategoryAdmin(BilingualAdmin):
    list_display = ("__str__", "code", "anc_family", "position")
    search_fields = ("name_fr", "name_en", "code")
    fieldsets = ((None, {"fields": ("name", "code", "anc_family", "position")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("code",) if obj is not None else ()


@admin.register(TrainingRequest)
class TrainingRequestAdmin(OfficeAdmin):
    """What people wrote is kept as they wrote it; the team adds the state and a note."""

    list_display = ("organisation", "country", "created", "state", "language")
    list_filter = ("state", "language")
    search_fields = ("organisation", "contact_name", "email", "need")
    date_hierarchy = "created"
    readonly_fields = (
        "organisation",
        "country",
        "contact_name",
        "email",
        "need",
        "wished_for",
        "people",
        "language",
        "created",
    )
    fieldsets = (
        (_lazy("Follow-up"), {"fields": ("state", "note")}),
        (_lazy("The request"), {"fields": readonly_fields}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 4
        return field


class ClosingForm(forms.ModelForm):
    """A year is closed by naming it; what it says is taken from the records."""

    class Meta:
        model = ClosedYear
        fields = ("year",)

    def clean_year(self) -> int:
        year = int(self.cleaned_data["year"])
        report.check(year)
        return year


@admin.register(ClosedYear)
class ClosedYearAdmin(OfficeAdmin):
    """Closing keeps a year’s report as it stands; deleting the row opens the year again."""

    form = ClosingForm
    list_display = ("year", "closed", "closed_by")
    actions_on_top = True

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            words = _(
                "The report of the year is kept as it stands now, in both languages. Later changes "
                "to the records will not move it. An administrator may open the year again."
            )
            return [(None, {"fields": ("year",), "description": words})]
        return [(None, {"fields": ("year", "closed", "closed_by", "report_link", "since")})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("report_link", "since") if obj else ()

    @admin.display(description=_lazy("report"))
    def report_link(self, obj: ClosedYear) -> Any:
        address = reverse("trainings-report", args=[obj.year])
        return format_html('<a href="{}">{}</a>', address, _("See it on the site"))

    @admin.display(description=_lazy("changed since"))
    def since(self, obj: ClosedYear) -> Any:
        moved = report.moved(obj)
        if not moved:
            return _("Nothing: the records still say what the report says.")
        items = format_html_join("", "<li>{}</li>", ((title,) for title in moved))
        return format_html("<ul>{}</ul>", items)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        closed = report.close(obj.year, request.user)
        obj.pk, obj.document, obj.closed = closed.pk, closed.document, closed.closed
        obj._state.adding = False
