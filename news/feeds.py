"""The Atom feed of the news, one per language; every entry says the language of its words."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from atoutsud.content import languages
from atoutsud.content.languages import word
from atoutsud.site import publicpage
from news.models import Article

ENTRIES = 20
SUMMARY_WORDS = 60


class NewsAtom(Atom1Feed):
    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def latest_post_date(self) -> Any:
        return super().latest_post_date() if self.items else self.feed["changed"]


@publicpage.public_page
def news_feed(request: HttpRequest) -> HttpResponse:
    """Originals in another language are in it too, as in the list."""
    language = languages.active()
    feed = NewsAtom(
        title=_("Atoutsud, news"),
        link=publicpage.absolute(reverse("news-list")),
        description=_("Trainings, meetings and reflections of Atoutsud."),
        language=language,
        author_name="Atoutsud",
        feed_url=publicpage.absolute(reverse("news-feed")),
        feed_guid=publicpage.absolute(reverse("news-feed")),
        changed=request.content_version.changed,  # type: ignore[attr-defined]
    )
    for article in Article.public.newest_first()[:ENTRIES]:
        add(feed, article, language)
    return HttpResponse(
        feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


def add(feed: NewsAtom, article: Article, language: str) -> None:
    title = word(article, "title", language)
    summary = word(article, "lead", title.language)
    if not summary or summary.foreign:
        summary = word(article, "body_plain", title.language)
    shown = language if article.is_written_in(language) else title.language
    feed.add_item(
        title=title.text,
        link=publicpage.absolute(article.address(shown)),
        description=Truncator(summary.text).words(SUMMARY_WORDS),
        unique_id=f"urn:uuid:{article.uid}",
        pubdate=article.moment(),
        updateddate=max(article.updated, article.moment()),
        author_name=word(article, "author_line", title.language).text or None,
        language=title.language,
    )
