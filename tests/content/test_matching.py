"""What is asked becomes tokens, and what is found is ranked, without any database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atoutsud.content import matching
from atoutsud.content.folding import fold
from atoutsud.content.matching import Tier


@pytest.mark.parametrize(
    ("query", "name", "acronym", "tier"),
    [
        ("Économie Sociale", "économie sociale", False, Tier.EXACT),
        ("la gouvernance", "gouvernance", False, Tier.EXACT),
        ("l’accès", "accès", False, Tier.EXACT),
        ("laccès", "l’accès", False, Tier.EXACT),
        ("log frame", "logframe", False, Tier.EXACT),
        ("g.c.p.", "GCP", True, Tier.ACRONYM),
        ("économie soc", "économie sociale", False, Tier.PREFIX),
        ("parties prenantes", "partie prenante", False, Tier.WHOLE),
        ("ONGs", "ONG", True, Tier.WHOLE),
        ("cycle du projet", "gestion du cycle de projet", False, Tier.WORD),
        ("taux de co-financement", "le taux du cofinancement", False, Tier.WORD),
        ("projets", "fiche de projet", False, Tier.STEM),
        ("financement", "cofinancement", False, Tier.INSIDE),
    ],
)
def test_how_well_a_name_answers(query: str, name: str, acronym: bool, tier: Tier) -> None:
    assert matching.tier(matching.parse(query), fold(name), acronym) == tier


def test_tiers_are_in_the_order_readers_expect() -> None:
    assert [tier.name for tier in sorted(Tier)] == [
        "EXACT", "ACRONYM", "PREFIX", "WHOLE", "WORD", "STEM", "INSIDE", "TYPO", "TEXT"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "two", "far"),
    [
        ("projet", "projet", 0),
        ("evalution", "evaluation", 1),
        ("carde", "cadre", 1),
        ("resilliance", "resilience", 2),
        ("aide", "audit", 3),
        ("", "ab", 2),
    ],
)
def test_the_distance_counts_letters_left_out_added_changed_or_swapped(
    one: str, two: str, far: int
) -> None:
    assert matching.distance(one, two, 5) == far
    assert matching.distance(two, one, 5) == far


def test_a_distance_beyond_the_most_allowed_is_not_counted_further() -> None:
    assert matching.distance("a" * 40, "b" * 40, 2) == 3


@given(st.text(max_size=120), st.sampled_from(["fr", "en", "ar"]))
def test_tokens_are_plain_letters_and_figures(text: str, language: str) -> None:
    for token in [*matching.name_tokens(text, language), *matching.text_tokens(text, language)]:
        assert token.isascii()
        assert token.isalnum()
        assert token == token.lower()


@given(st.text(max_size=200))
def test_a_name_is_found_by_itself(text: str) -> None:
    asked = matching.parse(text)
    if key := fold(text):
        assert asked
        assert matching.tier(asked, key, False) == Tier.EXACT


@given(st.text(max_size=400))
def test_any_query_is_parsed_within_bounds(text: str) -> None:
    asked = matching.parse(text)
    assert len(asked.words) <= matching.MOST_WORDS
    assert all(len(word) <= matching.LONGEST_WORD for word in asked.words)
    for clause in matching.clauses(asked):
        assert all(forms for forms in clause)
