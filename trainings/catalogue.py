"""All public engagements, light, with who took part and who paid: what lists filter by and
figures count. One query, whatever there is of it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef
from django_countries import countries

from atoutsud.content.folding import sort_key
from atoutsud.content.languages import word
from trainings.models import CofundingLine, Engagement, EngagementPartner, ParticipantGroup, Partner
from trainings.models.kinds import Course, Kind
from trainings.models.roles import Role
from trainings.reading import DATE, Doc, Nested

NOT_TRAININGS = frozenset({Kind.CONFERENCE, Kind.OTHER})
NAMES = ("name_fr", "name_en", "acronym", "is_self", "hq_country")
LIGHT = ("id", "kind", "course", "country", "beneficiary_countries", "participants_total")
AT_HOME = frozenset({Role.BENEFICIARY, Role.HOST})


@dataclass(frozen=True)
class Expense:
    """An expense item, with the attributes `word` reads."""

    code: str
    name_fr: str
    name_en: str
    family: str = ""

    def __str__(self) -> str:
        return word(self, "name").text or self.code


@dataclass(frozen=True)
class Payment:
    """A line of funding. `payer` is None when that organisation is not public."""

    expense: Expense
    payer_id: int
    payer: Partner | None
    seat: str
    nature: str
    share: Decimal | None
    amount: Decimal | None
    currency: str


@dataclass
class Known:
    """What is known of one engagement, for filters and figures."""

    engagement: Any
    payments: list[Payment] = field(default_factory=list)
    roles: list[Partner] = field(default_factory=list)
    reached: set[int] = field(default_factory=set)
    at_home: set[int] = field(default_factory=set)

    @property
    def countries(self) -> set[str]:
        """Where it took place and whom it was for."""
        return countries_of(self.engagement)

    @property
    def partners(self) -> list[Partner]:
        """Every public organisation that had a part in it or paid for some of it."""
        return list({p.pk: p for p in (*self.roles, *self.payers)}.values())

    @property
    def payers(self) -> list[Partner]:
        return list({p.payer.pk: p.payer for p in self.payments if p.payer}.values())

    @property
    def is_detailed(self) -> bool:
        return any(p.expense.code != "other" or p.share or p.amount for p in self.payments)

    @property
    def took_place(self) -> bool:
        """As far as anybody says: what was announced counts once its date is over."""
        engagement = self.engagement
        if engagement.course in (Course.CANCELLED, Course.POSTPONED):
            return False
        if engagement.course == Course.DONE:
            return not engagement.is_upcoming
        return bool(engagement.is_past)

    @property
    def is_training(self) -> bool:
        return self.took_place and self.engagement.kind not in NOT_TRAININGS

    @property
    def has_local_payer(self) -> bool:
        """Whether an organisation of a country that benefits, or a beneficiary, paid something."""
        return any(map(self.is_local, self.payments))

    def is_local(self, paid: Payment) -> bool:
        if paid.payer is not None and paid.payer.is_self:
            return False
        return paid.payer_id in self.at_home or bool(paid.seat and paid.seat in self.countries)


def countries_of(engagement: Any) -> set[str]:
    codes = {country.code for country in engagement.beneficiary_countries}
    return codes | ({engagement.country.code} if engagement.country else set())


def country_name(code: str) -> str:
    return str(countries.name(code)) or code


def by_name(codes: Iterable[str]) -> list[str]:
    return sorted(codes, key=lambda code: (sort_key(country_name(code)), code))


def _payments() -> Nested:
    rows = CofundingLine.objects.filter(engagement=OuterRef("pk")).order_by("position", "pk")
    named = {name: F(f"funder__{name}") for name in NAMES}
    return Nested(
        rows.values(
            doc=Doc(
                code=F("category__code"),
                expense_fr=F("category__name_fr"),
                expense_en=F("category__name_en"),
                family=F("category__anc_family"),
                partner=F("funder_id"),
                seen=Exists(Partner.public.filter(pk=OuterRef("funder_id"))),
                nature=F("nature"),
                share=F("share"),
                amount=F("amount"),
                currency=F("currency"),
                **named,
            )
        )
    )


def _parts() -> Nested:
    rows = EngagementPartner.objects.filter(engagement=OuterRef("pk")).order_by("position", "pk")
    named = {name: F(f"partner__{name}") for name in NAMES}
    seen = Exists(Partner.public.filter(pk=OuterRef("partner_id")))
    return Nested(rows.values(doc=Doc(partner=F("partner_id"), role=F("role"), seen=seen, **named)))


def _institutions() -> Nested:
    rows = ParticipantGroup.objects.filter(engagement=OuterRef("pk"), institution__isnull=False)
    return Nested(rows.order_by("pk").values(doc=Doc(partner=F("institution_id"))))


def catalogue() -> list[Known]:
    """To come, soonest first; then past, latest first; what has no date comes last."""
    found = list(
        Engagement.public.in_order()
        .only(*LIGHT, "beneficiaries_complete", *DATE)
        .annotate(j_paid=_payments(), j_parts=_parts(), j_in=_institutions())
    )
    partners: dict[int, Partner] = {}
    expenses: dict[str, Expense] = {}
    known = [_known(engagement, partners, expenses) for engagement in found]
    coming = [k for k in known if k.engagement.is_to_come]
    coming.sort(key=lambda k: (k.engagement.start_earliest, k.engagement.pk))
    return coming + [k for k in known if not k.engagement.is_to_come]


def _rows(value: Any) -> list[dict[str, Any]]:
    return json.loads(value) if isinstance(value, str) else value or []


def _known(engagement: Any, partners: dict[int, Partner], expenses: dict[str, Expense]) -> Known:
    known = Known(engagement)
    for row in _rows(engagement.j_parts):
        who = _partner(row, partners)
        if row["role"] == Role.BENEFICIARY:
            known.reached.add(row["partner"])
        if row["role"] in AT_HOME:
            known.at_home.add(row["partner"])
        if who is not None:
            known.roles.append(who)
    known.reached |= {row["partner"] for row in _rows(engagement.j_in)}
    for row in _rows(engagement.j_paid):
        code = row["code"]
        if code not in expenses:
            names = (row["expense_fr"] or "", row["expense_en"] or "")
            expenses[code] = Expense(code, *names, family=row["family"])
        who = _partner(row, partners)
        known.payments.append(
            Payment(
                expenses[code],
                row["partner"],
                who,
                row["hq_country"] or "",
                row["nature"],
                _decimal(row["share"]),
                _decimal(row["amount"]),
                row["currency"],
            )
        )
    return known


def from_rows(engagement: Any) -> Known:
    """The same from an engagement whose `roles` and `lines` are loaded."""
    known = Known(engagement)
    for role in engagement.roles:
        if role.role == Role.BENEFICIARY:
            known.reached.add(role.partner.pk)
        if role.role in AT_HOME:
            known.at_home.add(role.partner.pk)
        if role.public_partner is not None:
            known.roles.append(role.public_partner)
    for line in engagement.lines:
        item = line.category
        names = (item.name_fr or "", item.name_en or "")
        known.payments.append(
            Payment(
                Expense(item.code, *names, family=item.anc_family),
                line.funder_id,
                line.public_funder,
                str(line.funder.hq_country or ""),
                line.nature,
                line.share,
                line.amount,
                line.currency,
            )
        )
    return known


def _partner(row: dict[str, Any], partners: dict[int, Partner]) -> Partner | None:
    if not row["seen"]:
        return None
    pk = row["partner"]
    if pk not in partners:
        partners[pk] = Partner(pk=pk, **{name: row[name] for name in NAMES})
    return partners[pk]


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
