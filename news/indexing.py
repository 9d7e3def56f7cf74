"""What the search index says of articles."""

from collections.abc import Iterator

from atoutsud.content import index
from atoutsud.content.index import Sheet
from news.models import Article

ARTICLE = "news.article"
TEXTS = ("lead", "body_plain", "place", "author_line")


def articles(pks: list[int]) -> Iterator[Sheet]:
    for article in Article._base_manager.filter(pk__in=pks):
        names, texts, shown = index.spoken(article, "title", "lead", TEXTS)
        yield index.sheet_of(
            article, names=names, texts=texts, shown=shown | {"note": article.kind}
        )


index.register(index.Source(ARTICLE, articles))
