"""The editors' screens of trainings, partners and requests."""

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.forms.widgets import Script
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from atoutsud.backoffice.bilingual import (
    BilingualAdmin,
    BilingualStacked,
    BilingualTabular,
    OfficeAdmin,
)
from atoutsud.backoffice.publishing import PublishableAdmin
from trainings import cofunding, gates, iati, importing
from trainings.models import (
    Agreement,
    CofundingLine,
    Commitment,
    Engagement,
    EngagementDocument,
    EngagementPartner,
    EngagementPhoto,
    FundingCategory,
    ParticipantGroup,
    Partner,
    Programme,
    SectorLine,
    TopicLine,
    TrainingRequest,
)


class RoleInline(BilingualTabular):
    model = EngagementPartner
    fields = ("partner", "role", "note", "position")
    autocomplete_fields = ("partner",)
    verbose_name = _("organisation")
    verbose_name_plural = _("With whom")


class GroupInline(BilingualTabular):
    model = ParticipantGroup
    fields = ("institution", "profile", "label", "sex", "count", "position")
    autocomplete_fields = ("institution",)


def words_of_split() -> dict[str, str]:
    """What the form says of each expense while it is typed; the names in braces are filled in."""
    return {
        "alone": gettext("{expense}: one payer, who paid all of it."),
        "unknown": gettext("{expense}: shares unknown, and said so to readers."),
        "right": gettext("{expense}: 100 %, right."),
        "mixed": gettext("{expense}: give every payer a share, or none of them."),
        "under": gettext("{expense}: {total} %, missing {gap} %."),
        "over": gettext("{expense}: {total} %, {gap} % too much."),
        "undetailed": gettext("{expense}: without a share, the split is said not to be detailed."),
        "other": str(
            FundingCategory.objects.filter(code=FundingCategory.OTHER)
            .values_list("pk", flat=True)
            .first()
        ),
    }


class SplitFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """Says what is wrong with the split before anything is saved."""

    @cached_property
    def empty_form(self) -> Any:
        """The row that new ones are made of also says what the form says of a split."""
        form = super().empty_form
        form.fields["share"].widget.attrs.update(
            {
                "data-evenly": gettext("Split evenly"),
                "data-split": json.dumps(words_of_split(), ensure_ascii=False),
            }
        )
        return form

    def clean(self) -> None:
        super().clean()
        lines = [
            form.instance
            for form in self.forms
            if form.is_valid()
            and form.instance.category_id
            and form.instance.funder_id
            and not form.cleaned_data.get("DELETE")
        ]
        found = cofunding.faults(lines)
        if found:
            raise ValidationError([fault.message for fault in found])


class CofundingInline(BilingualStacked):
    model = CofundingLine
    formset = SplitFormSet
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("category", "funder", "share"),
                    ("programme", "channel", "nature"),
                    "note",
                )
            },
        ),
        (
            _("Amount, value, place in the list"),
            {
                "fields": (
                    ("amount", "currency", "amount_not_published"),
                    ("valuation_method", "value_date", "position"),
                    ("quantity", "unit_value"),
                    "unit",
                ),
                "classes": ("collapse",),
            },
        ),
    )
    autocomplete_fields = ("funder", "programme", "channel")
    classes = ("compact",)

    class Media:
        js = (Script("js/split.js", defer=True),)


class TopicInline(BilingualTabular):
    model = TopicLine
    fields = ("concept", "label", "position")
    autocomplete_fields = ("concept",)


class SectorInline(BilingualTabular):
    model = SectorLine
    fields = ("code", "percent", "position")
    classes = ("collapse",)


class AgreementInline(BilingualStacked):
    model = Agreement
    fields = ("kind", "title", "purpose", "partners", "signatories", "when", "file", "position")
    autocomplete_fields = ("partners", "file")


class CommitmentInline(BilingualStacked):
    model = Commitment
    fields = ("text", "when", "state", "done_note", "position")


class PhotoInline(BilingualTabular):
    model = EngagementPhoto
    fields = ("picture", "caption", "when", "position")
    autocomplete_fields = ("picture",)


class DocumentInline(BilingualTabular):
    model = EngagementDocument
    fields = ("file", "url", "title", "category", "position")
    autocomplete_fields = ("file",)


@admin.register(Engagement)
class EngagementAdmin(importing.Importing, PublishableAdmin):
    tables = ("trainings", "cofunding")
    list_display = (
        "headline_words",
        "kind",
        "shown_date",
        "country",
        "participants_total",
        "missing",
    )
    list_filter = ("kind", "course", "country", "our_role")
    search_fields = ("title_fr", "title_en", "reference", "city_fr", "summary_fr", "summary_en")
    autocomplete_fields = ("programme",)
    readonly_fields = ("what_is_missing",)
    picture_rows = ("all_photos",)
    inlines = (
        RoleInline,
        GroupInline,
        CofundingInline,
        TopicInline,
        AgreementInline,
        CommitmentInline,
        PhotoInline,
        DocumentInline,
        SectorInline,
    )
    fieldsets = (
        (_("Before publishing"), {"fields": ("what_is_missing",)}),
        (_("The essentials"), {"fields": ("title", "summary", ("kind", "our_role"), "course")}),
        (
            _("When and where"),
            {
                "fields": (
                    "when",
                    ("duration_value", "duration_unit"),
                    ("delivery", "delivery_languages"),
                    ("country", "beneficiary_countries"),
                    "city",
                    "venue",
                    "how_to_take_part",
                ),
                "description": _(
                    "The date as you would write it: “July 2016”, “07/2016”, "
                    "“31/10/2016-03/11/2016”. Leave it empty when it is unknown."
                ),
            },
        ),
        (
            _("How many people"),
            {
                "fields": ("participants_total", "participants_note", "beneficiaries_complete"),
                "description": _("People are counted, never named."),
            },
        ),
        (_("What readers read"), {"fields": ("context", "objectives", "outputs", "follow_up")}),
        (_("Links"), {"fields": ("programme", "tags", "sdg_targets")}),
        (
            _("For exports and for the team"),
            {
                "fields": (
                    "reference",
                    ("latitude", "longitude", "point_exactness"),
                    "source_url",
                    "source_text",
                ),
                "classes": ("collapse",),
            },
        ),
    )

    @admin.display(description=_("date"), ordering="start_earliest")
    def shown_date(self, obj: Engagement) -> str:
        return gates.date_words(obj)

    @admin.display(description=_("still missing"))
    def missing(self, obj: Engagement) -> str:
        return str(len(gates.advice(obj)) or "")

    @admin.display(description=_("Still missing"))
    def what_is_missing(self, obj: Engagement | None) -> Any:
        return gates.panel(obj)

    def warnings(self, obj: Any) -> list[str]:
        """What readers will not see, and, once published, what keeps it out of the IATI files."""
        return [*super().warnings(obj), *iati.told(obj)]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The reference stands in exports: once given, it is only shown."""
        names = tuple(super().get_readonly_fields(request, obj))
        return (*names, "reference") if obj is not None and obj.pk else names


@admin.register(Partner)
class PartnerAdmin(importing.Importing, PublishableAdmin):
    tables = ("partners",)
    list_display = ("headline_words", "acronym", "kind", "shown_countries")
    list_filter = ("kind",)
    search_fields = ("name_fr", "name_en", "acronym", "aliases", "org_identifier")
    autocomplete_fields = ("parent", "logo")
    fieldsets = (
        (_("Who it is"), {"fields": ("name", ("acronym", "kind"), "name_meaning")}),
        (
            _("Where"),
            {"fields": (("countries", "hq_country"), "cities")},
        ),
        (
            _("What it does"),
            {"fields": ("mission", ("founded_year",), "founded_note", "legal_status", "website")},
        ),
        (
            _("Links, and recognising it in files"),
            {
                "fields": ("parent", "logo", "org_identifier", "aliases", "is_self"),
                "classes": ("collapse",),
            },
        ),
    )

    @admin.display(description=_("countries"))
    def shown_countries(self, obj: Partner) -> str:
        return ", ".join(str(country.name) for country in obj.countries)


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
        (_("Follow-up"), {"fields": ("state", "note")}),
        (_("The request"), {"fields": readonly_fields}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = 4
        return field
