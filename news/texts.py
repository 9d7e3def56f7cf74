"""The texts of the news in which words of the lexicon are looked for."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from atoutsud.content import linking
from atoutsud.content.languages import LANGUAGES, localized
from atoutsud.content.linking import Passage
from atoutsud.content.rendering import prepare
from news.models import Article


def passages(article: Any) -> list[Passage]:
    if not article.autolink:
        return []
    found = []
    for code in article.languages or LANGUAGES:
        source = getattr(article, localized("body", code)) or ""
        if source:
            found.append(Passage(prepare(source, code), code))
    return found


linking.texts.register(
    linking.Texts(
        model=Article._meta.label,
        order=20,
        title=_("In the news"),
        title_field="title",
        passages=passages,
    )
)
