"""The filters of the list of trainings: plain links, the same parameters in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from atoutsud.content.folding import sort_key
from trainings.catalogue import Known, country_name
from trainings.models.kinds import Kind

UNDATED = "none"
LISTED = ("country", "year", "partner", "kind", "payer")
# Asked for by the figures of the impact page alone, and said above the list.
ALSO = ("expense", "only")
NAMES = (*LISTED, *ALSO)
LONGEST = 40

ONLY = {
    "trainings": (_lazy("trainings that took place"), lambda known: known.is_training),
    "people": (
        _lazy("trainings that state their number of participants"),
        lambda known: known.is_training and known.engagement.participants_total is not None,
    ),
    "unstated": (
        _lazy("trainings that do not state their number of participants"),
        lambda known: known.is_training and known.engagement.participants_total is None,
    ),
    "reached": (
        _lazy("trainings that name an organisation trained"),
        lambda known: known.is_training and bool(known.reached),
    ),
    "funded": (
        _lazy("trainings whose funding is published"),
        lambda known: known.is_training and bool(known.payments),
    ),
    "unfunded": (
        _lazy("trainings whose funding is not published"),
        lambda known: known.is_training and not known.payments,
    ),
    "local": (
        _lazy("trainings with local cofunding"),
        lambda known: known.is_training and known.has_local_payer,
    ),
    "undetailed": (
        _lazy("trainings whose split is not detailed"),
        lambda known: known.is_training and bool(known.payments) and not known.is_detailed,
    ),
    "valued": (
        _lazy("trainings with amounts"),
        lambda known: known.is_training and any(p.amount for p in known.payments),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the address asks for; a value that means nothing keeps nothing."""

    country: str = ""
    year: str = ""
    partner: str = ""
    kind: str = ""
    payer: str = ""
    expense: str = ""
    only: str = ""

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> "Asked":
        return cls(**{name: parameters.get(name, "")[:LONGEST] for name in NAMES})

    @property
    def is_any(self) -> bool:
        return any(getattr(self, name) for name in NAMES)

    def query(self, **changes: str) -> str:
        """The address of this list with `changes`; what is not asked for is left out."""
        asked = replace(self, **changes)
        values = {name: getattr(asked, name) for name in NAMES if getattr(asked, name)}
        return f"?{urlencode(values)}" if values else "?"

    def keeps(self, known: Known) -> bool:
        return (
            (not self.country or self.country in known.countries)
            and (not self.year or self.year == year_of(known))
            and (not self.partner or self.partner in {str(p.pk) for p in known.partners})
            and (not self.kind or self.kind == known.engagement.kind)
            and self._keeps_funding(known)
            and (not self.only or (self.only in ONLY and ONLY[self.only][1](known)))
        )

    def _keeps_funding(self, known: Known) -> bool:
        """One line of funding answers both the payer and the expense asked for."""
        if not (self.payer or self.expense):
            return True
        return any(
            (not self.payer or (p.payer is not None and self.payer == str(p.payer.pk)))
            and (not self.expense or self.expense == p.expense.code)
            for p in known.payments
        )


def year_of(known: Known) -> str:
    return str(known.engagement.year) if known.engagement.year else UNDATED


@dataclass(frozen=True)
class Choice:
    words: str
    address: str
    chosen: bool


@dataclass(frozen=True)
class Filter:
    """`chosen`: the words of what is asked for, empty when all are shown."""

    label: str
    every: str
    without: str
    choices: list[Choice]

    @property
    def chosen(self) -> str:
        return next((choice.words for choice in self.choices if choice.chosen), "")


def choices(catalogue: list[Known], asked: Asked, language: str) -> list[Filter]:
    """The filters with only the values that some engagement has."""
    codes = {code for known in catalogue for code in known.countries}
    years = {year_of(known) for known in catalogue}
    kinds = {known.engagement.kind for known in catalogue}
    partners = {
        str(p.pk): p.short_name(language)
        for known in catalogue
        for p in known.partners
        if not p.is_self
    }
    payers = {str(p.pk): p.short_name(language) for known in catalogue for p in known.payers}
    places = {code: country_name(code) for code in codes}
    year_words = {year: _("not published") if year == UNDATED else year for year in years}
    kind_words = {kind: _capital(str(Kind(kind).label)) for kind in kinds}
    dated = [*sorted(years - {UNDATED}, reverse=True), *(years & {UNDATED})]
    found = [
        _filter("country", (_("Country"), _("All countries")), places, asked),
        _filter("year", (_("Year"), _("All years")), {y: year_words[y] for y in dated}, asked),
        _filter("partner", (_("Partner"), _("All partners")), partners, asked),
        _filter("kind", (_("Kind"), _("All kinds")), kind_words, asked),
        _filter("payer", (_("Who pays"), _("All payers")), payers, asked),
    ]
    return [one for one in found if one.choices]


def also(catalogue: list[Known], asked: Asked) -> list[Choice]:
    """What else the address asks for, each with the link that takes it away."""
    found = []
    if asked.only in ONLY:
        found.append(Choice(str(ONLY[asked.only][0]), asked.query(only=""), True))
    expenses = {p.expense.code: p.expense for known in catalogue for p in known.payments}
    if asked.expense in expenses:
        found.append(Choice(str(expenses[asked.expense]), asked.query(expense=""), True))
    return found


def _filter(name: str, labels: tuple[str, str], words: dict[str, str], asked: Asked) -> Filter:
    chosen = getattr(asked, name)
    order = list(words) if name == "year" else sorted(words, key=lambda v: (sort_key(words[v]), v))
    found = [Choice(words[v], asked.query(**{name: v}), v == chosen) for v in order]
    return Filter(*labels, asked.query(**{name: ""}), found)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def address(base: str, **asked: Any) -> str:
    """The list that shows the rows of a figure."""
    return base + Asked(**{name: str(value) for name, value in asked.items() if value}).query()
