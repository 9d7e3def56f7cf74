"""Each article at its addresses in the languages it is written in."""

from typing import Any

from atoutsud.site import sitemaps
from news.models import Article


def articles() -> Any:
    return Article.public.for_list()


sitemaps.register(sitemaps.Rows("news", articles))
