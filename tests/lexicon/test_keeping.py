"""The lexicon as one small file for the reader's own device."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml import html

from tests.lexicon import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def entries(client: Client) -> list[list[Any]]:
    answer = client.get("/data/lexicon/offline.json")
    assert answer.status_code == 200
    found: list[list[Any]] = json.loads(answer.getvalue())["entries"]
    return found


def test_an_entry_comes_with_its_words_their_keys_and_both_definitions(client: Client) -> None:
    concept = factories.concept(
        "Évaluation d’impact", "impact evaluation", **{"definition.en": "What changed, and why."}
    )
    ((number, words, texts),) = entries(client)
    assert number == concept.pk
    assert words == [
        ["Évaluation d’impact", "fr", "evaluation impact"],
        ["impact evaluation", "en", "impact evaluation"],
    ]
    assert texts[1] == "What changed, and why."


def test_what_is_not_public_is_not_kept(client: Client) -> None:
    factories.concept("brouillon", state="draft")
    assert entries(client) == []


def test_a_lexicon_without_entries_is_a_whole_file(client: Client) -> None:
    assert entries(client) == []


@pytest.mark.parametrize("address", ["/fr/lexique/garder/", "/en/lexicon/keep/"])
def test_the_page_says_the_size_before_anything_is_received(client: Client, address: str) -> None:
    factories.concept("cadre logique", "logical framework")
    tree = html.fromstring(client.get(address).content)
    (state,) = tree.xpath("//p[@data-state]")
    assert state.get("data-file") == "/data/lexicon/offline.json"
    assert "1\u00a0" in state.text_content() or "1 " in state.text_content()
    assert tree.xpath("//noscript//a")
    for button in tree.xpath("//button[@data-keep or @data-renew or @data-forget]"):
        assert "hidden" in button.attrib
