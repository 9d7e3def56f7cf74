"""The news as open data."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from atoutsud.content.languages import localized
from atoutsud.site import publicpage
from news.models import Article


@publicpage.public_page
def news_json(request: HttpRequest) -> HttpResponse:
    rows = Article.public.for_list().prefetch_related("tags")
    return JsonResponse(
        {"articles": [record(article) for article in rows]},
        json_dumps_params={"ensure_ascii": False},
    )


def record(article: Article) -> dict[str, Any]:
    """One article; what is not known is null, what is not written is absent."""
    written = article.languages

    def both(field: str) -> dict[str, str]:
        texts = {code: getattr(article, localized(field, code)) or "" for code in written}
        return {code: text for code, text in texts.items() if text}

    return {
        "uid": str(article.uid),
        "kind": article.kind,
        "languages": list(written),
        "title": both("title"),
        "lead": both("lead"),
        "author": both("author_line"),
        "address": {code: publicpage.absolute(article.address(code)) for code in written},
        "published_on": article.published_on,
        "start_earliest": article.start_earliest,
        "end_latest": article.end_latest,
        "place": both("place"),
        "country": str(article.country) or None,
        "tags": sorted(tag.name for tag in article.tags.all()),
        "updated": article.updated,
    }
