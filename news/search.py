"""What the search of the whole site finds in the news."""

from functools import reduce
from operator import and_

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atoutsud.content.languages import LANGUAGES, localized, word
from atoutsud.site import search
from news.models import Article

FIELDS = ("title", "lead", "body_plain")
WORDS = 6


def find(query: str, language: str, limit: int) -> list[search.Hit]:
    words = query.split()[:WORDS]
    if not words:
        return []
    each = [
        reduce(
            Q.__or__,
            (
                # Words of a translation that is not finished find nothing.
                Q(**{f"{localized(field, code)}__icontains": text}) & Article.readable(code)
                for field in FIELDS
                for code in LANGUAGES
            ),
        )
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
