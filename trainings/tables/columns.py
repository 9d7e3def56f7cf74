"""A column of a table: a name that never changes, a meaning, and how a cell is written and read.

A cell holds the value of a path of the document (`title.fr`), or a word derived from it that is
only for reading. Values are written plainly, and read as spreadsheets rewrite them: 01/07/2016 for
a day, 33,33 for a number, VRAI for a yes.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

YES = {"true", "1", "yes", "y", "vrai", "oui", "o", "x"}
NO = {"", "false", "0", "no", "n", "faux", "non"}
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: 0?0:00(?::00)?)?")
_BLANKS = dict.fromkeys(map(ord, " \u00a0\u2009\u202f"))


@dataclass(frozen=True)
class Column:
    """`path`: where in the document; empty for what a file cannot change.

    `said`: gives the text of a column that has no path.
    """

    name: str
    meaning: Any
    path: str = ""
    said: Callable[[Any], str] | None = None

    @property
    def is_read_only(self) -> bool:
        return not self.path


def cell(value: Any) -> str:
    """The text of a value of a document."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def value_of(text: str, field: Any) -> Any:
    """The value of a document that a cell stands for; ValidationError when it stands for none."""
    if isinstance(field, models.ForeignKey):
        return text.strip() or None
    if isinstance(field, models.BooleanField):
        return _yes_or_no(text)
    if hasattr(field, "countries"):
        return _countries(text, field)
    if isinstance(field, models.DateField):
        return _day(text)
    if isinstance(field, models.DecimalField):
        return _decimal(text, field)
    if isinstance(field, models.IntegerField):
        return _whole(text)
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if field.choices:
        return _choice(plain.strip(), field)
    return plain


def _yes_or_no(text: str) -> bool:
    word = text.strip().casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise ValidationError(_("Write true or false."))


def _countries(text: str, field: Any) -> str:
    typed = [code for code in re.split(r"[\s,;|]+", text) if code]
    found = [code.upper() for code in typed]
    for written, code in zip(typed, found, strict=True):
        if code not in field.countries:
            unknown = _("“%(code)s” is no country code. Write codes of two letters, like MA TN.")
            raise ValidationError(unknown % {"code": written[:40]})
    if not field.multiple and len(found) > 1:
        raise ValidationError(_("Write one country only."))
    return ",".join(sorted(set(found), key=found.index))


def _day(text: str) -> str | None:
    plain = text.strip()
    if not plain:
        return None
    try:
        if match := _DAY.fullmatch(plain):
            day, month, year = map(int, match.groups())
            return datetime.date(year, month, day).isoformat()
        return datetime.date.fromisoformat(plain).isoformat()
    except ValueError:
        raise ValidationError(_("Write a day like 2016-07-31 or 31/07/2016.")) from None


def _number(text: str) -> str:
    """Digits with a point, from what a spreadsheet makes of it in either language."""
    plain = unicodedata.normalize("NFKC", text).translate(_BLANKS)
    return plain.replace("\u2212", "-").replace(",", ".")


def _decimal(text: str, field: Any) -> str | None:
    plain = _number(text)
    if not plain:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise ValidationError(_("Write a number, like 33.33 or 33,33.")) from None
    if not value.is_finite() or abs(value) >= Decimal(10) ** field.max_digits:
        raise ValidationError(_("Write a number, like 33.33 or 33,33."))
    return decimal_text(value, field)


def decimal_text(value: Decimal, field: Any) -> str:
    """With the places the column has, or as many more as were typed, for the model to refuse."""
    unit = Decimal(1).scaleb(-field.decimal_places)
    exact = value.quantize(unit)
    return f"{exact if exact == value else value:f}"


def _whole(text: str) -> int | None:
    plain = re.sub(r"\.0+$", "", _number(text))
    if not plain:
        return None
    if not re.fullmatch(r"-?[0-9]{1,18}", plain):
        raise ValidationError(_("Write a whole number."))
    return int(plain)


def _choice(text: str, field: Any) -> str:
    known = [str(code) for code, _label in field.flatchoices if code != ""]
    if text in known or (text == "" and field.blank):
        return text
    words = _("“%(value)s” is not one of: %(known)s.")
    raise ValidationError(words % {"value": text[:40], "known": ", ".join(known)})
