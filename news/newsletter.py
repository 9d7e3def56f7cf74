"""Articles published since the last letter."""

import datetime
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from atoutsud.content.languages import word
from atoutsud.site.newsletter import digest
from news.models import Article


def articles(language: str, since: datetime.datetime) -> Iterator[digest.Item]:
    for article in Article.public.filter(first_published__gt=since).order_by("-first_published"):
        title = word(article, "title", language)
        shown = language if article.is_written_in(language) else title.language
        lead = word(article, "lead", title.language)
        summary = "" if lead.foreign else lead.text
        yield digest.Item(title, article.address(shown), summary)


digest.register(digest.Part(10, _("News"), articles))
