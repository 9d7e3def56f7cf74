"""The public pages of the news: list, article, tag."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString

from atoutsud.content import languages, linking, rendering, richtext
from atoutsud.content.languages import localized, word
from atoutsud.site import publicpage
from atoutsud.site.linkeddata import block
from atoutsud.site.publicpage import Counted
from news import linkeddata, listing, reading
from news.models import Article, tags_in_use


def listed(request: HttpRequest, tag: int | None = None) -> dict[str, Any]:
    """One page of articles, by year; the last group is of those without a known date."""
    page = publicpage.paginate(request, Counted(listing.count(tag)), listing.PER_PAGE)
    lines = listing.lines(tag, page.number)
    years = [(year, list(group)) for year, group in groupby(lines, key=lambda line: line.year)]
    return {"section": "news", "page_obj": page, "years": years}


@publicpage.public_page(keeps=("page",))
def news_list(request: HttpRequest) -> HttpResponse:
    return publicpage.page(request, "news/list.html", listed(request))


@publicpage.public_page(keeps=("page",))
def news_tag(request: HttpRequest, slug: str) -> HttpResponse:
    """A tag that marks nothing public has no page, whatever drafts it marks."""
    tag = get_object_or_404(tags_in_use(), slug=slug)
    name = word(tag, "label").text or tag.name
    context = {**listed(request, tag.pk), "tag": tag, "name": name}
    return publicpage.page(request, "news/tag.html", context)


@publicpage.public_page
def news_item(request: HttpRequest, where: tuple[int, str]) -> HttpResponse:
    pk, slug = where
    article = reading.article(pk) or publicpage.absent(Article, pk)
    if redirected := publicpage.moved(request, article, slug):
        return redirected
    language = text_language(article)
    source = getattr(article, localized("body", language)) or ""
    context = {
        "section": "news",
        "article": article,
        "summary": word(article, "lead").text,
        "body": article_text(article, source, language, linking.seen_by(request)),
        "training": article.training if article.training_is_public else None,
        "text_language": language,
        "headings": [(key, text) for level, key, text in richtext.headings(source) if level == 2],
        "minutes": article.reading_minutes(language),
        "figures": [
            row.figure(language, eager=not index) for index, row in enumerate(article.pictures)
        ],
        "tags": article.shown_tags,
        "linked_data": block(linkeddata.article(article, language)),
    }
    return publicpage.page(request, "news/item.html", context, subject=article)


def article_text(article: Article, source: str, language: str, seen: Any) -> SafeString:
    if article.autolink:
        return linking.render(source, language, seen)
    return rendering.render(source, language)


def text_language(article: Article) -> str:
    """The page's language if the article is written in it, else the one it is written in."""
    asked = languages.active()
    if article.is_written_in(asked):
        return asked
    return next(iter(article.languages), word(article, "body").language)
