"""The sitemap: an index at one address, and parts that together name every public address.

Search engines take at most 50,000 addresses from one file. Rows are shared out by their ids, so
that a part holds the same rows for good, is read by one step of an index, and grows no further.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import F, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation

from atoutsud.content.languages import LANGUAGES
from atoutsud.content.registry import Registry
from atoutsud.site import publicpage
from atoutsud.site.pages import Page

PLAIN = (
    "home",
    "news-list",
    "trainings-list",
    "partners-list",
    "trainings-impact",
    "lexicon-index",
    "lexicon-contribute",
    "site-contact",
    "site-newsletter",
    "site-data",
    "trainings-ask",
)
# Ids to a part: twice as many addresses at most, which the page store still keeps.
PART = 250
# What is in no table stands together in one part of this name.
FEW = "site"
# No database knows a row beyond this.
MOST_PARTS = 2**31 // PART


class Entry(NamedTuple):
    """`addresses`: language -> path, for the languages the thing is written in."""

    addresses: dict[str, str]
    lastmod: datetime.datetime | None


class Part(NamedTuple):
    name: str
    number: int
    lastmod: datetime.datetime | None


@dataclass(frozen=True)
class Few:
    """Addresses whose number does not grow with the content."""

    entries: Callable[[], Iterable[Entry]]


@dataclass(frozen=True)
class Rows:
    """Public rows that have an address each; `name` stands in the address of their parts."""

    name: str
    rows: Callable[[], Any]

    def parts(self) -> Iterator[Part]:
        """The parts that hold something: one query that reads no row's words."""
        found = (
            self.rows()
            .order_by()
            .annotate(number=F("pk") / PART + 1)
            .values("number")
            .annotate(changed=Max("updated"), appeared=Max("publish_from"))
            .order_by("number")
            .values_list("number", "changed", "appeared")
        )
        for number, changed, appeared in found:
            yield Part(self.name, number, _later(changed, appeared))

    def entries(self, number: int) -> Iterator[Entry]:
        first = (number - 1) * PART
        for row in self.rows().filter(pk__gte=first, pk__lt=first + PART).order_by("pk"):
            addresses = {code: row.address(code) for code in LANGUAGES if code in row.languages}
            if addresses:
                yield Entry(addresses, _later(row.updated, row.publish_from))


def _later(changed: datetime.datetime, appeared: datetime.datetime | None) -> datetime.datetime:
    """What was planned changes for readers at its moment, not when it was written."""
    return max(changed, appeared or changed)


sources: Registry[Few | Rows] = Registry("sitemaps")
register = sources.register


def in_each_language(name: str, *args: Any) -> dict[str, str]:
    addresses = {}
    for language in LANGUAGES:
        with translation.override(language):
            try:
                addresses[language] = reverse(name, args=args)
            except NoReverseMatch:
                continue
    return addresses


def plain() -> Iterator[Entry]:
    for name in PLAIN:
        if addresses := in_each_language(name):
            yield Entry(addresses, None)


register(Few(plain))
register(Rows("pages", lambda: Page.public.all()))


def parts() -> list[Part]:
    listed = [Part(FEW, 1, None)]
    for source in sources:
        if isinstance(source, Rows):
            listed += source.parts()
    return listed


def entries_of(name: str, number: int) -> Iterator[Entry]:
    for source in sources:
        if isinstance(source, Few):
            if name == FEW and number == 1:
                yield from source.entries()
        elif source.name == name and 0 < number <= MOST_PARTS:
            yield from source.entries(number)


def every_entry() -> Iterator[Entry]:
    """All that the sitemap names, part after part."""
    for listed in parts():
        yield from entries_of(listed.name, listed.number)


@publicpage.public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    rows = [
        {
            "address": publicpage.absolute(reverse("site-sitemap-part", args=found[:2])),
            "lastmod": _written(found.lastmod),
        }
        for found in parts()
    ]
    return _xml(request, "site/sitemap.xml", rows)


@publicpage.public_page
def part(request: HttpRequest, name: str, number: int) -> HttpResponse:
    rows = []
    for entry in entries_of(name, number):
        full = {code: publicpage.absolute(path) for code, path in entry.addresses.items()}
        alternates = {**full, "x-default": full["fr"]} if len(full) > 1 else {}
        lastmod = _written(entry.lastmod)
        for address in full.values():
            rows.append({"address": address, "alternates": alternates, "lastmod": lastmod})
    if not rows:
        raise Http404
    return _xml(request, "site/sitemap_part.xml", rows)


def _written(moment: datetime.datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def _xml(request: HttpRequest, template: str, rows: list[dict[str, Any]]) -> HttpResponse:
    kind = "application/xml; charset=utf-8"
    return render(request, template, {"rows": rows}, content_type=kind)
