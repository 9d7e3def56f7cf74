"""Links that lead nowhere: which, on which pages, since when, tried how often."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, reverse_lazy
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from atoutsud.backoffice import today
from atoutsud.backoffice.bilingual import OfficeAdmin
from atoutsud.backoffice.lists import mark
from atoutsud.site.models import WatchedLink

LINKS = reverse_lazy("admin:site_watchedlink_changelist")


class StandingFilter(admin.SimpleListFilter):
    title = _lazy("state")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("broken", _("broken")), ("doubtful", _("did not answer lately"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() in ("broken", "doubtful"):
            return getattr(queryset, str(self.value()))()
        return queryset


@admin.register(WatchedLink)
class WatchedLinkAdmin(OfficeAdmin):
    """Written by `check_links` alone; a link is mended in the text that holds it."""

    list_display = ("address", "pages", "standing", "failing_since", "tries", "told", "checked")
    list_display_links = None
    list_filter = (StandingFilter, "inside")
    search_fields = ("url", "uses__title")
    fields = ("url", "pages", "standing", "failing_since", "tries", "told", "checked")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("uses")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_lazy("link"), ordering="url")
    def address(self, obj: WatchedLink) -> Any:
        if obj.url.startswith("ref:"):
            return obj.url
        return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', obj.url, obj.url)

    @admin.display(description=_lazy("stands in"))
    def pages(self, obj: WatchedLink) -> Any:
        return format_html_join(", ", "{}", ((_place(use),) for use in obj.uses.all()))

    @admin.display(description=_lazy("state"), ordering="tries")
    def standing(self, obj: WatchedLink) -> Any:
        if obj.is_broken:
            return mark("conflict", _("broken"))
        if obj.tries:
            return mark("doubt", _("did not answer lately"))
        return mark("clean", _("fine")) if obj.checked else mark("answer", _("not tried yet"))


def _place(use: Any) -> Any:
    try:
        address = reverse(f"admin:{use.model.replace('.', '_')}_change", args=[use.object_id])
    except NoReverseMatch:
        return use.title
    return format_html('<a href="{}">{}</a>', address, use.title)


today.register(
    today.Task(
        order=27,
        group=today.READERS,
        label=_lazy("broken links"),
        count=lambda user: WatchedLink.objects.broken().count(),
        url=lambda: f"{LINKS}?standing=broken",
    )
)
