"""What the records let one count, and what they do not say.

Pure functions on the catalogue. Every figure has one definition, in `DEFINITIONS`, and leads to
the filtered list of the rows it is made of.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from atoutsud.content.folding import sort_key
from trainings import filters
from trainings.catalogue import Expense, Known, by_name, country_name
from trainings.models import Partner

DEFINITIONS = (
    (
        "trainings",
        _("Trainings"),
        _(
            "Published trainings of every kind (action trainings, workshops, study visits…) that "
            "took place. Conferences and other activities are counted apart; what is planned, "
            "put off or cancelled is not counted."
        ),
    ),
    (
        "participants",
        _("Participants counted"),
        _(
            "The sum of the numbers that trainings state. A training that states none adds "
            "nothing and is counted beside. A person who came twice is counted twice."
        ),
    ),
    (
        "countries",
        _("Countries"),
        _("Where a training took place, or which benefited from it; each country once."),
    ),
    (
        "reached",
        _("Organisations trained"),
        _(
            "Distinct organisations that benefited from a training or sent participants. “At "
            "least”: a published list may be incomplete."
        ),
    ),
    (
        "local",
        _("Local cofunding"),
        _(
            "Trainings of which a beneficiary, the host, or an organisation seated in a country "
            "that benefits paid something, among those whose funding is published."
        ),
    ),
    (
        "year",
        _("Year"),
        _(
            "The year in which it began. A training without a published date counts in the whole "
            "and in no year."
        ),
    ),
)


@dataclass(frozen=True)
class Figures:
    """`year`: a year, UNDATED, or empty for the whole."""

    year: str
    trainings: int
    others: int
    people: int
    counted: int
    unstated: int
    countries: list[str]
    reached: int
    incomplete: bool
    local: int
    funded: int
    unfunded: int
    valued: int

    @property
    def local_percent(self) -> int | None:
        """Rounded to the unit; None while nothing is known of who paid."""
        return round(100 * self.local / self.funded) if self.funded else None


def figures(catalogue: Iterable[Known], year: str = "") -> Figures:
    took_place = [known for known in catalogue if known.took_place]
    if year:
        took_place = [known for known in took_place if filters.year_of(known) == year]
    held = [known for known in took_place if known.is_training]
    numbers = [known.engagement.participants_total for known in held]
    stated = [number for number in numbers if number is not None]
    funded = [known for known in held if known.payments]
    return Figures(
        year=year,
        trainings=len(held),
        others=len(took_place) - len(held),
        people=sum(stated),
        counted=len(stated),
        unstated=len(held) - len(stated),
        countries=by_name({code for known in held for code in known.countries}),
        reached=len({who for known in held for who in known.reached}),
        incomplete=any(not known.engagement.beneficiaries_complete for known in held),
        local=sum(1 for known in funded if known.has_local_payer),
        funded=len(funded),
        unfunded=len(held) - len(funded),
        valued=sum(1 for known in funded if any(p.amount for p in known.payments)),
    )


def years(catalogue: Iterable[Known]) -> list[str]:
    """The years in which something took place, the latest first, then the undated."""
    found = {filters.year_of(known) for known in catalogue if known.took_place}
    return [*sorted(found - {filters.UNDATED}, reverse=True), *(found & {filters.UNDATED})]


@dataclass(frozen=True)
class Paid:
    """How many trainings one payer paid something of, under one expense."""

    expense: Expense
    trainings: int


@dataclass(frozen=True)
class PayerRow:
    """`payer` is None for organisations that are not named here."""

    payer: Partner | None
    cells: list[Paid]


@dataclass(frozen=True)
class WhoPays:
    expenses: list[Expense]
    rows: list[PayerRow]
    undetailed: int


def who_pays(catalogue: Iterable[Known]) -> WhoPays:
    """Expenses by payer, counted in trainings: never an average, never a sum of shares."""
    held = [known for known in catalogue if known.is_training]
    detailed = [known for known in held if known.is_detailed]
    expenses: dict[str, Expense] = {}
    payers: dict[int, Partner | None] = {}
    counts: dict[tuple[int, str], set[int]] = {}
    for known in detailed:
        for paid in known.payments:
            expenses.setdefault(paid.expense.code, paid.expense)
            who = paid.payer.pk if paid.payer else 0
            payers.setdefault(who, paid.payer)
            counts.setdefault((who, paid.expense.code), set()).add(known.engagement.pk)
    rows = [
        PayerRow(
            payer,
            [Paid(e, len(counts.get((who, e.code), ()))) for e in expenses.values()],
        )
        for who, payer in payers.items()
    ]
    rows.sort(key=_payer_order)
    undetailed = sum(1 for known in held if known.payments and not known.is_detailed)
    return WhoPays(list(expenses.values()), rows, undetailed)


def _payer_order(row: PayerRow) -> tuple[Any, ...]:
    """Ourselves, then by name, those not named last."""
    if row.payer is None:
        return (2, "", 0)
    return (0 if row.payer.is_self else 1, sort_key(row.payer.short_name()), row.payer.pk)


@dataclass(frozen=True)
class Place:
    code: str
    name: str
    trainings: int
    others: int


def places(catalogue: Iterable[Known]) -> list[Place]:
    """Countries by number of activities, then by name."""
    took_place = [known for known in catalogue if known.took_place]
    found = []
    for code in by_name({code for known in took_place for code in known.countries}):
        there = [known for known in took_place if code in known.countries]
        held = sum(1 for known in there if known.is_training)
        found.append(Place(code, country_name(code), held, len(there) - held))
    return sorted(found, key=lambda place: -(place.trainings + place.others))


@dataclass(frozen=True)
class Sum:
    currency: str
    amount: Decimal
    trainings: int


def sums(catalogue: Iterable[Known]) -> list[Sum]:
    """Valued lines by currency: two currencies never make one total."""
    amounts: dict[str, Decimal] = {}
    where: dict[str, set[int]] = {}
    for known in catalogue:
        for paid in known.payments if known.is_training else ():
            if paid.amount is not None:
                amounts[paid.currency] = amounts.get(paid.currency, Decimal(0)) + paid.amount
                where.setdefault(paid.currency, set()).add(known.engagement.pk)
    return [Sum(code, amounts[code], len(where[code])) for code in sorted(amounts)]
