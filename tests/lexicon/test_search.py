"""Finding entries: folded, by any of their words, in both languages at once, ranked."""

from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from lxml import html

from atoutsud.site import search
from lexicon import finding
from lexicon.models import Concept, Pointer
from tests.lexicon import factories as make

pytestmark = pytest.mark.django_db


def found(query: str) -> list[str]:
    ids = [hit.object_id for hit in finding.find(query).hits]
    entries = Concept.objects.in_bulk(ids)
    return [entries[pk].heading_fr for pk in ids]


@pytest.mark.parametrize(
    "query",
    [
        "économie sociale", "economie sociale", "ECONOMIE  SOCIALE", "économie-sociale",
        "l’économie sociale", "l'economie sociale", "social economy", "ESS", "E.S.S.", "e. s. s",
        "e\u0301conomie sociale", "economie soc", "sociale", "SOCIAL", "nomie soc",
    ],
)  # fmt: skip
def test_an_entry_is_found_however_it_is_typed(query: str) -> None:
    make.concept("économie sociale", "social economy", acronym="É.S.S.")
    make.concept("pays pivot", "pivotal country")
    assert found(query) == ["économie sociale"]


@pytest.mark.parametrize("query", ["oeuvre", "œuvre", "mise en oeuvre", "Mise en Œuvre"])
def test_ligatures_are_two_letters(query: str) -> None:
    make.concept("mise en œuvre", "implementation")
    assert found(query) == ["mise en œuvre"]


@pytest.mark.parametrize("query", ["cycle d'évaluation", "cycle d’evaluation", "cycle évaluation"])
def test_elided_words_do_not_hide_an_entry(query: str) -> None:
    make.concept("cycle d’évaluation", "evaluation cycle")
    assert found(query) == ["cycle d’évaluation"]


def test_exact_words_come_first_then_acronyms_beginnings_words_and_insides() -> None:
    make.concept("surprojet", "a1")
    make.concept("fiche de projet", "a2")
    make.concept("projeter", "a3")
    make.concept("autre chose", "a4", acronym="PROJET")
    make.concept("projet", "a5")
    assert found("projet") == ["projet", "autre chose", "projeter", "fiche de projet", "surprojet"]


def test_a_draft_is_never_found_and_a_pointer_is_while_its_target_is_public() -> None:
    entry = make.concept("valeur ajoutée", "added value")
    pointer = Pointer.objects.create(lang="fr", text="plus-value")
    pointer.targets.add(entry, make.concept("secret", "secret", state="draft"))
    assert found("plus value") == ["valeur ajoutée"]
    assert found("secret") == []


def test_the_word_that_matched_is_shown_with_the_recommended_one(client: Client) -> None:
    entry = make.concept("gestion du cycle de projet", "project cycle management", acronym_en="PCM")
    response = client.get("/fr/lexique/?q=pcm", headers={"accept-encoding": "identity"})
    page = html.fromstring(response.content)
    match = page.xpath("//p[@class='match']")[0]
    assert match.xpath(".//span[@lang='en']/text()") == ["PCM"]
    assert match.xpath(".//b/text()") == ["gestion du cycle de projet"]
    assert page.xpath(f"//h3/a[@href='{entry.address('fr')}']")


def test_nothing_found_leads_to_proposing_the_word(client: Client) -> None:
    response = client.get("/en/lexicon/?q=a%26b", headers={"accept-encoding": "identity"})
    page = html.fromstring(response.content)
    address = page.xpath("//a[contains(@href, 'contribute/?term=')]/@href")[0]
    assert address == "/en/lexicon/contribute/?term=a%26b"
    form = html.fromstring(client.get(address).content)
    assert form.xpath("//input[@name='term']/@value") == ["a&b"]


def test_fifty_hits_a_page(client: Client) -> None:
    for number in range(51):
        make.concept(f"mot {number:03}", f"word {number:03}")
    for page, count in ((1, 50), (2, 1)):
        response = client.get(
            f"/fr/lexique/?q=mot&page={page}", headers={"accept-encoding": "identity"}
        )
        assert len(html.fromstring(response.content).xpath("//article/h3")) == count
    assert client.get("/fr/lexique/?q=mot&page=3").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["\x00", "a\x00b", "%", "_", "x" * 10_000, "é" * 9000, " " * 500, "'; drop table", "😀",
     "\ud7ff", "ʼ", "\u202e", "a" * 150 + " b", "( ) [ ] *", "\\", "l'"],
)  # fmt: skip
def test_junk_is_answered_calmly(client: Client, query: str) -> None:
    make.concept()
    assert client.get(f"/fr/lexique/?q={quote(query)}").status_code == 200


class Junk(TestCase):
    @settings(max_examples=40)
    @given(st.text(max_size=60))
    def test_any_text_is_answered(self, query: str) -> None:
        make.concept()
        finding.find(query)


def test_the_search_of_the_whole_site_has_the_lexicons_hits() -> None:
    entry = make.concept("pays pivot", "pivotal country")
    (group,) = search.find("pivotal", "fr")
    (hit,) = group.hits
    assert (hit.address, hit.words.text, str(hit.matched)) == (
        entry.address("fr"), "pays pivot", "pivotal country"
    )  # fmt: skip
