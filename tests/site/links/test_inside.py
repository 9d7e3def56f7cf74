"""Whether readers can open an address of this site."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import translation

from atoutsud.site.links import inside
from atoutsud.site.models import MovedPath
from tests.lexicon import factories as entries
from tests.news import factories as news
from tests.site import factories as site

pytestmark = pytest.mark.django_db
HERE = settings.SITE_URL


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    "address",
    [
        "/fr/", "/en/", "/fr/actualites/", "/fr/actualites", "/en/news/?page=2", "/fr/contact/#x",
        "/data/lexicon.csv", "/data/lexicon/suggest?q=a", "/static/css/site.css",
        "/media/x/320.jpg",
        f"{HERE}/fr/lexique/", "https://example.org/fr/nothing/", "mailto:a@example.org",
        "http://[", "/fr/lexique/lettre/a/", "/fr/lettre-info/",
    ],
)  # fmt: skip
def test_what_readers_can_open_is_fine(address: str) -> None:
    assert inside.fault_of(address) == ""


@pytest.mark.parametrize(
    "address",
    [
        "/fr/actualite/", "/fr/news/", "/en/actualites/", "/fr/nulle-part/", "/x",
        f"{HERE}/fr/x/y/",
        "/fr/actualites/999999-x/", "/fr/lexique/999999/", "ref:news.article/999999",
        "ref:news.nothing/1",
    ],
)  # fmt: skip
def test_what_is_not_there_is_said(address: str) -> None:
    assert inside.fault_of(address) == "no such address"


def test_what_is_published_is_fine_and_what_is_not_is_said() -> None:
    article, entry = news.article(), entries.concept()
    page = site.page(slug_fr="nous")
    addresses = [
        article.address("fr"), f"/fr/actualites/{article.pk}-old-title/",
        entry.address("en"), page.address("fr"), f"{HERE}{article.address('fr')}",
        f"ref:news.article/{article.pk}", f"ref:lexicon.concept/{entry.pk}",
    ]  # fmt: skip
    assert [inside.fault_of(address) for address in addresses] == [""] * len(addresses)
    for thing in (article, entry, page):
        type(thing).objects.filter(pk=thing.pk).update(state="draft")
    assert [inside.fault_of(address) for address in addresses] == ["readers do not see it"] * len(
        addresses
    )


def test_a_moved_address_leads_somewhere() -> None:
    MovedPath.objects.create(old="/lexique/termes1", new="/fr/lexique/lettre/a/")
    assert inside.fault_of("/lexique/termes1/") == ""


def test_the_back_office_is_no_place_for_readers() -> None:
    assert inside.fault_of("/admin/news/article/") == "for the back office only"


def test_addresses_of_the_site_are_found_in_plain_text() -> None:
    text = f"Voir {HERE}/fr/a/, puis ({HERE}/fr/b/?x=1). Ou « {HERE}/fr/c » ; https://example.org/d"
    assert inside.addresses_in(text) == [f"{HERE}/fr/a/", f"{HERE}/fr/b/?x=1", f"{HERE}/fr/c"]
