"""The filters of the list of trainings: plain parameters, the same in both languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django_countries import countries

from atoutsud.content.folding import sort_key
from trainings import reading
from trainings.models.kinds import Kind

UNDATED = "none"
NAMES = ("country", "year", "kind", "payer")


@dataclass(frozen=True)
class Asked:
    """What the address asks for; a value that means nothing keeps nothing."""

    country: str = ""
    year: str = ""
    kind: str = ""
    payer: str = ""

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> "Asked":
        return cls(**{name: parameters.get(name, "")[:40] for name in NAMES})

    @property
    def is_any(self) -> bool:
        return any(getattr(self, name) for name in NAMES)

    def keeps(self, engagement: Any) -> bool:
        return (
            (not self.country or self.country in countries_of(engagement))
            and (not self.year or self.year == year_of(engagement))
            and (not self.kind or self.kind == engagement.kind)
            and (not self.payer or self.payer in {str(p.pk) for p in engagement.payers})
        )


def countries_of(engagement: Any) -> set[str]:
    """Where it took place and whom it was for."""
    codes = {country.code for country in engagement.beneficiary_countries}
    return codes | ({engagement.country.code} if engagement.country else set())


def year_of(engagement: Any) -> str:
    return str(engagement.year) if engagement.year else UNDATED


def in_reading_order(engagements: Iterable[Any]) -> list[Any]:
    """To come, soonest first; then past, latest first; what has no date comes last."""
    found = list(engagements)
    for engagement in found:
        engagement.payers = reading.payers_of(engagement)
    coming = [e for e in found if e.is_to_come]
    coming.sort(key=lambda e: (e.start_earliest, e.pk))
    return coming + [e for e in found if not e.is_to_come]


@dataclass(frozen=True)
class Choice:
    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Filter:
    name: str
    label: str
    every: str
    choices: list[Choice]


def choices(engagements: list[Any], asked: Asked, language: str) -> list[Filter]:
    """The filters with only the values that some engagement has."""
    codes = {code for e in engagements for code in countries_of(e)}
    years = {year_of(e) for e in engagements}
    kinds = {e.kind for e in engagements}
    payers = {str(p.pk): p.short_name(language) for e in engagements for p in e.payers}
    places = {code: str(countries.name(code)) for code in codes}
    year_words = {year: _("not published") if year == UNDATED else year for year in years}
    kind_words = {kind: _capital(str(Kind(kind).label)) for kind in kinds}
    dated = sorted(years - {UNDATED}, reverse=True)
    ordered = [*dated, *(years & {UNDATED})]
    return [
        _filter("country", _("Country"), _("All countries"), places, _by_words(places), asked),
        _filter("year", _("Year"), _("All years"), year_words, ordered, asked),
        _filter("kind", _("Kind"), _("All kinds"), kind_words, _by_words(kind_words), asked),
        _filter("payer", _("Who pays"), _("All payers"), payers, _by_words(payers), asked),
    ]


def _filter(
    name: str, label: str, every: str, words: dict[str, str], order: list[str], asked: Asked
) -> Filter:
    chosen = getattr(asked, name)
    return Filter(
        name, label, every, [Choice(value, words[value], value == chosen) for value in order]
    )


def _by_words(words: dict[str, str]) -> list[str]:
    return sorted(words, key=lambda value: sort_key(words[value]))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
