"""Changes kept aside, of all content: which texts wait to be published once more."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from atoutsud.backoffice import today
from atoutsud.backoffice.bilingual import OfficeAdmin
from atoutsud.content.models import WorkingDraft
from atoutsud.content.publication import Publishable


def of_theirs(user: Any) -> Q:
    """Drafts of the kinds of content that `user` may change."""
    found = Q(pk=None)
    for model in admin.site._registry:
        meta = model._meta
        right = f"{meta.app_label}.change_{meta.model_name}"
        if issubclass(model, Publishable) and user.has_perm(right):
            found |= Q(model__app_label=meta.app_label, model__model=meta.model_name)
    return found


@admin.register(WorkingDraft)
class WorkingDraftAdmin(OfficeAdmin):
    """A list alone: a draft is read, published or thrown away on the screens of its text."""

    list_display = ("thing", "kind", "author", "updated")
    list_display_links = None
    list_select_related = ("model", "author")
    ordering = ("updated",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(of_theirs(request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """What each draft is of, by one query for each kind of content."""
        response = super().changelist_view(request, extra_context)
        shown = getattr(response, "context_data", {}).get("cl")
        if shown is not None:
            shown.result_list = list(shown.result_list)
            wanted: dict[Any, list[int]] = {}
            for row in shown.result_list:
                wanted.setdefault(row.model, []).append(row.object_id)
            found = {
                (kind.pk, pk): obj
                for kind, numbers in wanted.items()
                for pk, obj in kind.model_class()._base_manager.in_bulk(numbers).items()
            }
            for row in shown.result_list:
                row.thing = found.get((row.model_id, row.object_id))
        return response

    @admin.display(description=_("text"))
    def thing(self, obj: Any) -> Any:
        name = f"admin:{obj.model.app_label}_{obj.model.model}_draft"
        thing: Any = getattr(obj, "thing", None)
        words = thing.headline() if hasattr(thing, "headline") else None
        shown = words.text if words else obj.object_id
        return format_html('<a href="{}">{}</a>', reverse(name, args=[obj.object_id]), shown)

    @admin.display(description=_("content"))
    def kind(self, obj: Any) -> str:
        return capfirst(str(obj.model.model_class()._meta.verbose_name))


today.register(
    today.Task(
        order=10,
        group=today.PREPARING,
        label=_("published texts with changes kept aside"),
        count=lambda user: WorkingDraft.objects.filter(of_theirs(user)).count(),
        url=reverse_lazy("admin:content_workingdraft_changelist"),
    )
)
