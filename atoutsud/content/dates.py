"""Vague dates: stored as two bounds and how precisely they are known, shown in plain words.

“July 2016” is 1 July 2016 to 31 July 2016 with the precision “month”: sorting, filtering by year
and past or upcoming are then plain comparisons on any database.
"""

import calendar
import datetime
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FIRST = datetime.date(1900, 1, 1)
LAST = datetime.date(2100, 12, 31)

_FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_ENGLISH = "January February March April May June July August September October November December"
MONTHS = {"fr": _FRENCH.split(), "en": _ENGLISH.split()}
_VOWELS = "aeiouéô"

# What is shown: words, and the value of <time datetime> when they are a date.
Element = tuple[str, str | None]


class Precision(models.TextChoices):
    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    QUARTER = "quarter", _("to the quarter")
    YEAR = "year", _("to the year")


@dataclass(frozen=True)
class VagueDate:
    """From `earliest` to `latest`, both widened to whole periods of `precision`."""

    earliest: datetime.date
    latest: datetime.date
    precision: str = Precision.DAY
    approximate: bool = False

    def __post_init__(self) -> None:
        if self.precision not in Precision.values:
            raise ValueError(f"no such precision: {self.precision}")
        if self.earliest > self.latest:
            raise ValueError("the end comes before the start")
        object.__setattr__(self, "earliest", start_of(self.earliest, self.precision))
        object.__setattr__(self, "latest", end_of(self.latest, self.precision))

    @property
    def is_single(self) -> bool:
        """One day, month, quarter or year, not from one to another."""
        return end_of(self.earliest, self.precision) == self.latest

    @property
    def year(self) -> int:
        """The year it is counted in: where it starts."""
        return self.earliest.year


def start_of(day: datetime.date, precision: str) -> datetime.date:
    if precision == Precision.YEAR:
        return day.replace(month=1, day=1)
    if precision == Precision.QUARTER:
        return day.replace(month=(quarter_of(day) - 1) * 3 + 1, day=1)
    return day.replace(day=1) if precision == Precision.MONTH else day


def end_of(day: datetime.date, precision: str) -> datetime.date:
    if precision == Precision.DAY:
        return day
    month = day.month
    if precision == Precision.YEAR:
        month = 12
    elif precision == Precision.QUARTER:
        month = quarter_of(day) * 3
    return datetime.date(day.year, month, calendar.monthrange(day.year, month)[1])


def quarter_of(day: datetime.date) -> int:
    return (day.month - 1) // 3 + 1


# Words


def day_in_words(day: datetime.date, language: str, *, year: bool = True) -> str:
    """“1er mars 2026”, “1 March 2026”."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    words = f"{number} {MONTHS[language][day.month - 1]}"
    return f"{words} {day.year}" if year else words


def in_words(value: VagueDate | None, language: str, duration: str = "") -> str:
    """How the date reads; `duration` (“une semaine”, “one week”) comes before a vague one."""
    return "".join(words for words, _iso in time_elements(value, language, duration))


def time_elements(value: VagueDate | None, language: str, duration: str = "") -> list[Element]:
    """The pieces of `in_words`, those that are dates with the value of their `datetime`."""
    if value is None:
        return [(duration, None)] if duration else []
    elements = _single(value, language) if value.is_single else _range(value, language)
    if value.approximate:
        elements = _approximately(value, elements, language)
    if duration:
        elements = _lasting(value, elements, language, duration)
    return [element for element in elements if element[0]]


def iso(day: datetime.date, precision: str) -> str | None:
    """The value of <time datetime>; HTML has none for a quarter."""
    if precision == Precision.QUARTER:
        return None
    return day.isoformat()[: {"year": 4, "month": 7, "day": 10}[precision]]


def _point(day: datetime.date, precision: str, language: str, *, year: bool = True) -> str:
    if precision == Precision.DAY:
        return day_in_words(day, language, year=year)
    if precision == Precision.YEAR:
        return str(day.year)
    if precision == Precision.MONTH:
        words = MONTHS[language][day.month - 1]
    elif language == "fr":
        quarter = quarter_of(day)
        words = f"{quarter}{'er' if quarter == 1 else 'e'} trimestre"
    else:
        words = f"Q{quarter_of(day)}"
    return f"{words} {day.year}" if year else words


def _single(value: VagueDate, language: str) -> list[Element]:
    words = _point(value.earliest, value.precision, language)
    element = (words, iso(value.earliest, value.precision))
    if value.precision == Precision.YEAR and not value.approximate:
        return [("en " if language == "fr" else "in ", None), element]
    return [element]


def _range(value: VagueDate, language: str) -> list[Element]:
    """Two dates; what the first shares with the second is said once."""
    precision = value.precision
    same_year = value.earliest.year == value.latest.year and precision != Precision.YEAR
    same_month = same_year and precision == Precision.DAY
    same_month = same_month and value.earliest.month == value.latest.month
    first = _point(value.earliest, precision, language, year=not same_year)
    if same_month or (same_year and precision == Precision.QUARTER):
        first = first.split()[0]
    last = _point(value.latest, precision, language)
    start = (first, iso(value.earliest, precision))
    end = (last, iso(start_of(value.latest, precision), precision))
    if language == "fr":
        if precision in (Precision.DAY, Precision.QUARTER):
            return [("du ", None), start, (" au ", None), end]
        return [("d’" if first[0] in _VOWELS else "de ", None), start, (" à ", None), end]
    dash = " – " if " " in first or (precision == Precision.DAY and not same_month) else "–"
    return [start, (dash, None), end]


def _approximately(value: VagueDate, elements: list[Element], language: str) -> list[Element]:
    if language == "en":
        return [("about ", None), *elements]
    if not value.is_single:
        return [*elements, (" environ", None)]
    before = "vers le " if value.precision in (Precision.DAY, Precision.QUARTER) else "vers "
    return [(before, None), *elements]


def _lasting(
    value: VagueDate, elements: list[Element], language: str, duration: str
) -> list[Element]:
    """“une semaine en avril 2019”; beside exact dates it only explains: “(trois jours)”."""
    if value.precision == Precision.DAY:
        return [*elements, (f" ({duration})", None)]
    if value.approximate or (value.precision == Precision.YEAR and value.is_single):
        return [(f"{duration} ", None), *elements]
    if not value.is_single:
        return [(f"{duration}, ", None), *elements]
    links = {"fr": "en", "en": "in"}
    if value.precision == Precision.QUARTER and language == "fr":
        return [(f"{duration} au ", None), *elements]
    return [(f"{duration} {links.get(language, '–')} ", None), *elements]


_UNITS = {
    "hour": {"fr": ("une heure", "heures"), "en": ("one hour", "hours")},
    "day": {"fr": ("un jour", "jours"), "en": ("one day", "days")},
    "week": {"fr": ("une semaine", "semaines"), "en": ("one week", "weeks")},
    "month": {"fr": ("un mois", "mois"), "en": ("one month", "months")},
    "year": {"fr": ("un an", "ans"), "en": ("one year", "years")},
}
_NUMBERS = {
    "fr": ["deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"],
    "en": ["two", "three", "four", "five", "six", "seven", "eight", "nine"],
}


def duration_in_words(value: int | None, unit: str, language: str) -> str:
    """“une semaine”, “trois jours”, “12 days”; empty when not known."""
    if not value or unit not in _UNITS:
        return ""
    one, many = _UNITS[unit][language]
    if value == 1:
        return one
    number = _NUMBERS[language][value - 2] if value < 10 else str(value)
    return f"{number} {many}"


def typed(value: VagueDate | None, language: str) -> str:
    """What to type to get this date: `dateparsing.parse` gives back the same value."""
    if value is None:
        return ""
    points = [_point(value.earliest, value.precision, language)]
    if not value.is_single:
        points.append(_point(value.latest, value.precision, language))
    words = " - ".join(points)
    if value.approximate:
        words = f"{'vers' if language == 'fr' else 'about'} {words}"
    return words


# In the database


def date_constraints(prefix: str) -> list[models.BaseConstraint]:
    """Rules of the four columns; `prefix` makes the names of the constraints unique."""
    unknown = Q(start_earliest__isnull=True, end_latest__isnull=True)
    known = Q(start_earliest__isnull=False, end_latest__isnull=False)
    return [
        models.CheckConstraint(
            condition=unknown | known,
            name=f"{prefix}_both_dates_or_none",
            violation_error_message=_("Give both dates or neither."),
        ),
        models.CheckConstraint(
            condition=unknown | Q(start_earliest__lte=F("end_latest")),
            name=f"{prefix}_start_before_end",
            violation_error_message=_("The end comes before the start."),
        ),
        models.CheckConstraint(
            condition=(unknown & Q(precision="")) | (known & Q(precision__in=Precision.values)),
            name=f"{prefix}_precision_with_dates",
            violation_error_message=_("Say how precise the date is, or leave it all empty."),
        ),
        models.CheckConstraint(
            condition=unknown | (Q(start_earliest__gte=FIRST) & Q(end_latest__lte=LAST)),
            name=f"{prefix}_years_in_reach",
            violation_error_message=_("The year must lie between 1900 and 2100."),
        ),
    ]


class Dated(models.Model):
    """A row with one vague date, read and written as `when`."""

    start_earliest = models.DateField(_("starts at the earliest"), null=True, blank=True)
    end_latest = models.DateField(_("ends at the latest"), null=True, blank=True)
    precision = models.CharField(
        _("precision"), max_length=7, choices=Precision.choices, blank=True, default=""
    )
    approximate = models.BooleanField(_("approximate"), default=False)

    class Meta:
        abstract = True
        constraints: ClassVar = date_constraints("%(app_label)s_%(class)s")

    @property
    def when(self) -> VagueDate | None:
        if self.start_earliest is None or self.end_latest is None or not self.precision:
            return None
        return VagueDate(self.start_earliest, self.end_latest, self.precision, self.approximate)

    @when.setter
    def when(self, value: VagueDate | None) -> None:
        self.start_earliest = value.earliest if value else None
        self.end_latest = value.latest if value else None
        self.precision = value.precision if value else ""
        self.approximate = bool(value and value.approximate)

    @property
    def is_past(self) -> bool:
        return self.end_latest is not None and self.end_latest < timezone.localdate()

    @property
    def is_upcoming(self) -> bool:
        return self.start_earliest is not None and self.start_earliest > timezone.localdate()

    @property
    def is_under_way(self) -> bool:
        """Its bounds hold today; a month-long bound may only mean “this month”."""
        return self.when is not None and not self.is_past and not self.is_upcoming


def past(today: datetime.date | None = None) -> Q:
    """The condition “is over”; undated rows are neither past nor upcoming."""
    return Q(end_latest__lt=today or timezone.localdate())


def upcoming(today: datetime.date | None = None) -> Q:
    return Q(start_earliest__gt=today or timezone.localdate())


def under_way(today: datetime.date | None = None) -> Q:
    day = today or timezone.localdate()
    return Q(start_earliest__lte=day, end_latest__gte=day)


def __getattr__(name: str) -> Any:
    """`parse` and the form field stand in `dateparsing`, and are reached from here too."""
    if name in ("parse", "VagueDateFormField", "VagueDateInput"):
        from atoutsud.content import dateparsing

        return getattr(dateparsing, name)
    raise AttributeError(name)
