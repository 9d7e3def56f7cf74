"""A vague date typed in one box, in French or English, and the form field around it."""

import datetime
import re
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from atoutsud.content import dates
from atoutsud.content.dates import Precision, VagueDate
from atoutsud.content.folding import fold
from atoutsud.content.languages import active

MAX_LENGTH = 100


class Point(NamedTuple):
    """A date that may lack its month or year, to be completed by the end of the range."""

    year: int | None = None
    quarter: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def precision(self) -> str:
        if self.day:
            return Precision.DAY
        if self.month:
            return Precision.MONTH
        return Precision.QUARTER if self.quarter else Precision.YEAR


_MONTH_NAMES = {
    fold(name): number
    for names in dates.MONTHS.values()
    for number, name in enumerate(names, start=1)
}
_SHORT = ["jan", "fev", "mar", "avr", "mai", "jun", "jul", "aou", "sep", "oct", "nov", "dec"]
_SHORT_EN = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH_NAMES |= {name: number for number, name in enumerate(_SHORT, start=1)}
_MONTH_NAMES |= {name: number for number, name in enumerate(_SHORT_EN, start=1)}
_MONTH_NAMES |= {"janv": 1, "fevr": 2, "avril": 4, "juil": 7, "sept": 9}
_ORDINALS = {
    name: number
    for number, names in enumerate(
        ("premier first", "deuxieme second", "troisieme third", "quatrieme fourth"), start=1
    )
    for name in names.split()
}

_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTH_NAMES, key=len, reverse=True))})"
_DAY = r"(?P<day>\d{1,2})(?:er|e|eme|st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_QUARTER = (
    rf"(?:[qt](?P<q1>[1-4])|(?P<q2>[1-4])(?:er|e|eme|st|nd|rd|th)?\s(?:trimestre|quarter)"
    rf"|(?P<q3>{'|'.join(_ORDINALS)})\s(?:trimestre|quarter))"
)
# Tried in this order on folded text, where / . - between figures were kept.
_FORMS = [
    re.compile(form)
    for form in (
        r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})",
        r"(?P<year>\d{4})-(?P<month>\d{2})",
        r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})",
        r"(?P<month>\d{1,2})[/.](?P<year>\d{4})",
        r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})",
        rf"{_DAY}\s(?:of\s)?{_MONTH}(?:\s{_YEAR})?",
        rf"{_MONTH}(?:\s{_YEAR})?",
        rf"{_MONTH}\s{_DAY}\s{_YEAR}",
        rf"{_YEAR}[\s-]q(?P<q1>[1-4])",
        rf"{_QUARTER}(?:\s(?:of\s|de\s)?{_YEAR})?",
        _YEAR,
        _DAY,
    )
]
_APPROXIMATE = re.compile(
    r"^(?:~|(?:vers|environ|autour de|about|around|circa|approximately|approx|ca|c)\b[\s.]*)\s*"
)
_APPROXIMATE_AFTER = re.compile(r"\s(?:environ|approximately|approx)\.?$")
_OPENING = re.compile(
    r"^(?:en|in|le|la|l|du|de|des|d|on|from|since|entre|between|the|au|during|courant)\s+"
)
_ISO_RANGE = re.compile(r"^(\d{4}-\d{2}(?:-\d{2})?)/(\d{4}-\d{2}(?:-\d{2})?)$")
_ISO = re.compile(r"^\d{4}-\d{2}(-\d{2})?$")
_ISO_INSIDE = re.compile(r"(?<![/.\d])\d{4}-\d{2}(?!\d)")
_BETWEEN = re.compile(r"\s*[–—]\s*|\s+-\s*|\s*-\s+|\s+(?:au|a|to|until|till|et|and)\s+(?:le\s+)?")


def parse(text: str) -> VagueDate | None:
    """The date typed; None for an empty box; ValidationError when it is not understood."""
    if len(text) > MAX_LENGTH:
        raise ValidationError(_("This is too long for a date."), code="too_long")
    plain = _plainly(text)
    if not plain:
        return None
    shorter = _APPROXIMATE_AFTER.sub("", _APPROXIMATE.sub("", plain))
    approximate = shorter != plain
    halves = _halves(_OPENING.sub("", shorter))
    points = [_read(_OPENING.sub("", half)) for half in halves]
    last = points[-1]
    first = _completed(points[0], last)
    if first.precision != last.precision:
        raise ValidationError(
            _("Give the two dates in the same way: both with a day, or both with a month only."),
            code="mixed",
        )
    start, end = _bounds(first)[0], _bounds(last)[1]
    if start > end:
        raise ValidationError(_("The end comes before the start."), code="order")
    return VagueDate(start, end, last.precision, approximate)


def _plainly(text: str) -> str:
    """Small letters without accents; only the punctuation that counts in a date."""
    text = re.sub(r"[\u2010\u2011\u2212]", "-", text)
    kept = (
        character if character in "/.-–—~" else fold(character) or " "
        for character in text.replace("’", " ").replace("'", " ").replace(",", " ")
    )
    plain = "".join(kept)
    plain = re.sub(r"(?<=[a-z])\.(?=\s|\d|$)", " ", plain)
    return " ".join(plain.split())


def _halves(text: str) -> list[str]:
    """One date, or the two of a range."""
    iso = _ISO_RANGE.match(text)
    if iso:
        return [iso[1], iso[2]]
    if _ISO.match(text) or re.fullmatch(r"\d{4}-q[1-4]", text):
        return [text]
    parts = _BETWEEN.split(text, maxsplit=1)
    if len(parts) == 1 and not _ISO_INSIDE.search(text):
        parts = text.split("-", 1)
    if len(parts) == 1 or not all(parts):
        return [text]
    return parts


def _read(text: str) -> Point:
    for form in _FORMS:
        match = form.fullmatch(text)
        if match:
            return _point(match.groupdict())
    raise ValidationError(
        _(
            "This date is not understood. Examples: 31/10/2016 - 03/11/2016, 07/2016, July 2016, "
            "Q2 2016, 2016, about 2016."
        ),
        code="not_understood",
    )


def _point(found: dict[str, str | None]) -> Point:
    month = found.get("month")
    quarter = found.get("q1") or found.get("q2") or found.get("q3")
    point = Point(
        year=int(found["year"]) if found.get("year") else None,  # type: ignore[arg-type]
        quarter=(_ORDINALS.get(quarter) or int(quarter)) if quarter else None,
        month=(_MONTH_NAMES.get(month) or int(month)) if month else None,
        day=int(found["day"]) if found.get("day") else None,  # type: ignore[arg-type]
    )
    if point.month is not None and not 1 <= point.month <= 12:
        raise ValidationError(_("There is no such month."), code="no_such_date")
    return point


def _completed(first: Point, last: Point) -> Point:
    """What the start of a range leaves unsaid is what its end says: “1-5 April 2019”."""
    year = first.year or last.year
    month = first.month
    if first.day and not month:
        month = last.month
    quarter = first.quarter
    day = first.day
    if day and not first.month and last.quarter:
        # “1-2 quarter 2016”: the figure was a quarter.
        return Point(year=year, quarter=day if day <= 4 else None, day=None)
    return Point(year, quarter, month, day)


def _bounds(point: Point) -> tuple[datetime.date, datetime.date]:
    if point.year is None or (point.day and not point.month):
        raise ValidationError(_("Add the year."), code="no_year")
    if not dates.FIRST.year <= point.year <= dates.LAST.year:
        raise ValidationError(_("The year must lie between 1900 and 2100."), code="year")
    month = point.month or (point.quarter * 3 if point.quarter else 1)
    try:
        day = datetime.date(point.year, month, point.day or 1)
    except ValueError as error:
        raise ValidationError(_("There is no such day in that month."), code="no_such_date") from (
            error
        )
    return dates.start_of(day, point.precision), dates.end_of(day, point.precision)


class VagueDateInput(forms.TextInput):
    """The box, and below it how what stands in it is understood."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        box = super().render(name, value, attrs, renderer)
        try:
            understood = parse(str(value or ""))
        except ValidationError:
            understood = None
        if understood is None:
            return box
        return format_html(
            '{} <span class="echo" id="{}_echo">{}</span>',
            box,
            (attrs or {}).get("id", name),
            gettext("Understood as: %(date)s") % {"date": dates.in_words(understood, active())},
        )


class VagueDateFormField(forms.CharField):
    """One text box that gives a VagueDate or None."""

    widget = VagueDateInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", MAX_LENGTH)
        kwargs.setdefault(
            "help_text",
            _(
                "As precisely as you know it: 31/10/2016 - 03/11/2016, 07/2016, Q2 2016, 2016, "
                "about 2016. Empty when it is not known."
            ),
        )
        super().__init__(**kwargs)
        self.validators = []  # they measure text; `parse` has its own limit
        self.empty_value = None  # type: ignore[assignment]

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, VagueDate):
            return value
        return parse(str(value))

    def prepare_value(self, value: Any) -> Any:
        return dates.typed(value, active()) if isinstance(value, VagueDate) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            return bool(self.to_python(data) != self.to_python(initial))
        except ValidationError:
            return True
