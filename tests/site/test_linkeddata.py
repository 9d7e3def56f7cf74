"""The block for search engines: whole, escaped, without what is not known."""

import json

import pytest
from django.conf import settings
from django.test import Client
from lxml import html

from atoutsud.site import linkeddata
from tests.news.factories import article

NASTY = "</script><script>alert(1)</script> & \u2028"


START, END = '<script type="application/ld+json">', "</script>"


def read(block: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(block.removeprefix(START).removesuffix(END))
    return found


def test_nothing_in_the_block_can_end_it() -> None:
    block = linkeddata.block({"name": NASTY})
    assert block.startswith(START) and block.endswith(END)
    inside = block.removeprefix(START).removesuffix(END)
    assert not set("<>&\u2028") & set(inside)
    assert read(block)["name"] == NASTY


def test_what_is_not_known_is_left_out() -> None:
    assert set(read(linkeddata.block({"name": "", "url": None, "image": []}))) == {"@context"}


def blocks(client: Client, address: str) -> list[dict[str, object]]:
    tree = html.fromstring(client.get(address).content)
    return [json.loads(text) for text in tree.xpath("//script[@type='application/ld+json']/text()")]


@pytest.mark.django_db
def test_the_home_page_says_whose_site_it_is(client: Client) -> None:
    (told,) = blocks(client, "/fr/")
    assert told["@type"] == "NGO"
    assert told["url"] == f"{settings.SITE_URL}/"


@pytest.mark.django_db
def test_an_article_says_its_language_and_no_date_that_is_not_known(client: Client) -> None:
    made = article(title_fr="Un suivi", body_fr="<p>Le suivi.</p>", state="published")
    told, _breadcrumbs = blocks(client, made.address("fr"))
    assert told["@type"] == "NewsArticle"
    assert told["headline"] == "Un suivi"
    assert told["inLanguage"] == "fr"
    assert "datePublished" not in told
    assert told["author"] == told["publisher"]
