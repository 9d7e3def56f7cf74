"""The news as open data."""

import datetime
import json
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Max
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from atoutsud.content.languages import localized
from atoutsud.site import opendata, publicpage
from atoutsud.site.opendata import Dataset, Field, File
from news.models import Article

NAME = "news-data"


@opendata.public_file("atoutsud-news.json", "application/json")
def news_json(request: HttpRequest) -> Iterator[str]:
    rows = Article.public.for_list().prefetch_related("tags")
    document = {**opendata.about_file(NAME), "articles": [record(article) for article in rows]}
    yield json.dumps(document, ensure_ascii=False, cls=DjangoJSONEncoder)


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


def changed() -> datetime.datetime | None:
    found: datetime.datetime | None = Article.public.aggregate(last=Max("updated"))["last"]
    return found


opendata.register(
    Dataset(
        order=30,
        title=_("News"),
        about=_(
            "Every article published on this site, newest first: titles, summaries, dates and "
            "places in each language they are written in. The texts themselves stay on their pages."
        ),
        files=(File("JSON", NAME),),
        fields=(
            Field("uid", _("Identifier that never changes.")),
            Field("kind", _("article, event, report, opinion or resource.")),
            Field("languages", _("Languages the article is written in.")),
            Field("title", _("Title, by language.")),
            Field("lead", _("Summary, by language.")),
            Field("author", _("Signature as printed, by language.")),
            Field("address", _("Address of the page, by language.")),
            Field("published_on", _("Date of the text; null when it is not known.")),
            Field("start_earliest, end_latest", _("First and last day of an event.")),
            Field("place, country", _("Where it took place; the country as an ISO 3166 code.")),
            Field("tags", _("Tags, by their key.")),
            Field("updated", _("When the article last changed.")),
        ),
        changed=changed,
    )
)
