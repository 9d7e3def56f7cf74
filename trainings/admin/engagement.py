"""A training or an event on one page."""

from dataclasses import asdict
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.forms.utils import ErrorDict, ErrorList
from django.forms.widgets import Script
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from atoutsud.backoffice.bulktags import BulkTags
from atoutsud.backoffice.publishing import PublishableAdmin
from trainings import duplicating, gates, iati, importing
from trainings.admin import when
from trainings.admin.rows import (
    AgreementInline,
    CommitmentInline,
    DocumentInline,
    GroupInline,
    PhotoInline,
    RoleInline,
    SectorInline,
    TopicInline,
)
from trainings.admin.split import CofundingInline
from trainings.models import Engagement


@admin.register(Engagement)
class EngagementAdmin(BulkTags, importing.Importing, PublishableAdmin):
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
    actions = (*PublishableAdmin.actions, "tag", "duplicate")
    change_form_template = "admin/trainings/engagement/change_form.html"
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
        (_lazy("The essentials"), {"fields": ("title", "summary", ("kind", "our_role"), "course")}),
        (
            _lazy("When and where"),
            {
                "fields": (
                    "when",
                    ("duration_value", "duration_unit"),
                    ("country", "beneficiary_countries"),
                    "city",
                    "venue",
                    ("delivery", "delivery_languages"),
                    "how_to_take_part",
                ),
            },
        ),
        (
            _lazy("How many people"),
            {
                "fields": ("participants_total", "participants_note", "beneficiaries_complete"),
                "description": _lazy(
                    "People are counted, never named: there is no field for a person’s name."
                ),
            },
        ),
        (
            _lazy("What readers read"),
            {"fields": ("context", "objectives", "outputs", "follow_up")},
        ),
        (_lazy("Links"), {"fields": ("programme", "tags", "sdg_targets", "autolink")}),
        (
            _lazy("For exports and for the team"),
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
    # How the page is read: numbers are fieldsets, names are rows.
    layout: tuple[int | str, ...] = (
        0,
        1,
        "all_partners",
        2,
        "all_groups",
        "all_cofunding",
        3,
        "all_topics",
        "all_agreements",
        "all_commitments",
        4,
        "all_photos",
        "all_documents",
        5,
        "all_sectors",
    )

    @admin.display(description=_lazy("date"), ordering="start_earliest")
    def shown_date(self, obj: Engagement) -> str:
        return gates.date_words(obj)

    @admin.display(description=_lazy("still missing"))
    def missing(self, obj: Engagement) -> str:
        return str(len(gates.advice(obj)) or "")

    def warnings(self, obj: Any) -> list[str]:
        """What readers will not see, and, once published, what keeps it out of the IATI files."""
        return [*super().warnings(obj), *iati.told(obj)]

    def get_queryset(self, request: HttpRequest) -> Any:
        """The list says of each row what is missing: asked once for all."""
        found = super().get_queryset(request)
        match = request.resolver_match
        in_list = match is not None and str(match.url_name).endswith("_changelist")
        return found.prefetch_related(*gates.ROWS) if in_list else found

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        name = "trainings_engagement"
        return [
            path("understood/", view(self.understood_view), name=f"{name}_understood"),
            path("<int:pk>/duplicate/", view(self.duplicate_view), name=f"{name}_duplicate"),
            *super().get_urls(),
        ]

    def understood_view(self, request: HttpRequest) -> HttpResponse:
        """How a date is read, for the box that asks while one types."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return JsonResponse(asdict(gates.understood(request.GET.get("text", ""))))

    def duplicate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Says what is copied, then copies it: a draft, so that readers see nothing."""
        engagement = self.get_object(request, str(pk))
        if engagement is None:
            raise Http404
        if not (self.has_add_permission(request) and self.has_view_permission(request, engagement)):
            raise PermissionDenied
        if request.method == "POST":
            made = duplicating.duplicate(engagement, request.user)
            self.log_addition(request, made, [{"added": {}}])
            self.message_user(request, _("This is the copy, a draft: give it its date."))
            address = reverse("admin:trainings_engagement_change", args=[made.pk])
            return HttpResponseRedirect(address)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Duplicate"),
            "original": engagement,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/trainings/engagement/duplicate.html", context)

    @admin.action(description=_lazy("Duplicate"), permissions=["add"])
    def duplicate(self, request: HttpRequest, queryset: Any) -> None:
        for engagement in queryset.order_by("pk"):
            made = duplicating.duplicate(engagement, request.user)
            self.log_addition(request, made, [{"added": {}}])
            words = _("“%(name)s” is a draft, copied from “%(original)s”.")
            self.message_user(request, words % {"name": made, "original": engagement})

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if "when" in form.base_fields:
            form.base_fields["when"] = when.box(reverse("admin:trainings_engagement_understood"))
        return form

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        formsets = {one.formset.prefix: one for one in context["inline_admin_formsets"]}
        if any(getattr(one.formset, "asking", "") for one in formsets.values()):
            self.say_nothing_yet(context)
        fieldsets = list(context["adminform"])
        context["sections"] = [
            {"fieldset": fieldsets[part], "number": part}
            if isinstance(part, int)
            else {"rows": formsets[part]}
            for part in self.layout
            if isinstance(part, int) or part in formsets
        ]
        if obj is not None and obj.pk:
            context["panels"] = gates.panels(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    @staticmethod
    def say_nothing_yet(context: dict[str, Any]) -> None:
        """A column was asked for, nothing saved: what is not filled in yet is no fault yet."""
        context["errors"] = None
        context["adminform"].form._errors = ErrorDict()
        for one in context["inline_admin_formsets"]:
            one.formset._non_form_errors = ErrorList()
            for form in one.formset.forms:
                form._errors = ErrorDict()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The reference stands in exports: once given, it is only shown."""
        names = tuple(super().get_readonly_fields(request, obj))
        return (*names, "reference") if obj is not None and obj.pk else names

    class Media:
        js = (Script("js/dates.js", defer=True), Script("js/countries.js", defer=True))
