"""Suggestions while one types: few, light, the same for everyone, on request only."""

import json
from typing import Any

import pytest
from django.test import Client
from lxml import html

from tests.lexicon import factories as make

pytestmark = pytest.mark.django_db


def suggested(client: Client, query: str, language: str = "fr") -> Any:
    response = client.get(
        "/data/lexicon/suggest", {"q": query, "lang": language},
        headers={"accept-encoding": "identity"},
    )  # fmt: skip
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    return json.loads(response.content)["hits"]


def test_words_that_answer_come_with_their_language(client: Client) -> None:
    make.concept("projet pilote", "pilot project")
    make.concept("projet", "project")
    assert suggested(client, "proj") == [["projet", "fr"], ["projet pilote", "fr"]]
    assert suggested(client, "proj", "en")[0] == ["project", "en"]


@pytest.mark.parametrize("query", ["", "p", " p ", "\x00"])
def test_a_letter_suggests_nothing_yet(client: Client, query: str) -> None:
    make.concept("projet", "project")
    assert suggested(client, query) == []


def test_eight_at_most_and_under_a_kilobyte_whatever_their_length(client: Client) -> None:
    for number in range(12):
        make.concept(f"éé{'é' * 120}{number:02}", f"word {number}")
    response = client.get("/data/lexicon/suggest?q=éé", headers={"accept-encoding": "identity"})
    assert len(response.content) <= 1000
    assert 0 < len(json.loads(response.content)["hits"]) <= 8


def test_it_is_a_page_that_can_be_kept(client: Client) -> None:
    first = client.get("/data/lexicon/suggest?q=proj")
    assert "public" in first.headers["Cache-Control"]
    again = client.get(
        "/data/lexicon/suggest?q=proj", headers={"if-none-match": first.headers["ETag"]}
    )
    assert again.status_code == 304


def test_the_box_says_where_to_ask_and_works_without_it(client: Client) -> None:
    page = html.fromstring(client.get("/fr/lexique/").content)
    (box,) = page.xpath("//input[@data-suggest]")
    assert box.get("data-suggest") == "/data/lexicon/suggest"
    assert box.get("data-script").endswith("suggest.js")
    assert page.xpath("//form[@role='search'][not(@method)]//button")
