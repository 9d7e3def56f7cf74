"""What editors of the news are asked to do today."""

from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from atoutsud.backoffice import today
from news.models import Article


def drafts(user: Any) -> int:
    return Article.objects.drafts().count()


def lacking_english(user: Any) -> int:
    return Article.objects.published().lacking("en").count()


def lacking_french(user: Any) -> int:
    return Article.objects.published().lacking("fr").count()


LIST = reverse_lazy("admin:news_article_changelist")

today.register(
    today.Task(
        order=20,
        group=today.PREPARING,
        label=_("articles still in draft"),
        count=drafts,
        url=lambda: f"{LIST}?state__exact=draft",
    )
)
today.register(
    today.Task(
        order=21,
        group=today.READERS,
        label=_("published articles without English"),
        count=lacking_english,
        url=lambda: f"{LIST}?state__exact=published&lacks=en",
    )
)
today.register(
    today.Task(
        order=22,
        group=today.READERS,
        label=_("published articles without French"),
        count=lacking_french,
        url=lambda: f"{LIST}?state__exact=published&lacks=fr",
    )
)
today.register_shortcut(
    today.Shortcut(order=10, label=_("an article"), url=reverse_lazy("admin:news_article_add"))
)
