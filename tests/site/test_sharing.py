"""What other sites show of a page that is shared: its own words, address and languages."""

import pytest
from django.conf import settings
from django.test import Client
from lxml import html

from tests.news.factories import article

pytestmark = pytest.mark.django_db


def told(client: Client, address: str) -> tuple[dict[str, list[str]], str]:
    tree = html.fromstring(client.get(address).content.decode())
    found: dict[str, list[str]] = {}
    for meta in tree.xpath("//meta[starts-with(@property, 'og:')]"):
        found.setdefault(meta.get("property"), []).append(meta.get("content"))
    return found, tree.findtext(".//title")


@pytest.mark.parametrize("address", ["/fr/", "/en/", "/fr/lexique/", "/en/trainings/"])
def test_a_page_is_shared_with_its_words_and_languages(client: Client, address: str) -> None:
    found, title = told(client, address)
    language = address[1:3]
    assert found["og:url"] == [settings.SITE_URL + address]
    assert found["og:title"][0] and title.startswith(found["og:title"][0])
    assert found["og:description"][0]
    assert found["og:site_name"] == ["Atoutsud"] and found["og:type"] == ["website"]
    assert found["og:image"][0].startswith(f"{settings.SITE_URL}/cards/site-0-{language}.")
    here, there = ("fr_FR", "en_GB") if language == "fr" else ("en_GB", "fr_FR")
    assert found["og:locale"] == [here] and found["og:locale:alternate"] == [there]


def test_an_article_is_one_and_its_marks_stay_inside(client: Client) -> None:
    title = 'Dire "non" <b> & partir'
    made = article(title_fr=title, body_fr="<p>Le suivi.</p>", state="published")
    found, _title = told(client, made.address("fr"))
    assert found["og:type"] == ["article"]
    assert found["og:title"][0].endswith("<b> & partir")
    assert "og:locale:alternate" not in found


def test_what_is_no_public_page_is_not_shared(client: Client) -> None:
    assert told(client, "/fr/rien-de-tel/")[0] == {}
