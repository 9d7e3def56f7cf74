"""The figures of the impact pages as they are said: words, notes, links, charts."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trainings import charts, cofunding, filters, impact
from trainings.catalogue import Known


@dataclass(frozen=True)
class Shown:
    """A figure with the list it is made of; `anchor` leads to its definition."""

    label: str
    figure: str
    address: str
    note: str
    anchor: str


@dataclass(frozen=True)
class Cell:
    figure: str
    address: str


@dataclass(frozen=True)
class YearRow:
    """`report` is the address of the year’s report; empty for the undated and for the whole."""

    label: str
    unknown: bool
    report: str
    cells: list[Cell]


def plain(number: int) -> str:
    return str(number_format(number, use_l10n=True, force_grouping=True))


def rows_of(figures: impact.Figures, only: str, **more: Any) -> str:
    return filters.address(reverse("trainings-list"), year=figures.year, only=only, **more)


def headline_figures(figures: impact.Figures) -> list[Shown]:
    others = ngettext(
        "besides, %(n)s conference or other activity",
        "besides, %(n)s conferences and other activities",
        figures.others,
    ) % {"n": figures.others}
    return [
        Shown(
            _("Trainings"),
            plain(figures.trainings),
            rows_of(figures, "trainings"),
            others if figures.others else "",
            "trainings",
        ),
        Shown(
            _("Participants counted"),
            people(figures),
            rows_of(figures, "people" if figures.counted else "unstated"),
            counted(figures),
            "participants",
        ),
        Shown(
            _("Organisations trained"),
            plain(figures.reached),
            rows_of(figures, "reached"),
            _("at least: a published list is not complete") if figures.incomplete else "",
            "reached",
        ),
        Shown(
            _("Countries"),
            plain(len(figures.countries)),
            rows_of(figures, "trainings"),
            _(", ").join(map(impact.country_name, figures.countries)),
            "countries",
        ),
        local_cofunding(figures),
    ]


def people(figures: impact.Figures) -> str:
    """Where no number is known there is no zero to show."""
    return plain(figures.people) if figures.counted or not figures.trainings else "–"


def counted(figures: impact.Figures) -> str:
    words = []
    if figures.counted:
        said = ngettext("in %(n)s training", "in %(n)s trainings", figures.counted)
        words.append(said % {"n": figures.counted})
    if figures.unstated:
        said = ngettext(
            "%(n)s training does not state its number",
            "%(n)s trainings do not state their number",
            figures.unstated,
        )
        words.append(said % {"n": figures.unstated})
    return _("; ").join(words)


def local_cofunding(figures: impact.Figures) -> Shown:
    if figures.local_percent is None:
        note = _("funding not published")
        figure = "–"
    else:
        figure = _("%(n)s of %(all)s") % {"n": figures.local, "all": figures.funded}
        note = _("%(percent)s %%") % {"percent": figures.local_percent}
        if figures.unfunded:
            note += _("; ") + ngettext(
                "%(n)s training does not publish its funding",
                "%(n)s trainings do not publish their funding",
                figures.unfunded,
            ) % {"n": figures.unfunded}
    return Shown(_("Local cofunding"), figure, rows_of(figures, "local"), note, "local")


def year_row(figures: impact.Figures) -> YearRow:
    undated = figures.year == filters.UNDATED
    label = figures.year or _("In all")
    local = (
        _("%(n)s of %(all)s") % {"n": figures.local, "all": figures.funded}
        if figures.funded
        else "–"
    )
    return YearRow(
        label=_("Date not published") if undated else label,
        unknown=undated,
        report=""
        if undated or not figures.year
        else reverse("trainings-report", args=[int(figures.year)]),
        cells=[
            Cell(plain(figures.trainings), rows_of(figures, "trainings")),
            Cell(people(figures), rows_of(figures, "people" if figures.counted else "unstated")),
            Cell(plain(figures.unstated), rows_of(figures, "unstated")),
            Cell(plain(len(figures.countries)), rows_of(figures, "trainings")),
            Cell(plain(figures.reached), rows_of(figures, "reached")),
            Cell(local, rows_of(figures, "local")),
        ],
    )


def people_chart(years: list[impact.Figures]) -> charts.Chart:
    """Participants counted in each year; a dashed box where none is known."""
    items = []
    for one in years:
        held = ngettext("%(n)s training", "%(n)s trainings", one.trainings) % {"n": one.trainings}
        name = _("Date not published") if one.year == filters.UNDATED else one.year
        known = plain(one.people) if one.counted else _("number not stated")
        if one.counted and one.unstated:
            known += " " + _("(%(n)s without a number)") % {"n": one.unstated}
        items.append(
            charts.Item(f"{name}, {held}", known, [(one.people, "b")], unknown=not one.counted)
        )
    return charts.bars(items)


@dataclass(frozen=True)
class Payer:
    name: str
    address: str
    cells: list[Cell]


def payers(who: impact.WhoPays, year: str = "") -> list[Payer]:
    base = reverse("trainings-list")
    found = []
    for row in who.rows:
        asked = {"payer": row.payer.pk if row.payer else "", "year": year}
        cells = [
            Cell(
                plain(paid.trainings) if paid.trainings else "",
                filters.address(base, **asked, expense=paid.expense.code, only="funded"),
            )
            for paid in row.cells
        ]
        found.append(
            Payer(
                row.payer.short_name() if row.payer else _("organisations not named here"),
                row.payer.get_absolute_url() if row.payer else "",
                cells,
            )
        )
    return found


def payers_chart(catalogue: list[Known], who: impact.WhoPays) -> charts.Chart:
    """For each expense: in how many trainings we paid, a local partner did, another did."""
    detailed = [known for known in catalogue if known.is_training and known.is_detailed]
    items = []
    for expense in who.expenses:
        us = local = others = 0
        for known in detailed:
            paid = [p for p in known.payments if p.expense.code == expense.code]
            ours = [p for p in paid if p.payer is not None and p.payer.is_self]
            home = [p for p in paid if p not in ours and known.is_local(p)]
            us += bool(ours)
            local += bool(home)
            others += len(paid) > len(ours) + len(home)
        figure = " + ".join(str(n) for n in (us, local, others) if n)
        items.append(charts.Item(str(expense), figure, [(us, "b"), (local, "s"), (others, "o")]))
    return charts.bars(items)


def money(catalogue: list[Known]) -> list[str]:
    """“1 200 EUR in 2 trainings”: only what is valued, currency by currency."""
    return [
        ngettext("%(money)s, in %(n)s training", "%(money)s, in %(n)s trainings", one.trainings)
        % {"money": cofunding.money(one.amount, one.currency), "n": one.trainings}
        for one in impact.sums(catalogue)
    ]


def unknowns(figures: impact.Figures, who: impact.WhoPays, undated: int) -> list[Cell]:
    """What is not known, each with its rows: an empty box is not a zero."""
    found = []
    if figures.unstated:
        words = ngettext(
            "The number of participants of %(n)s training.",
            "The number of participants of %(n)s trainings.",
            figures.unstated,
        )
        found.append(Cell(words % {"n": figures.unstated}, rows_of(figures, "unstated")))
    if undated:
        words = ngettext("The date of %(n)s activity.", "The date of %(n)s activities.", undated)
        address = filters.address(reverse("trainings-list"), year=filters.UNDATED)
        found.append(Cell(words % {"n": undated}, address))
    if figures.unfunded:
        words = ngettext(
            "Who paid for %(n)s training.", "Who paid for %(n)s trainings.", figures.unfunded
        )
        found.append(Cell(words % {"n": figures.unfunded}, rows_of(figures, "unfunded")))
    if who.undetailed:
        words = ngettext(
            "How the costs of %(n)s training were shared.",
            "How the costs of %(n)s trainings were shared.",
            who.undetailed,
        )
        found.append(Cell(words % {"n": who.undetailed}, rows_of(figures, "undetailed")))
    if figures.funded > figures.valued:
        words = ngettext(
            "The amounts spent on %(n)s training.",
            "The amounts spent on %(n)s trainings.",
            figures.funded - figures.valued,
        )
        number = {"n": figures.funded - figures.valued}
        found.append(Cell(words % number, rows_of(figures, "funded")))
    return found
