"""The health of the lexicon in the back office: counts that lead to lists."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lexicon import health


class HealthFilter(admin.SimpleListFilter):
    """The list behind a count; each model's questions only."""

    title = gettext_lazy("health")
    parameter_name = "health"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        opts = model_admin.opts
        where = f"admin:{opts.app_label}_{opts.model_name}_changelist"
        return [(asked.name, asked.title) for asked in health.QUESTIONS if asked.where == where]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        asked = health.question(self.value() or "")
        if asked is None or asked.rows().model is not queryset.model:
            return queryset
        return queryset.filter(pk__in=asked.rows().order_by().values("pk"))


class HealthViews:
    """Mixed into the admin of entries."""

    admin_site: Any
    opts: Any

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.health_view)
        return [path("health/", view, name="lexicon_concept_health"), *super().get_urls()]  # type: ignore[misc]

    def health_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Health of the lexicon"),
            "counts": health.counts(),
        }
        return TemplateResponse(request, "admin/lexicon/concept/health.html", context)
