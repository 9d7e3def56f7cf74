"""The report of one year: a document that can be kept as it is, and what a page shows of it.

The same document is made for the running year at each reading and stored when the year is
closed, so that a closed year is shown by the same code and never moves.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from atoutsud.content import documents
from atoutsud.content.languages import word
from trainings import cofunding, impact, reading
from trainings.catalogue import Known, catalogue, from_rows
from trainings.models import ClosedYear, CofundingLine, Engagement, EngagementPartner
from trainings.models.cofunding import AncFamily, Nature
from trainings.models.report import FIRST_YEAR

SCHEMA = 1
OWN = (
    "kind",
    "our_role",
    "course",
    "title",
    "summary",
    "city",
    "venue",
    "country",
    "beneficiary_countries",
    "delivery",
    "duration_value",
    "duration_unit",
    "participants_total",
    "participants_note",
    "beneficiaries_complete",
    *reading.DATE,
)
# Classes 86 and 87 of the French associations’ chart of accounts (ANC 2018-06).
ACCOUNTS = {
    AncFamily.WORK: (("864", _lazy("voluntary staff")), ("875", _lazy("voluntary work"))),
    AncFamily.GOODS: (
        ("861", _lazy("goods provided free of charge")),
        ("870", _lazy("gifts in kind")),
    ),
    AncFamily.SERVICES: (("862", _lazy("services in kind")), ("871", _lazy("services in kind"))),
    AncFamily.TRAVEL: (
        ("862", _lazy("services in kind: travel")),
        ("871", _lazy("services in kind: travel")),
    ),
}


def document(year: int) -> dict[str, Any]:
    """Everything the report of `year` says, as plain JSON, in both languages."""
    queryset = Engagement.public.counted().in_order().filter(start_earliest__year=year)
    rows = []
    for engagement in reading.for_rows(queryset):
        own = {
            column.attname: documents.encode(engagement, column)
            for _path, column in documents.columns(Engagement, OWN)
        }
        rows.append(
            {
                "own": {"id": engagement.pk, **own},
                "roles": reading.loaded(engagement.j_roles),
                "lines": reading.loaded(engagement.j_lines),
            }
        )
    figures = asdict(impact.figures(catalogue(), str(year)))
    return {"schema": SCHEMA, "figures": figures, "engagements": rows}


def check(year: int) -> dict[str, Any]:
    """The document that closing `year` would keep; ValidationError where it cannot be closed."""
    if year > timezone.localdate().year:
        raise ValidationError(_("This year has not begun yet."))
    found = document(year) if year >= FIRST_YEAR else {}
    if not found.get("engagements"):
        raise ValidationError(_("Nothing is published for this year."))
    return found


def close(year: int, author: Any) -> ClosedYear:
    """Keep the report of `year` as it stands."""
    closed = ClosedYear(year=year, document=check(year), closed_by=author)
    closed.full_clean(exclude=["document", "closed_by"])
    closed.save()
    return closed


def revived(row: dict[str, Any]) -> Any:
    engagement = reading.revive(Engagement, row["own"])
    engagement.roles = reading.revived(EngagementPartner, row["roles"])
    engagement.lines = reading.revived(CofundingLine, row["lines"])
    return engagement


@dataclass(frozen=True)
class Amount:
    """One valued contribution in kind, with how it was valued."""

    expense: Any
    line: Any
    engagement: Any

    @property
    def money(self) -> str:
        return cofunding.money(self.line.amount, self.line.currency)

    @property
    def method(self) -> str:
        """“5 days × 300 EUR, daily rate”, as far as it is known."""
        words = []
        if self.line.quantity and self.line.unit_value:
            values = {
                "quantity": cofunding.plain_number(self.line.quantity),
                "unit": word(self.line, "unit").text,
                "price": cofunding.money(self.line.unit_value, self.line.currency),
            }
            words.append(_("%(quantity)s %(unit)s × %(price)s") % values)
        if self.line.valuation_method:
            words.append(str(self.line.get_valuation_method_display()))
        return ", ".join(words)


@dataclass
class InKindRow:
    use: tuple[str, Any]
    source: tuple[str, Any]
    amount: Decimal = Decimal(0)


@dataclass
class InKind:
    """Contributions in kind in one currency: each amount is once a use and once a source."""

    currency: str
    rows: list[InKindRow] = field(default_factory=list)

    @property
    def shown(self) -> list[tuple[InKindRow, str]]:
        return [(row, cofunding.money(row.amount, self.currency)) for row in self.rows]

    @property
    def uses(self) -> str:
        return cofunding.money(sum((r.amount for r in self.rows), Decimal(0)), self.currency)

    sources = uses


@dataclass(frozen=True)
class Report:
    year: int
    figures: impact.Figures
    engagements: list[Any]
    closed: Any
    in_kind: list[InKind]
    valued: list[Amount]
    unvalued: list[Amount]

    @property
    def known(self) -> list[Known]:
        return [from_rows(engagement) for engagement in self.engagements]


def read(year: int) -> Report | None:
    """The report of `year` as it was closed, else as the records stand; None if nothing is."""
    kept = ClosedYear.objects.filter(year=year).first()
    found = kept.document if kept else document(year)
    if not found["engagements"]:
        return None
    engagements = [revived(row) for row in found["engagements"]]
    lines = list(_in_kind_lines(engagements))
    valued = [one for one in lines if one.line.amount is not None]
    return Report(
        year=year,
        figures=impact.Figures(**found["figures"]),
        engagements=engagements,
        closed=kept,
        in_kind=_accounts(valued),
        valued=valued,
        unvalued=[one for one in lines if one.line.amount is None],
    )


def _in_kind_lines(engagements: Iterable[Any]) -> Iterable[Amount]:
    for engagement in engagements:
        if from_rows(engagement).took_place:
            for line in engagement.lines:
                if line.nature == Nature.IN_KIND and line.public_funder is not None:
                    yield Amount(line.category, line, engagement)


def _accounts(valued: list[Amount]) -> list[InKind]:
    """By currency, in the order of the families; a family without an amount has no row."""
    found = []
    for currency in sorted({one.line.currency for one in valued}):
        table = InKind(currency)
        for family, (use, source) in ACCOUNTS.items():
            amounts = [
                one.line.amount
                for one in valued
                if one.line.currency == currency and one.expense.anc_family == family
            ]
            if amounts:
                table.rows.append(InKindRow(use, source, sum(amounts, Decimal(0))))
        found.append(table)
    return found


def moved(closed: ClosedYear) -> list[str]:
    """Titles of what changed in the records since the year was closed, for editors."""
    before = {row["own"]["id"]: row for row in closed.document["engagements"]}
    after = {row["own"]["id"]: row for row in document(closed.year)["engagements"]}
    changed = [pk for pk in {**before, **after} if before.get(pk) != after.get(pk)]
    rows = [revived(after.get(pk) or before[pk]) for pk in changed]
    return [str(row) for row in rows]
