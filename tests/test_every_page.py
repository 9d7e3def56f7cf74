"""Every page that exists, in both languages, on the demo content: found by enumeration."""

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from lxml import html

from atoutsud.content.languages import LANGUAGES
from atoutsud.stylesheet import source_of
from tests import structured
from tests.demosite import demo, every_address, object_addresses, plain_addresses

__all__ = ["demo"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo"), pytest.mark.once]
# The pages themselves are all read; of what else they lead to, so many of each kind.
OF_A_SHAPE = 12
FORM_PAGES = re.compile(
    r"/(contact|lettre-info|newsletter|demander|ask|contribuer|contribute|proposer|suggest|"
    r"lecteur|reader)/"
)


Pages = list[tuple[str, Any]]


@pytest.fixture(scope="module")
def read() -> Pages:
    return []


@pytest.fixture
def pages(client: Client, read: Pages) -> Pages:
    """Every page, read once by an unknown visitor and judged by many tests."""
    if not read:
        for address in every_address():
            response = client.get(address, headers={"accept-encoding": "identity"})
            if "html" in response.headers.get("Content-Type", "") or response.status_code != 200:
                read.append((address, response))
    return read


def test_there_are_many_pages(client: Client) -> None:
    assert len(every_address()) > 200
    assert len(object_addresses()) > 100


def test_every_page_answers_200_with_one_h1_and_its_language(pages: Pages) -> None:
    faults = []
    for address, response in pages:
        if response.status_code != 200:
            faults.append(f"{address}: {response.status_code}")
            continue
        tree = html.fromstring(response.content)
        headings = tree.findall(".//h1")
        if len(headings) != 1 or not headings[0].text_content().strip():
            faults.append(f"{address}: {len(headings)} h1")
        if tree.get("lang") != address[1:3]:
            faults.append(f"{address}: lang {tree.get('lang')}")
        if not tree.findtext(".//title").strip():
            faults.append(f"{address}: no title")
        if not tree.xpath("//meta[@name='description']/@content"):
            faults.append(f"{address}: no description")
        ids = tree.xpath("//@id")
        if len(ids) != len(set(ids)):
            faults.append(f"{address}: repeated ids {[i for i in ids if ids.count(i) > 1][:3]}")
    assert not faults, "\n".join(faults[:40])


def test_every_page_has_a_canonical_address_and_reciprocal_alternates(pages: Pages) -> None:
    faults = []
    alternates: dict[str, dict[str, str]] = {}
    for address, response in pages:
        tree = html.fromstring(response.content)
        canonical = tree.xpath("//link[@rel='canonical']/@href")
        robots = tree.xpath("//meta[@name='robots']/@content")
        if len(canonical) != 1 or not canonical[0].startswith(settings.SITE_URL):
            faults.append(f"{address}: canonical {canonical}")
            continue
        links = tree.xpath("//link[@rel='alternate' and @hreflang]")
        found = {link.get("hreflang"): link.get("href") for link in links}
        if "noindex" in "".join(robots):
            if found:
                faults.append(f"{address}: a noindex page has alternates")
            continue
        if canonical[0] != settings.SITE_URL + address:
            faults.append(f"{address}: canonical {canonical}")
        if found:
            alternates[canonical[0]] = found
            if set(found) != {*LANGUAGES, "x-default"}:
                faults.append(f"{address}: alternates {sorted(found)}")
    for address, found in alternates.items():
        for language in LANGUAGES:
            if alternates.get(found.get(language, "")) != found:
                faults.append(f"{address}: {found.get(language)} does not answer in kind")
    assert len(alternates) > 100
    assert not faults, "\n".join(faults[:40])


def test_the_style_of_each_page_is_the_one_its_policy_allows(pages: Pages) -> None:
    faults = []
    for address, response in pages:
        styles = re.findall(r"<style>(.*?)</style>", response.content.decode(), re.DOTALL)
        allowed = response.headers["Content-Security-Policy"]
        if len(styles) != 1 or source_of(styles[0]) not in allowed:
            faults.append(address)
    assert not faults


def test_the_switch_leads_to_a_page_that_exists(client: Client, pages: Pages) -> None:
    faults = []
    known = set(every_address())
    for address, response in pages:
        tree = html.fromstring(response.content)
        switch = tree.xpath("//a[@class='lang']")
        if len(switch) != 1 or switch[0].get("lang") == address[1:3]:
            faults.append(f"{address}: no switch")
        elif switch[0].get("href").split("?")[0] not in known:
            answer = client.get(switch[0].get("href"))
            if answer.status_code != 200:
                faults.append(f"{address}: {switch[0].get('href')} {answer.status_code}")
    assert not faults, "\n".join(faults[:40])


def test_linked_data_is_valid_and_says_the_way_that_is_shown(pages: Pages) -> None:
    faults, ways = [], 0
    for address, response in pages:
        tree = html.fromstring(response.content)
        told = [json.loads(b) for b in tree.xpath("//script[@type='application/ld+json']/text()")]
        faults += [f"{address}: {fault}" for data in told for fault in structured.faults(data)]
        shown = [
            (" ".join(step.text_content().split()), settings.SITE_URL + step.get("href"))
            for step in tree.xpath("//nav[@class='crumbs']//a")
        ]
        said = [data["itemListElement"] for data in told if data["@type"] == "BreadcrumbList"]
        if tree.xpath("//meta[@name='robots']") or not shown:
            faults += [f"{address}: a way for search engines alone"] if said else []
            continue
        ways += 1
        if len(said) != 1:
            faults.append(f"{address}: {len(said)} ways")
            continue
        *steps, last = said[0]
        if [(" ".join(s["name"].split()), s["item"]) for s in steps] != shown:
            faults.append(f"{address}: {steps} for {shown}")
        if last["item"] != settings.SITE_URL + address:
            faults.append(f"{address}: the way ends at {last['item']}")
    assert ways > 100
    assert not faults, "\n".join(faults[:40])


def test_a_fault_in_linked_data_is_seen() -> None:
    step = {"@type": "ListItem", "position": 2, "name": "", "item": "/fr/", "colour": "red"}
    broken = {"@type": "BreadcrumbList", "itemListElement": [step]}
    assert len(structured.faults(broken)) == 5


def test_every_internal_link_leads_somewhere(client: Client, pages: Pages) -> None:
    links: dict[str, str] = {}
    for address, response in pages:
        for href in html.fromstring(response.content).xpath("//a/@href"):
            if href.startswith("/"):
                links.setdefault(href.split("#")[0], address)
    faults = []
    known = {address for address, response in pages if response.status_code == 200}
    shapes: dict[str, int] = {}
    for href, address in sorted(links.items()):
        shape = re.sub(r"\d+(-[^/?]*)?", "N", href)
        shapes[shape] = shapes.get(shape, 0) + 1
        if href in known or shapes[shape] > OF_A_SHAPE:
            continue
        answer = client.get(href)
        if answer.status_code not in (200, 302, 303):
            faults.append(f"{address} links to {href}: {answer.status_code}")
    assert len(links) > 100
    assert not faults, "\n".join(faults[:40])


def test_a_reading_page_sets_no_cookie_calls_nobody_and_answers_304(
    client: Client, pages: Pages
) -> None:
    faults = []
    for address, response in pages:
        if FORM_PAGES.search(address):
            continue
        if response.cookies:
            faults.append(f"{address}: cookie")
        if "Cookie" in response.headers.get("Vary", ""):
            faults.append(f"{address}: varies on cookies")
        if not response.headers.get("Cache-Control", "").startswith("public"):
            faults.append(f"{address}: {response.headers.get('Cache-Control')}")
        for url in html.fromstring(response.content).xpath("//script/@src|//img/@src|//link/@href"):
            if url.startswith(("http", "//")) and not url.startswith(settings.SITE_URL):
                faults.append(f"{address}: calls {url}")
        again = client.get(address, headers={"if-none-match": response.headers.get("ETag", "")})
        if again.status_code != 304 or again.content:
            faults.append(f"{address}: {again.status_code} instead of 304")
    assert not faults, "\n".join(faults[:40])


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_address_is_404_in_its_language(client: Client, language: str) -> None:
    for address in (
        f"/{language}/nothing-of-the-kind/",
        f"/{language}/lexique/999999999-x/" if language == "fr" else "/en/lexicon/999999999-x/",
        f"/{language}/actualites/0-x/",
        f"/{language}/{'9' * 40}/",
    ):
        response = client.get(address)
        assert response.status_code == 404, address
        tree = html.fromstring(response.content)
        assert tree.get("lang") == language
        assert len(tree.findall(".//h1")) == 1


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "9999", "١", "1 OR 1", "%00"])
def test_a_list_page_that_does_not_exist_is_404(client: Client, page: str) -> None:
    assert client.get(f"/fr/actualites/?page={page}").status_code == 404


def test_a_page_refuses_to_be_posted_to(client: Client) -> None:
    for address in plain_addresses("fr"):
        if not FORM_PAGES.search(address):
            assert client.post(address).status_code == 405, address


def test_a_wrong_slug_leads_to_the_right_one_and_keeps_the_query(client: Client) -> None:
    checked = 0
    for address in object_addresses():
        found = re.fullmatch(r"(.*/)(\d+)-[^/]+/", address)
        if found and "/lettre/" not in address:
            response = client.get(f"{found[1]}{found[2]}-wrong/?q=1")
            assert (response.status_code, response.headers["Location"]) == (301, f"{address}?q=1")
            assert response.headers["Cache-Control"] == "no-cache"
            checked += 1
    assert checked > 100
