"""Who pays what: the rules of a split, its shares, and the figures a page shows.

Pure functions on lines (rows of the database, or anything with the same attributes), used by the
form, at publication and by the audit alike. Decimal throughout: no float ever counts money.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from itertools import groupby
from typing import Any, Protocol

from django.utils.formats import number_format
from django.utils.translation import gettext as _

FULL = Decimal("100.00")
CENT = Decimal("0.01")
OTHER = "other"
IN_KIND = "in_kind"
CASH = "cash"


class Line(Protocol):
    """What the rules read of a line."""

    category: Any
    funder_id: Any
    programme_id: Any
    channel_id: Any
    nature: str
    share: Decimal | None
    amount: Decimal | None
    currency: str
    amount_not_published: bool
    valuation_method: str


@dataclass(frozen=True)
class Fault:
    """What is wrong with the lines of one expense, with the fix in the message."""

    category: str
    code: str
    message: str


Payer = tuple[Hashable, Hashable, Hashable]


def payer_of(line: Line) -> Payer:
    """A payer is an organisation with its route: funder, programme, who manages the money."""
    return (line.funder_id, line.programme_id, line.channel_id)


def by_category(lines: Iterable[Any]) -> list[tuple[Any, list[Any]]]:
    """(category, its lines), in the order in which the categories first appear."""
    found: dict[str, tuple[Any, list[Any]]] = {}
    for line in lines:
        found.setdefault(line.category.code, (line.category, []))[1].append(line)
    return list(found.values())


def plain_number(value: Decimal) -> str:
    """33.33 or 100, with the decimal mark of the page's language."""
    places = 0 if value == value.to_integral_value() else 2
    return str(number_format(value, decimal_pos=places, use_l10n=True))


def money(amount: Decimal, currency: str) -> str:
    places = 0 if amount == amount.to_integral_value() else 2
    figure = number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True)
    return f"{figure}\u00a0{currency}"


def split_evenly(payers: int) -> list[Decimal]:
    """Shares that make exactly 100.00; the remainder goes to the first."""
    if payers < 1:
        return []
    each = (FULL / payers).quantize(CENT, rounding=ROUND_DOWN)
    return [FULL - each * (payers - 1), *[each] * (payers - 1)]


def shares_of(amounts: Sequence[Decimal]) -> list[Decimal]:
    """The shares that `amounts` make, by largest remainder: always exactly 100.00 together."""
    total = sum(amounts, Decimal(0))
    if total <= 0:
        return []
    exact = [amount * FULL / total for amount in amounts]
    floors = [value.quantize(CENT, rounding=ROUND_DOWN) for value in exact]
    cents_left = int((FULL - sum(floors, Decimal(0))) / CENT)
    order = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))
    for index in order[:cents_left]:
        floors[index] += CENT
    return floors


def one_currency(lines: Sequence[Line]) -> str:
    """The currency in which all of `lines` are valued, or empty."""
    currencies = {line.currency if line.amount is not None else "" for line in lines}
    return currencies.pop() if len(currencies) == 1 else ""


def shares(lines: Sequence[Line]) -> list[Decimal | None]:
    """The share of each line of one category: computed from amounts, typed, whole, or unknown."""
    if one_currency(lines):
        return [*shares_of([line.amount for line in lines if line.amount is not None])]
    if alone_without_share(lines):
        return [FULL]
    return [line.share for line in lines]


def alone_without_share(lines: Iterable[Line]) -> list[Any]:
    """Lines that are alone in their expense and say no share: they pay all of it.

    Not under “other”, where a line without a share says that the split is not detailed.
    """
    return [
        found[0]
        for category, found in by_category(lines)
        if len(found) == 1
        and found[0].share is None
        and found[0].amount is None
        and category.code != OTHER
    ]


def is_detailed(lines: Sequence[Line]) -> bool:
    """False when all that is known is who took part in the costs."""
    return any(
        line.category.code != OTHER or line.share is not None or line.amount is not None
        for line in lines
    )


def faults(lines: Iterable[Line]) -> list[Fault]:
    """Everything wrong with a split; empty when it may be published."""
    found: list[Fault] = []
    for category, group in by_category(lines):
        found += _share_faults(category, group)
        for line in group:
            found += _line_faults(category, line)
    return found


def _share_faults(category: Any, lines: list[Line]) -> list[Fault]:
    name = str(category)
    typed = [line.share for line in lines if line.share is not None]
    if not typed:
        return []
    if len(typed) < len(lines):
        message = _(
            "%(expense)s: give every payer a share, or none of them. “Split evenly” fills them in."
        )
        return [Fault(category.code, "mixed", message % {"expense": name})]
    total = sum(typed, Decimal(0))
    if total != FULL:
        gap = plain_number(abs(FULL - total))
        message = (
            _("%(expense)s: the shares make %(total)s %%, missing %(gap)s %%.")
            if total < FULL
            else _("%(expense)s: the shares make %(total)s %%, %(gap)s %% too much.")
        )
        values = {"expense": name, "total": plain_number(total), "gap": gap}
        return [Fault(category.code, "sum", message % values)]
    if one_currency(lines):
        computed = shares_of([line.amount for line in lines if line.amount is not None])
        if any(abs(a - b) > CENT for a, b in zip(typed, computed, strict=True)):
            message = _(
                "%(expense)s: the amounts give %(shares)s %%. Empty the shares: they are computed."
            )
            words = " / ".join(plain_number(share) for share in computed)
            return [Fault(category.code, "computed", message % {"expense": name, "shares": words})]
    return []


def _line_faults(category: Any, line: Line) -> list[Fault]:
    name = str(category)
    if line.nature == IN_KIND and line.amount is not None and not line.valuation_method:
        message = _("%(expense)s: say how the contribution in kind was valued.")
        return [Fault(category.code, "valuation", message % {"expense": name})]
    if line.nature == CASH and line.amount is None and not line.amount_not_published:
        message = _("%(expense)s: give the amount paid, or tick “the amount is not published”.")
        return [Fault(category.code, "amount", message % {"expense": name})]
    return []


def overall(lines: Sequence[Line]) -> dict[Payer, Decimal] | None:
    """Each payer's share of everything: only when every line is valued in one currency.

    Otherwise None: averaging 100 % of the logistics with 100 % of the flights would state a
    half-and-half that nobody measured.
    """
    if not lines or not one_currency(lines):
        return None
    totals: dict[Payer, Decimal] = {}
    for line in lines:
        totals[payer_of(line)] = totals.get(payer_of(line), Decimal(0)) + (line.amount or 0)
    return dict(zip(totals, shares_of(list(totals.values())), strict=True))


@dataclass(frozen=True)
class Column:
    """A payer as the page shows it. `line` is its first line: funder, programme, channel."""

    payer: Payer
    line: Any
    css: str


@dataclass(frozen=True)
class Cell:
    """`paid` without a share: who paid is known, how much is not."""

    paid: bool
    share: Decimal | None = None
    amount: Decimal | None = None
    currency: str = ""

    @property
    def words(self) -> str:
        return "" if self.share is None else plain_number(self.share)

    @property
    def money(self) -> str:
        return "" if self.amount is None else money(self.amount, self.currency)


@dataclass(frozen=True)
class MatrixRow:
    category: Any
    cells: list[Cell]


@dataclass(frozen=True)
class Box:
    """One part of the bar: an expense and one who paid for it. Its width says nothing."""

    category: Any
    column: Column
    share: Decimal | None

    @property
    def in_a_sentence(self) -> str:
        """The expense without its capital, unless it is an acronym."""
        name = str(self.category)
        return name if name[1:2].isupper() else name[:1].lower() + name[1:]


@dataclass(frozen=True)
class Split:
    """All a page shows of who paid for what."""

    columns: list[Column]
    rows: list[MatrixRow]
    boxes: list[Box]
    detailed: bool
    valued: bool
    natures: frozenset[str]

    def needs_route(self, column: Column) -> bool:
        """Whether another column has the same payer, by another route."""
        return sum(1 for other in self.columns if other.payer[0] == column.payer[0]) > 1

    @property
    def heads(self) -> list[tuple[Column, bool]]:
        """(payer, whether its name alone heads the column)."""
        return [(column, not self.needs_route(column)) for column in self.columns]

    @property
    def keys(self) -> list[tuple[Column, list[Box]]]:
        """(payer, what it paid for), for the legend."""
        ordered = sorted(self.boxes, key=lambda box: self.columns.index(box.column))
        groups = groupby(ordered, key=lambda box: box.column)
        return [(column, list(boxes)) for column, boxes in groups]


PATTERNS = 6


def split(lines: Sequence[Any]) -> Split | None:
    """The matrix, the bar and its keys; None when nobody is known to have paid."""
    if not lines:
        return None
    detailed = is_detailed(lines)
    columns = _columns(lines, detailed)
    at = {column.payer: column for column in columns}
    rows, boxes = [], []
    for category, group in by_category(lines):
        cells = {column.payer: Cell(False) for column in columns}
        for line, share in zip(group, shares(group), strict=True):
            payer = payer_of(line)
            cells[payer] = Cell(True, share, line.amount, line.currency)
            boxes.append(Box(category, at[payer], share))
        rows.append(MatrixRow(category, [cells[column.payer] for column in columns]))
    return Split(
        columns,
        rows,
        boxes,
        detailed,
        any(line.amount is not None for line in lines),
        frozenset(line.nature for line in lines),
    )


def _columns(lines: Sequence[Any], detailed: bool) -> list[Column]:
    """One pattern per payer; the first belongs to the association itself, 0 to the unknown."""
    columns: list[Column] = []
    number = 1
    for line in lines:
        payer = payer_of(line)
        if any(column.payer == payer for column in columns):
            continue
        if not detailed:
            css = "f0"
        elif getattr(line.funder, "is_self", False) and line.programme_id is None:
            css = "f1"
        else:
            number = number % PATTERNS + 1
            css = f"f{max(number, 2)}"
        columns.append(Column(payer, line, css))
    return columns
