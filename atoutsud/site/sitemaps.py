"""One sitemap of every public address, with the alternates of each."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import translation

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


class Entry(NamedTuple):
    """`addresses`: language -> path, for the languages the thing is written in."""

    addresses: dict[str, str]
    lastmod: datetime.datetime | None


Source = Callable[[], Iterable[Entry]]
sources: Registry[Source] = Registry("sitemaps")
register = sources.register


@register
def plain() -> Iterator[Entry]:
    for name in PLAIN:
        addresses = {}
        for language in LANGUAGES:
            with translation.override(language):
                try:
                    addresses[language] = reverse(name)
                except NoReverseMatch:
                    continue
        if addresses:
            yield Entry(addresses, None)


@register
def pages() -> Iterator[Entry]:
    for page in Page.public.order_by("pk"):
        addresses = {code: page.address(code) for code in page.languages}
        if addresses:
            yield Entry(addresses, page.updated)


@publicpage.public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    rows = []
    for source in sources:
        for entry in source():
            full = {code: publicpage.absolute(path) for code, path in entry.addresses.items()}
            default = full.get("fr") or full["en"]
            for address in full.values():
                rows.append(
                    {
                        "address": address,
                        "alternates": full if len(full) > 1 else {},
                        "default": default,
                        "lastmod": entry.lastmod,
                    }
                )
    return render(
        request, "site/sitemap.xml", {"rows": rows}, content_type="application/xml; charset=utf-8"
    )
