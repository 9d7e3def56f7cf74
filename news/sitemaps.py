from collections.abc import Iterator

from atoutsud.content.languages import LANGUAGES
from atoutsud.site import sitemaps
from news.models import Article


def articles() -> Iterator[sitemaps.Entry]:
    """Each article at its addresses in the languages it is written in."""
    for article in Article.public.for_list():
        addresses = {code: article.address(code) for code in LANGUAGES if code in article.languages}
        if addresses:
            yield sitemaps.Entry(addresses, article.updated)


sitemaps.register(articles)
