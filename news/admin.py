"""The editors' screens of the news."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from atoutsud.backoffice.bilingual import BilingualTabular
from atoutsud.backoffice.bulktags import BulkTags, TagFilter
from atoutsud.backoffice.publishing import PublishableAdmin
from news.models import Article, ArticlePicture


class ArticlePictureInline(BilingualTabular):
    model = ArticlePicture
    fields = ("picture", "caption", "position")
    autocomplete_fields = ("picture",)
    extra = 0


@admin.register(Article)
class ArticleAdmin(BulkTags, PublishableAdmin):
    actions = (*PublishableAdmin.actions, "tag")
    list_display = ("headline_words", "kind", "dateline")
    inlines = (ArticlePictureInline,)
    picture_rows = ("all_pictures",)
    list_filter = ("kind", TagFilter)
    search_fields = ("title_fr", "title_en", "lead_fr", "lead_en")
    autocomplete_fields = ("training",)
    fieldsets: Any = (
        (_("The text"), {"fields": ("kind", "title", "lead", "body", "author_line")}),
        (
            _("When and where"),
            {
                "fields": ("published_on", "when", "place", "country"),
                "description": _("For an event: when and where it takes place."),
            },
        ),
        (_("Links"), {"fields": ("tags", "training", "autolink")}),
    )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new text is of today: without a date it would stand below all the others."""
        found: dict[str, Any] = super().get_changeform_initial_data(request)
        return {"published_on": timezone.localdate(), **found}

    def warnings(self, obj: Any) -> list[str]:
        found = super().warnings(obj)
        start = obj.publish_from and timezone.localdate(obj.publish_from)
        if start and obj.published_on and obj.published_on < start and not obj.is_public:
            words = gettext(
                "It appears on %(start)s, and its text bears the date %(date)s: is that right?"
            )
            shown = {"start": start, "date": obj.published_on}
            found.append(words % {name: formats.date_format(day) for name, day in shown.items()})
        return found
