"""What stands on the card of an article that is shared."""

from typing import Any

from atoutsud.content import dates
from atoutsud.site import cards
from news.models import Article


def article(found: Any, language: str) -> cards.Words:
    if found.kind == Article.Kind.EVENT and found.when:
        moment = dates.in_words(found.when, language)
    else:
        moment = dates.day_in_words(found.published_on, language) if found.published_on else ""
    kind = str(found.get_kind_display())
    return cards.Words(kind[:1].upper() + kind[1:], cards.said(found.headline(language)), moment)


cards.register(cards.Source("news", Article, article))
