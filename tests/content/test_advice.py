"""Advice on texts: what is said, and what is left alone."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from atoutsud.content import advice
from tests.content.uploads import a_picture
from tests.lexicon import factories as lexicon

pytestmark = pytest.mark.django_db
LONG = "Nous avons " + "beaucoup " * 50 + "parlé."


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def said(source: str, language: str = "fr") -> str:
    return "\n".join(advice.advise(source, language))


@pytest.mark.parametrize(
    ("source", "about"),
    [
        ("<h3>Trop bas</h3><p>Oui.</p>", "skips a level"),
        ("<h2>Un</h2><h4>Trois</h4><p>Oui.</p>", "“Trois” skips a level"),
        ('<p>Pour lire, <a href="https://example.org/a">cliquez ici</a>.</p>', "“cliquez ici”"),
        ('<p><a href="https://example.org/a">Cliquez ici pour lire</a></p>', "does not say where"),
        ('<p><a href="https://example.org/a">Click here!</a></p>', "does not say where"),
        ('<p><a href="https://example.org/a">En savoir plus…</a></p>', "does not say where"),
        ('<p><a href="https://example.org/a">https://example.org/a</a></p>', "bare address"),
        ('<p>Oui <a href="https://example.org/a">→</a></p>', "has no words"),
        (f"<p>{LONG}</p>", "A sentence of 53 words"),
        ('<p><a href="ref:news.article/999">Le récit</a></p>', "is not public"),
        ('<figure><img src="ref:content.picture/999"></figure>', "no longer in the library"),
    ],
)
def test_what_could_be_better_is_said(source: str, about: str) -> None:
    assert about in said(source)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "<p>Oui.</p>",
        "<h2>Un</h2><h3>Deux</h3><h4>Trois</h4><h2>Quatre</h2><p>Oui.</p>",
        '<p><a href="https://example.org/a">Le rapport de 2019</a></p>',
        '<p><a href="mailto:a@example.org">Écrire à l’équipe</a></p>',
        f"<p>{'Nous parlons. ' * 60}</p>",
        f"<ul>{'<li>des outils et des cartes</li>' * 20}</ul>",
        "<p>M. Diop et Mme A. Sow ont lu la p. 12 du livre.</p>",
    ],
)
def test_what_is_well_written_is_left_alone(source: str) -> None:
    assert said(source) == ""


def test_advice_is_told_once_and_not_without_end() -> None:
    link = '<p><a href="https://example.org/{}">ici</a></p>'
    assert len(advice.advise(link.format(1) * 5, "fr")) == 1
    headings = "".join(f"<h4>Titre {number}</h4><h2>Autre</h2>" for number in range(40))
    assert len(advice.advise(headings, "fr")) == advice.MOST


def test_a_picture_without_words_in_this_language_is_said() -> None:
    picture = a_picture(alt_en="")
    figure = f'<figure><img src="ref:content.picture/{picture.pk}"></figure>'
    assert said(figure, "fr") == ""
    assert "no description in English" in said(figure, "en")


def test_a_decorative_picture_needs_none_and_consent_is_asked() -> None:
    picture = a_picture(alt_fr="", alt_en="", decorative=True)
    assert said(f'<figure><img src="ref:content.picture/{picture.pk}"></figure>') == ""
    kept_off = a_picture(consent="missing")
    assert "consent" in said(f'<figure><img src="ref:content.picture/{kept_off.pk}"></figure>')


@pytest.mark.parametrize(
    "text",
    [
        "La cellule XQZT agit.",
        "Le plan XQZT (2019) est fini.",
        "L’XQZT, la XQZT et les XQZT.",
        "Un avis de XQZT.",
    ],
)
def test_an_acronym_that_nobody_explains_is_said_once(text: str) -> None:
    assert said(f"<p>{text}</p>").count("XQZT") == 1


@pytest.mark.parametrize(
    "text",
    [
        "La caisse des quartiers (XQZT) agit. XQZT encore.",
        "La XQZT (caisse des quartiers) agit.",
        "Au XXI siècle, en PDF.",
        "UN TITRE TOUT EN CAPITALES QUI CRIE",
        "Le code AB-12.XQZT/3 ne compte pas.",
    ],
)
def test_what_is_explained_or_no_acronym_is_left_alone(text: str) -> None:
    assert "lexicon" not in said(f"<p>{text}</p>")


def test_an_acronym_of_the_lexicon_is_known_once_it_is_public() -> None:
    text = "<p>Le XQZT agit.</p>"
    lexicon.concept("caisse des quartiers", acronym="XQZT")
    assert said(text) == ""


def test_the_cost_does_not_grow_with_the_text() -> None:
    pictures = [a_picture(alt_fr="") for _ in range(4)]

    def cost(number: int) -> int:
        figures = "".join(
            f'<figure><img src="ref:content.picture/{picture.pk}"></figure>'
            for picture in pictures[:number]
        )
        words = "".join(f"<p>Le sigle XQ{'ABCD'[n]}T agit.</p>" for n in range(number))
        with CaptureQueriesContext(connection) as seen:
            advice.advise(figures + words, "fr")
        return len(seen)

    assert cost(1) == cost(4) <= 3
