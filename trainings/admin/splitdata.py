"""The posted side of the matrix: rows, columns and shares that a button asked for."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from trainings import cofunding
from trainings.models import FundingCategory

MODES = {
    "shares": _lazy("Shares, without amounts"),
    "money": _lazy("Amounts"),
    "none": _lazy("Split not detailed"),
}
BUTTONS = ("_payer", "_row", "_even")
HIDDEN = ("category", "funder", "programme", "channel")
MOST = 40

Payer = tuple[str, str, str]
Key = tuple[str, Payer]


def asked_for(data: Any) -> str:
    """The button that asks for something else than saving, or nothing."""
    return next((name for name in BUTTONS if name in data), "")


def payer_of(text: str) -> Payer | None:
    parts = text.split(":")
    if len(parts) != 3 or not all(part == "" or _is_id(part) for part in parts):
        return None
    return (parts[0], parts[1], parts[2])


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


def payer_of_line(line: Any) -> Payer:
    return (str(line.funder_id), str(line.programme_id or ""), str(line.channel_id or ""))


def key_of_line(line: Any) -> Key:
    return str(line.category_id), payer_of_line(line)


def key_of(row: dict[str, Any]) -> Key:
    """The cell that the values of a form speak of."""
    values = [str(row.get(name) or "") for name in HIDDEN]
    return values[0], (values[1], values[2], values[3])


def prepared(data: Any, prefix: str) -> Any:
    """`data` with what its button asked for; a copy, so that what was typed is never touched."""
    posted = data.copy()
    if not hasattr(posted, "getlist"):  # a plain dictionary, as tests and code may give
        plain, posted = posted, QueryDict(mutable=True)
        posted.update(plain)
    if "_payer" in posted and _is_id(posted.get("split-payer", "")):
        names = ("split-payer", "split-programme", "split-channel")
        _add_column(posted, ":".join(posted.get(name, "") for name in names))
    if "_row" in posted and _is_id(posted.get("split-newrow", "")):
        _add_row(posted, posted["split-newrow"])
    if posted.get("split-row") or posted.get("split-column"):
        _fill(posted, prefix)
    if "_even" in posted:
        _share_evenly(posted, prefix, posted["_even"])
    if posted.get("split-mode") == "none":
        _forget_the_split(posted, prefix)
    return posted


def _add_column(data: Any, text: str) -> None:
    known = data.getlist("split-column")
    if payer_of(text) and text not in known and len(known) < MOST:
        data.setlist("split-column", [*known, text])


def _add_row(data: Any, pk: str) -> None:
    known = data.getlist("split-row")
    if pk not in known and FundingCategory.objects.filter(pk=pk).exists():
        data.setlist("split-row", [*known, pk])


def cells(data: Any, prefix: str) -> list[tuple[str, Key]]:
    """(prefix of the form, its row and column) of each posted cell."""
    total = data.get(f"{prefix}-TOTAL_FORMS", "0")
    found = []
    for number in range(min(int(total), 1000) if _is_id(total) else 0):
        start = f"{prefix}-{number}-"
        row, *payer = (data.get(f"{start}{name}", "") for name in HIDDEN)
        found.append((start, (row, (payer[0], payer[1], payer[2]))))
    return found


def _fill(data: Any, prefix: str) -> None:
    """A cell where each row meets each column."""
    posted = cells(data, prefix)
    known, total = {key for _start, key in posted}, len(posted)
    payers = [p for p in map(payer_of, data.getlist("split-column")[:MOST]) if p]
    for row in filter(_is_id, data.getlist("split-row")[:MOST]):
        for payer in payers:
            if (row, payer) not in known:
                for name, value in zip(HIDDEN, (row, *payer), strict=True):
                    data[f"{prefix}-{total}-{name}"] = value
                total += 1
    data[f"{prefix}-TOTAL_FORMS"] = str(total)


def _share_evenly(data: Any, prefix: str, row: str) -> None:
    """Equal shares to those ticked; the remainder of the cents goes to the first."""
    ticked = [
        start for start, key in cells(data, prefix) if key[0] == row and data.get(f"{start}on")
    ]
    for start, share in zip(ticked, cofunding.split_evenly(len(ticked)), strict=True):
        data[f"{start}share"] = str(share)


def _forget_the_split(data: Any, prefix: str) -> None:
    """Not detailed: whoever is ticked anywhere took part, and nothing is said of what."""
    other = FundingCategory.objects.filter(code=cofunding.OTHER).values_list("pk", flat=True)
    row = str(other.first() or "")
    found = cells(data, prefix)
    took_part = {key[1] for start, key in found if data.get(f"{start}on")}
    for start, key in found:
        data.pop(f"{start}on", None)
        if key[0] == row:
            data.pop(f"{start}share", None)
            data.pop(f"{start}amount", None)
            if key[1] in took_part:
                data[f"{start}on"] = "on"


# Words


def name_cell(form: Any, expense: str, payer: str) -> None:
    """Every box says its row and column to those who do not see the table."""
    names = {"expense": expense, "payer": payer}
    said = {
        "on": _("%(expense)s: %(payer)s"),
        "share": _("Share of %(payer)s, %(expense)s, in %%"),
        "amount": _("Amount paid by %(payer)s, %(expense)s"),
        "currency": _("Currency, %(payer)s, %(expense)s"),
        "valuation_method": _("How it was valued, %(payer)s, %(expense)s"),
        "nature": _("In kind or in money, %(payer)s, %(expense)s"),
    }
    for name, words in said.items():
        if name in form.fields:
            form.fields[name].widget.attrs["aria-label"] = words % names


def script_words() -> dict[str, str]:
    """What the form says of each expense while it is typed; {n} is filled in."""
    return {
        "alone": _("100 %, one payer"),
        "full": _("100 %"),
        "missing": _("missing {n} %"),
        "over": _("{n} % too much"),
        "empty": _("nobody"),
        "unknown": _("shares not known"),
        "mixed": _("a share is missing"),
        "sum": _("amounts give the shares"),
        "nosum": _("an amount is missing"),
    }


def told(on: Sequence[Any], mode: str) -> str:
    """What one row adds up to, as the script says it while one types."""
    words = script_words()
    typed = [form["amount" if mode == "money" else "share"].value() for form in on]
    known = [number for number in map(number_of, typed) if number is not None]
    if not on:
        return words["empty"]
    if mode == "money":
        return words["sum"] if len(known) == len(on) else words["nosum"]
    total = sum(known, Decimal(0))
    if len(on) == 1 and (not known or total == cofunding.FULL):
        return words["alone"]
    if not known:
        return words["unknown"]
    if len(known) < len(on):
        return words["mixed"]
    if total == cofunding.FULL:
        return words["full"]
    gap = cofunding.plain_number(abs(cofunding.FULL - total))
    return words["missing" if total < cofunding.FULL else "over"].replace("{n}", gap)


def number_of(value: Any) -> Decimal | None:
    text = "".join(str(value if value is not None else "").split()).replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
