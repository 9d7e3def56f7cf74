"""Transactions: only lines with an amount and a day that is not to come.

What was given to us, money or kind, is incoming funds; what we spent is expenditure. The
standard's one sign of a contribution in kind is the disbursement channel. A contribution nobody
valued stands in the description: a transaction of 0 would be a lie.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from lxml import etree

from atoutsud.content.languages import word
from trainings import cofunding
from trainings.iati import codes, organisations, words
from trainings.models import CofundingLine

Nature = CofundingLine.Nature
Valuation = CofundingLine.Valuation
INCOMING, EXPENDITURE = "1", "4"
KIND_BY_THIRD_PARTY, KIND_BY_DONOR = "3", "4"
CENT = Decimal("0.01")


@dataclass(frozen=True)
class LeftOut:
    """A valued line that gives no transaction, and why (a code of `reasons`)."""

    line: Any
    why: str


def sort_out(engagement: Any, today: datetime.date) -> tuple[list[Any], list[LeftOut]]:
    """(lines that become transactions, valued lines that cannot)."""
    kept, left_out = [], []
    for line in engagement.lines:
        if line.amount is None:
            continue
        day = day_of(engagement, line)
        if not codes.known("Currency", line.currency):
            left_out.append(LeftOut(line, "currency"))
        elif day is None or day > today:
            left_out.append(LeftOut(line, "date"))
        elif is_own_kind(line) and not settings.IATI_OWN_IN_KIND:
            left_out.append(LeftOut(line, "own"))
        else:
            kept.append(line)
    return kept, left_out


def day_of(engagement: Any, line: Any) -> datetime.date | None:
    """The day of the value, or for want of it the last on which the training was held."""
    day: datetime.date | None = line.value_date or engagement.end_latest
    return day


def is_own_kind(line: Any) -> bool:
    return line.nature == Nature.IN_KIND and bool(line.funder.is_self)


def add(
    parent: Any, engagement: Any, line: Any, ourselves: Any, told: Iterable[tuple[str, str]]
) -> None:
    """The transaction of a line that `sort_out` kept; `told`: (language, what is said of it)."""
    org_id = settings.IATI_ORG_ID
    day = day_of(engagement, line)
    assert day is not None  # `sort_out` kept it
    ours = bool(line.funder.is_self)
    element = etree.SubElement(parent, "transaction")
    code = EXPENDITURE if ours else INCOMING
    etree.SubElement(element, "transaction-type").set("code", code)
    etree.SubElement(element, "transaction-date").set("iso-date", day.isoformat())
    value = etree.SubElement(element, "value")
    value.set("currency", line.currency)
    value.set("value-date", day.isoformat())
    value.text = f"{line.amount.quantize(CENT)}"
    words.narrate(etree.SubElement(element, "description"), told)
    if line.public_funder is not None:
        organisations.add(element, "provider-org", line.public_funder, org_id)
    if not ours:
        organisations.add(element, "receiver-org", ourselves, org_id)
    if line.nature == Nature.IN_KIND:
        by_others = organisations.manager_of(line) is not None
        channel = KIND_BY_THIRD_PARTY if by_others else KIND_BY_DONOR
        etree.SubElement(element, "disbursement-channel").set("code", channel)


def told(line: Any, language: str) -> str:
    """“Expertise. In kind, valued by a daily rate: 5 days at 300.”"""
    _ = words.phrases(language)
    parts = [f"{word(line.category, 'name').text or line.category.code}."]
    if line.nature == Nature.IN_KIND:
        parts.append(
            _("In kind, valued by: %(method)s.")
            % {"method": words.label(Valuation(line.valuation_method), language)}
            if line.valuation_method
            else _("In kind.")
        )
    if line.quantity is not None and line.unit_value is not None:
        values = {
            "quantity": cofunding.plain_number(line.quantity),
            "unit": word(line, "unit", language).text or _("units"),
            "value": cofunding.plain_number(line.unit_value),
        }
        parts.append(_("%(quantity)s %(unit)s at %(value)s.") % values)
    if note := word(line, "note", language).text:
        parts.append(note)
    return " ".join(parts)
