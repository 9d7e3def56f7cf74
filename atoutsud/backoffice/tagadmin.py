"""Tags: labels in both languages, merging."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from atoutsud.backoffice.bilingual import BilingualAdmin
from atoutsud.content.tagging import Tag


@admin.register(Tag)
class TagAdmin(BilingualAdmin):
    list_display = ("name", "label_fr", "label_en", "uses")
    search_fields = ("name", "label_fr", "label_en")
    fields = ("name", "slug", "label")
    actions = ("merge",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The address of a tag page is made once, from its name."""
        return ("slug",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        found = super().get_fieldsets(request, obj)
        if obj is None:
            return [
                (name, {**options, "fields": [f for f in options["fields"] if f != "slug"]})
                for name, options in found
            ]
        return found

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(count=Count("all_items"))

    @admin.display(description=_lazy("used"), ordering="count")
    def uses(self, obj: Any) -> int:
        return int(obj.count)

    @admin.action(description=_lazy("Merge the ticked tags"), permissions=["change", "delete"])
    def merge(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """A second page asks which one stays."""
        tags = list(queryset)
        if len(tags) < 2:
            self.message_user(request, _("Tick at least two tags to merge."), messages.WARNING)
            return None
        keep = next((tag for tag in tags if str(tag.pk) == request.POST.get("keep")), None)
        if keep is not None:
            gone = [tag for tag in tags if tag.pk != keep.pk]
            for tag in gone:
                tag.merge_into(keep)
            said = ngettext(
                "%(n)s tag is merged into “%(name)s”.",
                "%(n)s tags are merged into “%(name)s”.",
                len(gone),
            )
            self.message_user(request, said % {"n": len(gone), "name": keep.name})
            return HttpResponseRedirect(request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge tags"),
            "opts": self.opts,
            "tags": tags,
            "checkbox": admin.helpers.ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/merge_tags.html", context)
