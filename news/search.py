"""What the search of the whole site shows of articles."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from atoutsud.content.answers import Found
from atoutsud.site import search
from news.models import Article


def show(found: Found, shown: dict[str, Any], language: str) -> search.Hit:
    note = str(Article.Kind(shown["note"]).label)
    return search.titled(found, shown, language, "news-item", note=note)


search.register(search.Source(order=30, label=_("News"), kind="news.article", show=show))
