"""The organisations the association works with."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from atoutsud.backoffice.publishing import PublishableAdmin
from atoutsud.content import revisions
from trainings import importing, merging
from trainings.models import Partner

MOST = 20


@admin.register(Partner)
class PartnerAdmin(importing.Importing, PublishableAdmin):
    tables = ("partners",)
    list_display = ("headline_words", "acronym", "kind", "shown_countries")
    list_filter = ("kind",)
    search_fields = ("name_fr", "name_en", "acronym", "aliases", "org_identifier")
    autocomplete_fields = ("parent", "logo")
    fieldsets = (
        (_lazy("Who it is"), {"fields": ("name", ("acronym", "kind"), "name_meaning")}),
        (
            _lazy("Where"),
            {"fields": (("countries", "hq_country"), "cities")},
        ),
        (
            _lazy("What it does"),
            {"fields": ("mission", ("founded_year",), "founded_note", "legal_status", "website")},
        ),
        (
            _lazy("Links, and recognising it in files"),
            {
                "fields": ("parent", "logo", "org_identifier", "aliases", "is_self", "autolink"),
                "classes": ("collapse",),
            },
        ),
    )

    actions = (*PublishableAdmin.actions, "merge")

    @admin.action(description=_lazy("Merge duplicates"), permissions=["change"])
    def merge(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """Which one stays, then what would change, then it is written."""
        partners = list(queryset.order_by("pk")[:MOST])
        if len(partners) < 2:
            words = _("Tick at least two records of the same organisation.")
            self.message_user(request, words, messages.WARNING)
            return None
        keep = next((p for p in partners if str(p.pk) == request.POST.get("keep")), None)
        gone = [partner for partner in partners if partner != keep]
        if keep is not None and "confirm" in request.POST:
            return self.merged(request, keep, gone)
        plans = [merging.plan(keep, partner) for partner in gone] if keep else []
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge duplicates"),
            "opts": self.opts,
            "partners": partners,
            "keep": keep,
            "plans": plans,
            "safe": not any(plan.obstacles for plan in plans),
            "checkbox": admin.helpers.ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/trainings/partner/merge.html", context)

    def merged(self, request: HttpRequest, keep: Partner, gone: list[Partner]) -> HttpResponse:
        try:
            with transaction.atomic():
                for partner in gone:
                    keep.refresh_from_db()
                    merging.merge(keep, partner, request.user)
        except (ValidationError, revisions.Conflict) as error:
            why = " ".join(getattr(error, "messages", ())) or _("changed meanwhile")
            words = _("Nothing was merged: %(why)s") % {"why": why}
            self.message_user(request, words, messages.ERROR)
        else:
            said = ngettext(
                "%(n)s record is merged into “%(name)s”.",
                "%(n)s records are merged into “%(name)s”.",
                len(gone),
            )
            self.message_user(request, said % {"n": len(gone), "name": keep})
        return HttpResponseRedirect(request.get_full_path())

    @admin.display(description=_lazy("countries"))
    def shown_countries(self, obj: Partner) -> str:
        return ", ".join(str(country.name) for country in obj.countries)

    class Media:
        js = (Script("js/countries.js", defer=True),)
