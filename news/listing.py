"""The lines of a list of news: few columns are read; a line that says the same stays written."""

from typing import Any, NamedTuple

from django.db.models import Count
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from atoutsud.content import languages
from atoutsud.content.languages import LANGUAGES
from atoutsud.content.parts import Parts
from atoutsud.content.prepared import Prepared
from news.models import Article

PER_PAGE = 20
# All that `news/_row.html` says of an article.
SAID = (
    "id",
    "kind",
    *(f"{name}_{code}" for name in ("title", "lead", "place") for code in LANGUAGES),
    "published_on",
    "start_earliest",
    "end_latest",
    "precision",
    "approximate",
    "dateline",
)
WRITTEN = tuple(f"written_{code}" for code in LANGUAGES)
_LINES = Parts(600)


class Line(NamedTuple):
    year: int | None
    html: SafeString


def count(tag: int | None) -> int:
    return sum(n for (n,) in _COUNT.rows(fixed=(tag,)))


def lines(tag: int | None, page: int) -> list[Line]:
    """Those of one page, in the language of the page."""
    language = languages.active()
    rows = _ROWS.rows(fixed=(tag, (page - 1) * PER_PAGE))
    return [_LINES.get((language, row), lambda row=row: _line(row, language)) for row in rows]


def _count(tag: int | None) -> Any:
    rows = Article.public.all() if tag is None else Article.public.by_tag(tag)
    grouped = rows.rewrite(False).order_by().values("state")
    return grouped.annotate(n=Count("pk")).values_list("n")


_COUNT = Prepared(_count)


def _rows(tag: int | None, start: int) -> Any:
    rows = Article.public.for_list()
    rows = rows if tag is None else rows.by_tag(tag)
    return rows.rewrite(False).values_list(*SAID, *WRITTEN)[start : start + PER_PAGE]


_ROWS = Prepared(_rows)


def _line(row: tuple[Any, ...], language: str) -> Line:
    article = Article(**dict(zip(SAID, row, strict=False)))
    vars(article).update(zip(WRITTEN, map(bool, row[len(SAID) :]), strict=True))
    context = {"article": article, "language": language, "in_year": True}
    html = get_template("news/_row.html").render(context)
    return Line(article.shown_year, mark_safe(f"{html}\n"))  # noqa: S308 (it comes from a template)
