"""The editors' screens of the news."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from atoutsud.backoffice.bilingual import BilingualTabular
from atoutsud.backoffice.bulktags import BulkTags
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
    list_filter = ("kind", "tags")
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
