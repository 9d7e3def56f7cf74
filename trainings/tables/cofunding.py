"""The table of cofunding: one row for each expense of a training and each who paid for it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from atoutsud.content.languages import LANGUAGES, word
from atoutsud.site import publicpage
from trainings import cofunding, records
from trainings.models import Engagement
from trainings.tables.columns import Column
from trainings.tables.table import Table, both, label, plain


def _name(link: str, language: str) -> Any:
    """The name of a public organisation, or nothing."""

    def said(line: Any) -> str:
        org = getattr(line, f"public_{link}")
        return org.headline(language).text if org is not None else ""

    return said


def _uid(link: str) -> Any:
    def said(line: Any) -> str:
        org = getattr(line, f"public_{link}")
        return str(org.uid) if org is not None else ""

    return said


def _category(language: str) -> Any:
    return lambda line: word(line.category, "name", language).text


def _page(language: str) -> Any:
    def said(line: Any) -> str:
        record = line.record
        return publicpage.absolute(record.address(language)) if language in record.languages else ""

    return said


EXPENSE = _("Expense: a code, then in words.")
NATURE = _("In kind, in money, both or unknown: a code, then in words.")
COLUMNS: tuple[Column, ...] = (
    Column("training_uid", _("Identity of the training."), said=lambda line: str(line.record.uid)),
    Column("training", _("Its lasting name."), said=lambda line: line.record.reference),
    Column(
        "version",
        _("Version of the training that was read."),
        said=lambda line: str(line.record.version),
    ),
    Column("uid", _("Identity of the line; empty for a new one."), said=lambda line: str(line.uid)),
    plain("category", EXPENSE),
    *(Column(f"category_label_{c}", EXPENSE, said=_category(c)) for c in LANGUAGES),
    Column(
        "funder", _("Identity of who paid; empty when it is not named."), "funder", _uid("funder")
    ),
    *(
        Column(f"funder_name_{code}", _("Who paid."), said=_name("funder", code))
        for code in LANGUAGES
    ),
    Column(
        "programme",
        _("Identity of the programme through which it was paid."),
        "programme",
        lambda line: str(line.programme.uid) if line.programme else "",
    ),
    Column(
        "programme_name",
        _("That programme."),
        said=lambda line: line.programme.short_name(LANGUAGES[0]) if line.programme else "",
    ),
    Column("channel", _("Identity of who manages these funds."), "channel", _uid("channel")),
    *(
        Column(f"channel_name_{c}", _("Who manages them."), said=_name("channel", c))
        for c in LANGUAGES
    ),
    plain("nature", NATURE),
    *label("nature", NATURE),
    plain("share", _("Share of this expense, in per cent; empty when unknown.")),
    Column(
        "share_computed",
        _("The share that amounts or a single payer give."),
        said=lambda line: "" if line.computed is None else f"{line.computed:.2f}",
    ),
    plain("amount", _("Amount; empty when not published, never 0.")),
    plain("currency", _("Currency of the amount (ISO 4217).")),
    plain("amount_not_published", _("Whether there is an amount that is not published.")),
    plain("value_date", _("Day of the value.")),
    plain("valuation_method", _("How a contribution in kind was valued, a code.")),
    plain("quantity", _("Quantity behind the value.")),
    *both("unit", _("Its unit.")),
    plain("unit_value", _("Value of one unit.")),
    *both("note", _("A note on this line.")),
    *(
        Column(f"page_{code}", _("Address of the training’s page."), said=_page(code))
        for code in LANGUAGES
    ),
)


def rows() -> Iterable[Any]:
    for record in records.whole(Engagement.public.order_by("start_earliest", "pk")):
        for _category_of, lines in cofunding.by_category(record.lines):
            for line, share in zip(lines, cofunding.shares(lines), strict=True):
                line.record, line.computed = record, share
                yield line


TABLE = Table("cofunding", Engagement, COLUMNS, rows, rows_in="cofunding")
