"""The sitemap: an index of parts, and in them every public address with its alternates."""

import datetime
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from lxml import etree

from atoutsud.content.publication import State
from atoutsud.site import pagestore, sitemaps
from atoutsud.site.models import Page
from tests.site.factories import bilingual, page

pytestmark = pytest.mark.django_db
SPACES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}
DAY = datetime.timedelta(days=1)


def read(client: Client, address: str) -> Any:
    response = client.get(address.removeprefix(settings.SITE_URL))
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("application/xml")
    return etree.fromstring(response.content)


def parts(client: Client) -> list[str]:
    """The addresses of the parts, as the index gives them."""
    tree = read(client, "/sitemap.xml")
    assert etree.QName(tree).localname == "sitemapindex"
    return [str(found) for found in tree.xpath("//s:loc/text()", namespaces=SPACES)]


def rows(client: Client, holding: str = "") -> list[Any]:
    """What all the parts say of the addresses with `holding` in them."""
    found = [row for part in parts(client) for row in read(client, part).iterfind("s:url", SPACES)]
    return [row for row in found if holding in row.findtext("s:loc", namespaces=SPACES)]


def test_each_address_stands_with_its_alternates(client: Client) -> None:
    bilingual()
    (row,) = rows(client, "/fr/mentions-legales/")
    links = {
        link.get("hreflang"): link.get("href") for link in row.findall("x:link", namespaces=SPACES)
    }
    here = f"{settings.SITE_URL}/fr/mentions-legales/"
    there = f"{settings.SITE_URL}/en/legal-notice/"
    assert links == {"fr": here, "en": there, "x-default": here}
    assert len(rows(client, there)) == 1


def test_a_page_in_one_language_has_one_address_and_no_alternate(client: Client) -> None:
    page(title_en="Only here", body_en="<p>.</p>")
    (row,) = rows(client, "only-here")
    assert row.findtext("s:loc", namespaces=SPACES).endswith("/en/only-here/")
    assert not row.findall("x:link", namespaces=SPACES)


@pytest.mark.parametrize(
    "unseen",
    [
        {"state": State.DRAFT},
        {"state": State.WITHDRAWN},
        {"publish_from": timezone.now() + DAY},
        {"publish_until": timezone.now() - DAY},
    ],
)
def test_what_is_not_public_is_in_no_part(client: Client, unseen: dict[str, Any]) -> None:
    page(**unseen)
    assert not rows(client, "a-propos")
    assert not any("pages" in part for part in parts(client))


def test_no_address_stands_twice(client: Client) -> None:
    bilingual()
    found = [row.findtext("s:loc", namespaces=SPACES) for row in rows(client)]
    assert len(found) == len(set(found)) > 10


def test_the_date_is_when_readers_saw_the_change(client: Client) -> None:
    written, shown = timezone.now() - 3 * DAY, timezone.now() - DAY
    made = page()
    Page.objects.filter(pk=made.pk).update(updated=written, publish_from=written - DAY)
    told = rows(client, "a-propos")[0].findtext("s:lastmod", namespaces=SPACES)
    assert datetime.datetime.fromisoformat(told) == written.replace(microsecond=0)
    Page.objects.filter(pk=made.pk).update(publish_from=shown)
    told = rows(client, "a-propos")[0].findtext("s:lastmod", namespaces=SPACES)
    assert datetime.datetime.fromisoformat(told) == shown.replace(microsecond=0)
    (part,) = read(client, "/sitemap.xml").xpath("//s:sitemap[s:lastmod]", namespaces=SPACES)
    assert part.findtext("s:lastmod", namespaces=SPACES) == told


def test_many_rows_stand_in_several_parts_and_each_once(client: Client) -> None:
    with patch.object(sitemaps, "PART", 2):
        made = [page(title_fr=f"Page {letter}", body_fr="<p>.</p>") for letter in "abcde"]
        made[2].delete()
        named = [part for part in parts(client) if "sitemap-pages-" in part]
        assert len(named) >= 2
        found = [row.findtext("s:loc", namespaces=SPACES) for row in rows(client, "/fr/page-")]
    assert [address[-2:-1] for address in found] == list("abde")


def test_neither_index_nor_part_costs_more_where_there_is_more(
    client: Client, django_assert_num_queries: Any
) -> None:
    for number in range(6):
        page(title_fr=f"Page {number}", body_fr="<p>.</p>")
    made = Page.objects.order_by("-pk").first()
    assert made is not None
    client.get("/sitemap.xml")
    pagestore.store().clear()
    # The version, and one for each table that has pages of its own.
    with django_assert_num_queries(6):
        client.get("/sitemap.xml")
    with django_assert_num_queries(2):
        client.get(f"/sitemap-pages-{made.pk // sitemaps.PART + 1}.xml")


def test_index_and_parts_are_kept(client: Client, django_assert_num_queries: Any) -> None:
    bilingual()
    addresses = ["/sitemap.xml", *(part.removeprefix(settings.SITE_URL) for part in parts(client))]
    for address in addresses:
        client.get(address)
        with django_assert_num_queries(1):
            client.get(address)


def test_a_full_part_is_light_enough_to_be_kept_and_for_search_engines(client: Client) -> None:
    address = f"{settings.SITE_URL}/fr/lexique/123456-{'m' * 80}/"
    row = f'<xhtml:link rel="alternate" hreflang="x-default" href="{address}"/>'
    # As many addresses as a part has at most, all of them in both languages and of common length.
    usual = address[: len(address) - 40]
    each = len(row.replace(address, usual)) * 3 + len(usual) + 80
    assert each * sitemaps.PART * 2 < pagestore.HEAVIEST
    assert sitemaps.PART * 2 <= 50_000


@pytest.mark.parametrize(
    "name", ["pages-0", "pages-99999", "pages-99999999999999999999", "site-2", "drafts-1", "-1"]
)
def test_a_part_that_does_not_exist_is_not_found(client: Client, name: str) -> None:
    assert client.get(f"/sitemap-{name}.xml").status_code == 404
