"""What search engines read of an article: schema.org's NewsArticle and its kin."""

from typing import Any

from atoutsud.content.languages import word
from atoutsud.site import publicpage
from atoutsud.site.linkeddata import Data, association
from news.models import Article

Kind = Article.Kind
# An event of the news is told after the fact; the event itself, if ours, is a training.
TYPES = {Kind.OPINION: "OpinionNewsArticle", Kind.REPORT: "ReportageNewsArticle"}


def article(found: Any, language: str) -> Data:
    """Of an article in the language that its page shows it in."""
    signed = word(found, "author_line", language).text
    return {
        "@type": TYPES.get(Kind(found.kind), "NewsArticle"),
        "headline": word(found, "title", language).text,
        "description": word(found, "lead", language).text,
        "inLanguage": language,
        "url": publicpage.absolute(found.address(language)),
        "datePublished": found.published_on.isoformat() if found.published_on else None,
        "dateModified": found.updated.date().isoformat(),
        "author": {"@type": "Person", "name": signed} if signed else association(),
        "publisher": association(),
        "image": [publicpage.absolute(row.picture.largest) for row in found.pictures],
        "keywords": [word(tag, "label", language).text or tag.name for tag in found.shown_tags],
    }
