"""The reading aid: a pasted text comes back explained, and nothing of it stays."""

import logging
from typing import Any

import pytest
from django.test import Client
from lxml import html

from lexicon import reader
from lexicon.models import Concept
from tests.lexicon import factories as make

pytestmark = pytest.mark.django_db
ADDRESSES = {"fr": "/fr/lexique/lecteur/", "en": "/en/lexicon/reader/"}


def send(client: Client, text: str, language: str = "", page: str = "fr") -> Any:
    return client.post(ADDRESSES[page], {"text": text, "language": language})


def page_of(response: Any) -> Any:
    return html.fromstring(response.content)


def test_a_text_comes_back_with_its_terms_explained(client: Client) -> None:
    entry = make.concept(acronym="CL")
    make.concept("marché", "market")
    response = send(client, "Le cadre logique.\r\n\r\nDes cadres logiques sur le marché & <b>.")
    assert response.status_code == 200
    page = page_of(response)
    assert [p.text_content() for p in page.xpath("//div[@class='prose gap']/p")] == [
        "Le cadre logique.", "Des cadres logiques sur le marché & <b>."
    ]  # fmt: skip
    assert page.xpath("//a[@class='lx']/@href") == [
        f"#t{entry.pk}", f"#t{entry.pk}", f"#t{Concept.objects.get(heading_fr='marché').pk}"
    ]  # fmt: skip
    note = page.get_element_by_id(f"t{entry.pk}").text_content()
    for words in ("cadre logique", "CL", "logical framework", "Tableau qui résume un projet."):
        assert words in note


def test_an_english_text_is_explained_in_french_on_a_french_page(client: Client) -> None:
    entry = make.concept()
    page = page_of(send(client, "The logical framework of the project is to be sent with it."))
    note = page.get_element_by_id(f"t{entry.pk}")
    assert note.xpath("./dt//a[@lang='en']/text()") == ["logical framework"]
    assert "cadre logique" in note.text_content() and "Tableau" in note.text_content()
    assert page.xpath("//div[@class='prose gap']/@lang") == ["en"]


@pytest.mark.parametrize(
    ("text", "otherwise", "expected"),
    [
        ("Le projet de la région et les acteurs", "en", "fr"),
        ("The call for proposals of the Union", "fr", "en"),
        ("ONG", "en", "en"),
        ("ONG", "fr", "fr"),
    ],
)
def test_the_language_is_found_or_taken_from_the_page(
    text: str, otherwise: str, expected: str
) -> None:
    assert reader.language_of(text, otherwise) == expected


def test_the_language_can_be_chosen(client: Client) -> None:
    make.concept()
    assert page_of(send(client, "cadre logique", "en")).xpath("//a[@class='lx']") == []
    assert page_of(send(client, "cadre logique", "fr")).xpath("//a[@class='lx']")


@pytest.mark.parametrize("text", ["", "  \n ", "é" * (reader.LONGEST + 1)])
def test_an_empty_or_too_long_text_is_refused_and_kept(client: Client, text: str) -> None:
    response = send(client, text)
    assert response.status_code == 422
    page = page_of(response)
    assert page.xpath("//div[@class='summary']")
    assert page.xpath("//textarea")[0].text_content().strip() == text.strip()


def test_line_ends_count_once(client: Client) -> None:
    assert send(client, "a\r\n" * (reader.LONGEST // 2)).status_code == 200
    assert send(client, "a\r\n" * (reader.LONGEST // 2) + "a").status_code == 422


def test_homographs_drafts_and_hostile_text(client: Client) -> None:
    one, two = make.concept("bénéficiaire", "beneficiary"), make.concept("bénéficiaire", "grantee")
    make.concept("secret", "secret", state="draft")
    response = send(client, "Un bénéficiaire secret <script>alert(1)</script> \x00 😀", "fr")
    said = response.content.decode()
    assert response.status_code == 200 and "<script>alert" not in said
    page = page_of(response)
    assert page.xpath("//dl/div/@id") == [f"t{one.pk}", f"t{two.pk}"]
    assert "t" + str(min(one.pk, two.pk)) in said


def test_the_answer_is_private_and_costs_a_fixed_number_of_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        make.concept(f"mot{chr(97 + number)}", f"word{number}")
    text = " ".join(f"mot{chr(97 + number)}" for number in range(12))
    with django_assert_max_num_queries(4):
        response = send(client, text, "fr")
    assert "no-cache" in response["Cache-Control"] and "private" in response["Cache-Control"]
    assert len(page_of(response).xpath("//dl/div")) == 12


def test_nothing_of_the_text_is_logged(client: Client, caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        send(client, "Un texte confidentiel de Untel")
    assert "confidentiel" not in caplog.text


def test_the_form_needs_its_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, "Un texte").status_code == 403
