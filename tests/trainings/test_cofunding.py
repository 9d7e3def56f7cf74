from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from trainings import cofunding
from trainings.cofunding import FULL


@dataclass
class Item:
    code: str = "flights"

    def __str__(self) -> str:
        return self.code.capitalize()


@dataclass
class Line:
    """What the rules read of a line of the database."""

    funder_id: int = 1
    share: Decimal | None = None
    amount: Decimal | None = None
    currency: str = ""
    nature: str = "unknown"
    category: Any = field(default_factory=Item)
    programme_id: int | None = None
    channel_id: int | None = None
    amount_not_published: bool = False
    valuation_method: str = ""
    funder: Any = None


def shares(*values: str) -> list[Line]:
    return [Line(number, Decimal(value)) for number, value in enumerate(values)]


def euros(*values: str) -> list[Line]:
    return [Line(n, amount=Decimal(v), currency="EUR") for n, v in enumerate(values)]


def codes(lines: list[Line]) -> list[str]:
    return [fault.code for fault in cofunding.faults(lines)]


def test_shares_that_make_exactly_a_hundred_pass() -> None:
    assert not codes(shares("33.33", "33.33", "33.34"))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (("33.33", "33.33", "33.33"), "missing 0.01 %"),
        (("60", "30"), "missing 10 %"),
        (("60", "41.50"), "1.50 % too much"),
    ],
)
def test_the_message_names_the_gap(values: tuple[str, ...], words: str) -> None:
    with translation.override("en"):
        (fault,) = cofunding.faults(shares(*values))
    assert words in fault.message
    assert fault.code == "sum"


def test_shares_for_some_payers_only_are_refused() -> None:
    assert codes([*shares("50"), Line(9)]) == ["mixed"]


def test_no_share_at_all_is_a_legal_state() -> None:
    assert not codes([Line(1), Line(2)])
    assert cofunding.shares([Line(1), Line(2)]) == [None, None]


def test_a_single_payer_without_a_share_pays_all_of_it() -> None:
    assert cofunding.shares([Line()]) == [FULL]


def test_under_other_a_single_line_says_that_the_split_is_not_detailed() -> None:
    lines = [Line(category=Item("other"))]
    assert cofunding.shares(lines) == [None]
    assert not cofunding.is_detailed(lines)
    assert not codes(lines)


def test_shares_are_computed_from_amounts_in_one_currency() -> None:
    assert cofunding.shares(euros("100", "200")) == [Decimal("33.33"), Decimal("66.67")]


def test_typed_shares_that_contradict_the_amounts_are_refused() -> None:
    lines = euros("100", "300")
    lines[0].share, lines[1].share = Decimal(50), Decimal(50)
    assert codes(lines) == ["computed"]
    lines[0].share, lines[1].share = Decimal(25), Decimal(75)
    assert not codes(lines)


def test_two_currencies_give_no_computed_share() -> None:
    lines = euros("100", "200")
    lines[1].currency = "MAD"
    assert cofunding.shares(lines) == [None, None]


def test_a_valued_contribution_in_kind_says_how_it_was_valued() -> None:
    lines = [Line(nature="in_kind", amount=Decimal(100), currency="EUR")]
    assert codes(lines) == ["valuation"]
    lines[0].valuation_method = "daily_rate"
    assert not codes(lines)
    assert not codes([Line(nature="in_kind")])


def test_money_has_an_amount_or_says_that_it_is_not_published() -> None:
    assert codes([Line(nature="cash")]) == ["amount"]
    assert not codes([Line(nature="cash", amount_not_published=True)])


def test_no_overall_share_across_expenses_that_are_not_all_valued() -> None:
    lines = [Line(1, FULL), Line(2, FULL, category=Item("venue"))]
    assert cofunding.overall(lines) is None


def test_overall_shares_when_everything_is_valued_in_one_currency() -> None:
    lines = euros("300", "100")
    lines[1].category = Item("venue")
    assert cofunding.overall(lines) == {
        (0, None, None): Decimal("75.00"),
        (1, None, None): Decimal("25.00"),
    }


def test_the_matrix_and_the_bar_follow_the_lines() -> None:
    lines = [Line(1), Line(2, category=Item("venue")), Line(1, category=Item("materials"))]
    found = cofunding.split(lines)
    assert found is not None
    assert [str(row.category) for row in found.rows] == ["Flights", "Venue", "Materials"]
    assert [[cell.paid for cell in row.cells] for row in found.rows] == [
        [True, False],
        [False, True],
        [True, False],
    ]
    assert len(found.boxes) == 3
    assert len({box.column.css for box in found.boxes}) == 2
    assert [len(boxes) for _column, boxes in found.keys] == [2, 1]


def test_the_same_payer_by_two_routes_is_two_columns() -> None:
    found = cofunding.split([Line(1), Line(1, programme_id=5, category=Item("venue"))])
    assert found is not None
    assert len(found.columns) == 2


def test_nobody_known_to_pay_gives_no_split() -> None:
    assert cofunding.split([]) is None


@given(st.integers(1, 40))
def test_an_even_split_makes_a_hundred_and_the_first_takes_the_rest(payers: int) -> None:
    parts = cofunding.split_evenly(payers)
    assert sum(parts) == FULL
    assert len(parts) == payers
    assert parts[0] == max(parts)
    assert len(set(parts[1:])) <= 1
    assert not codes([Line(n, part) for n, part in enumerate(parts)])


amounts = st.lists(
    st.decimals("0.01", "9999999.99", places=2, allow_nan=False), min_size=1, max_size=12
)


@given(amounts)
def test_computed_shares_always_make_a_hundred(values: list[Decimal]) -> None:
    parts = cofunding.shares_of(values)
    assert sum(parts) == FULL
    total = sum(values)
    for value, part in zip(values, parts, strict=True):
        assert abs(part - value * 100 / total) <= Decimal("0.01")


@given(amounts)
def test_a_larger_amount_never_has_a_smaller_share(values: list[Decimal]) -> None:
    parts = cofunding.shares_of(values)
    pairs = sorted(zip(values, parts, strict=True))
    for (low, low_part), (high, high_part) in pairwise(pairs):
        assert low == high or low_part <= high_part


@given(amounts)
def test_typing_the_computed_shares_is_never_a_fault(values: list[Decimal]) -> None:
    parts = cofunding.shares_of(values)
    lines = [
        Line(n, part, amount=value, currency="EUR")
        for n, (value, part) in enumerate(zip(values, parts, strict=True))
    ]
    assert not codes(lines)
