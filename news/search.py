"""What the search of the whole site finds in the news."""

from functools import reduce
from operator import and_

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atoutsud.content.languages import LANGUAGES, localized, word
from atoutsud.site import search
from news.models import Article

COLUMNS = [localized(f, code) for f in ("title", "lead", "body_plain") for code in LANGUAGES]
WORDS = 6


def find(query: str, language: str, limit: int) -> list[search.Hit]:
    words = query.split()[:WORDS]
    if not words:
        return []
    each = [
        reduce(Q.__or__, (Q(**{f"{column}__icontains": text}) for column in COLUMNS))
        for text in words
    ]
    rows = Article.public.for_list().filter(reduce(and_, each))[:limit]
    return [hit(article, language) for article in rows]


def hit(article: Article, language: str) -> search.Hit:
    words = article.headline(language)
    return search.Hit(
        address=article.address(words.language),
        words=words,
        note=article.get_kind_display(),
        summary=word(article, "lead", words.language).text,
    )


search.register(search.Source(order=30, label=_("News"), find=find))
