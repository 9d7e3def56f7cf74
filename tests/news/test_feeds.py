import datetime
import json

import pytest
from django.test import Client
from lxml import etree

from tests.news import factories

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def feed(client: Client, address: str = "/fr/actualites/flux.atom") -> etree._Element:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(response.content)


@pytest.mark.parametrize(
    ("address", "language"), [("/fr/actualites/flux.atom", "fr"), ("/en/news/feed.atom", "en")]
)
def test_the_feed_says_all_that_atom_requires(client: Client, address: str, language: str) -> None:
    factories.bilingual(lead_fr="Deux mots.")
    factories.english()
    root = feed(client, address)
    assert root.tag == f"{ATOM}feed"
    assert root.get(LANG) == language
    for name in ("id", "title", "updated", "author"):
        assert len(root.findall(f"{ATOM}{name}")) == 1, name
    own = root.find(f"{ATOM}link[@rel='self']")
    assert own is not None
    assert own.get("href", "").endswith(address)
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 2
    ids = set()
    for entry in entries:
        for name in ("id", "title", "updated", "link"):
            assert entry.find(f"{ATOM}{name}") is not None, name
        ids.add(entry.findtext(f"{ATOM}id"))
        updated = datetime.datetime.fromisoformat(entry.findtext(f"{ATOM}updated") or "")
        published = datetime.datetime.fromisoformat(entry.findtext(f"{ATOM}published") or "")
        assert updated >= published
    assert len(ids) == 2


def test_an_original_of_the_other_language_says_so(client: Client) -> None:
    made = factories.english()
    entry = feed(client).find(f"{ATOM}entry")
    assert entry is not None
    assert entry.get(LANG) == "en"
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href", "").endswith(made.address("en"))


def test_an_empty_feed_is_a_feed(client: Client) -> None:
    assert feed(client).findtext(f"{ATOM}updated")


def test_a_reader_who_has_the_feed_gets_nothing_again(client: Client) -> None:
    factories.article()
    etag = client.get("/fr/actualites/flux.atom").headers["ETag"]
    again = client.get("/fr/actualites/flux.atom", headers={"if-none-match": etag})
    assert again.status_code == 304


def test_the_news_as_data(client: Client) -> None:
    made = factories.english(country="MA")
    made.tags.add("sud-sud")
    found = json.loads(client.get("/data/news.json").content)["articles"]
    assert found[0]["uid"] == str(made.uid)
    assert found[0]["languages"] == ["en"]
    assert found[0]["title"] == {"en": "A learning path"}
    assert found[0]["country"] == "MA"
    assert found[0]["tags"] == ["sud-sud"]
    assert found[0]["published_on"] is None
