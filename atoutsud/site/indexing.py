"""What the search index says of the pages editors write."""

from collections.abc import Iterator

from atoutsud.content import index, richtext
from atoutsud.content.index import Sheet, Text
from atoutsud.content.languages import LANGUAGES, localized
from atoutsud.site.pages import Page

PAGE = "site.page"


def pages(pks: list[int]) -> Iterator[Sheet]:
    for page in Page._base_manager.filter(pk__in=pks):
        names, texts, shown = index.spoken(page, "title", "lead", ("lead",))
        for code in LANGUAGES:
            if body := richtext.plain(getattr(page, localized("body", code)) or ""):
                texts.append(Text(body, code, index.is_open(page, code)))
        slugs = {code: getattr(page, localized("slug", code)) or "" for code in shown["title"]}
        yield index.sheet_of(page, names=names, texts=texts, shown=shown | {"slug": slugs})


index.register(index.Source(PAGE, pages))
