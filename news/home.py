"""What the home page shows of the news."""

from typing import Any

from atoutsud.site import home
from news.models import Article

SHOWN = 3


def latest(language: str) -> dict[str, Any] | None:
    articles = list(Article.public.for_list()[:SHOWN])
    return {"articles": articles} if articles else None


home.register(home.Section(order=40, template="news/_home.html", context=latest))
