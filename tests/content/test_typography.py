import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atoutsud.content.typography import apply, apply_html

ALPHABET = st.sampled_from(
    [*"ab é1.,;:!?%€\"'«»“”’()-…  \u00a0\u202f\n`/@", "www.a.fr", "a@b.fr", "..."]
)

# Seconds of CPU. What grew with the square of the length would take hours.
GUARD = 20


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Vraiment ?", "Vraiment\u202f?"),
        ("un : \u00a0deux,  trois", "un\u00a0: deux, trois"),
        ("Vraiment?", "Vraiment\u202f?"),
        ("Non !!", "Non\u202f!!"),
        ("oui\u00a0; non", "oui\u202f; non"),
        ("Objectifs : deux", "Objectifs\u00a0: deux"),
        ("Objectifs: deux", "Objectifs\u00a0: deux"),
        ("«mot»", "«\u202fmot\u202f»"),
        ("« mot »", "«\u202fmot\u202f»"),
        ('le "mot" juste', "le «\u202fmot\u202f» juste"),
        ('"Le mot !"', "«\u202fLe mot\u202f!\u202f»"),
        ('"le "vrai" mot"', "«\u202fle “vrai” mot\u202f»"),
        ("l'eau d'ici", "l’eau d’ici"),
        ("etc...", "etc…"),
        ("50 %", "50\u202f%"),
        ("50%", "50\u202f%"),
        ("12 €", "12\u00a0€"),
        ("Ça va...?", "Ça va…\u202f?"),
    ],
)
def test_french_gets_its_spaces_and_marks(typed: str, set_: str) -> None:
    assert apply(typed, "fr") == set_


@pytest.mark.parametrize(
    "text",
    [
        "le 1er avril à 10:30",
        "https://exemple.fr/a?b=c;d!e",
        "courriel@exemple.fr",
        "1 200 personnes",
        "le ratio 16:9",
        "un `a != b` ici",
        "une vis de 5\" et d'1",
        "voir ?page=2",
        "foo%20bar",
        "(?)",
        "&eacute;",
    ],
)
def test_what_is_not_a_sentence_stays_as_typed(text: str) -> None:
    assert apply(text, "fr") == text.replace("d'1", "d’1")


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ('the partner\'s "own" words', "the partner’s “own” words"),
        ('"a "b" c"', "“a ‘b’ c”"),
        ("the partners' needs", "the partners’ needs"),
        ("Really? Yes: 50%!", "Really? Yes: 50%!"),
        ("and so on...", "and so on…"),
        ("“already”", "“already”"),
    ],
)
def test_english_gets_curly_marks_and_no_spaces(typed: str, set_: str) -> None:
    assert apply(typed, "en") == set_


def test_another_language_is_left_alone() -> None:
    assert apply("l'eau ?", "ar") == "l'eau ?"


@given(st.lists(ALPHABET, max_size=40).map("".join), st.sampled_from(["fr", "en"]))
def test_applying_twice_changes_nothing_more(text: str, language: str) -> None:
    once = apply(text, language)
    assert apply(once, language) == once


@given(st.lists(ALPHABET, max_size=40).map("".join), st.sampled_from(["fr", "en"]))
def test_no_letter_is_ever_lost(text: str, language: str) -> None:
    def letters(value: str) -> str:
        return "".join(character for character in value if character.isalnum())

    assert letters(apply(text, language)) == letters(text)


def test_marks_are_set_across_inline_elements() -> None:
    html = '<p>Un <em>mot</em>! et "<strong>gras</strong>"</p>'
    assert apply_html(html, "fr") == (
        "<p>Un <em>mot</em>\u202f! et «\u202f<strong>gras</strong>\u202f»</p>"
    )


def test_code_is_left_alone_and_other_languages_keep_their_own_marks() -> None:
    html = '<p><code>"a" ; b</code> : <q lang="en">it\'s "so"!</q> !</p>'
    assert apply_html(html, "fr") == (
        '<p><code>"a" ; b</code>\u00a0: <q lang="en">it’s “so”!</q>\u202f!</p>'
    )


def test_quotation_marks_do_not_pair_across_blocks() -> None:
    assert apply_html('<p>"a</p><p>b"</p>', "fr") == '<p>"a</p><p>b"</p>'


def test_escaped_characters_stay_escaped() -> None:
    assert apply_html("<p>R&amp;D &lt; 5 ; x</p>", "fr") == "<p>R&amp;D &lt; 5\u202f; x</p>"


@pytest.mark.parametrize("piece", [" ", '"', '" ', "www.", "a@", "a'", ".", "«", "mot !", "`", "é"])
def test_a_flood_takes_no_time(piece: str) -> None:
    begun = time.process_time()
    apply(piece * (200_000 // len(piece)), "fr")
    apply(piece * (200_000 // len(piece)), "en")
    assert time.process_time() - begun < GUARD
