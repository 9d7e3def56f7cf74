"""Our own copy of the rules of the IATI Standard that our files could break.

Each is a condition that must hold of an `iati-activity`, under the number it has in the standard's
ruleset. `activity` derives elements so that all of them hold; they are asked once more of every
element before it is exported, so that a fault is told to an editor and never to a reader.
"""

import datetime
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from lxml import etree

from trainings.iati import codes

SYMBOLS = "/&|?"
ORGANISATIONS = "reporting-org|participating-org|.//provider-org|.//receiver-org"
# Rules of one XPath each, true where the rule holds.
PLAIN = {
    "1.1.3": "not(iati-identifier = reporting-org/@ref)",
    "1.1.21": "starts-with(iati-identifier, concat(reporting-org/@ref, '-'))",
    "1.3.1": "iati-identifier = normalize-space(iati-identifier)",
    "1.3.13": f"iati-identifier = translate(iati-identifier, '{SYMBOLS}', '')",
    "1.8.13": f"not(({ORGANISATIONS})[@ref != translate(@ref, '{SYMBOLS}', '')])",
    "1.14.1": "reporting-org/@ref = normalize-space(reporting-org/@ref)",
    "2.1.1": "count(sector) < 2 or count(sector) = count(sector/@percentage)",
    "2.1.4": "count(sector) != 1 or not(sector/@percentage)",
    "3.1.1": "count(recipient-country) < 2"
    " or count(recipient-country) = count(recipient-country/@percentage)",
    "3.1.4": "count(recipient-country) != 1 or not(recipient-country/@percentage)",
    "3.6.2": "not(transaction/recipient-country or transaction/recipient-region)",
    "3.7.1": "recipient-country",
    "4.1.1": "@xml:lang",
    "4.3.1": "title/narrative[normalize-space()]",
    "4.4.1": "description and not(description[not(narrative[normalize-space()])])",
    "6.2.2": "sector",
    "6.6.2": "not(transaction/sector)",
    "6.9.1": "not(.//provider-org[not(@ref) and not(narrative)])",
    "6.9.2": "not(.//receiver-org[not(@ref) and not(narrative)])",
    "6.10.1": "participating-org and not(participating-org[not(@ref) and not(narrative)])",
    "6.11.1": "activity-date[@type='1' or @type='2']",
    "7.8.1": "@default-currency",
    "8.10.1": "not(.//period/actual[not(@value)] or .//period/target[not(@value)])",
    "102.1.1": "sector[@vocabulary='1']",
    "narrative": "not(.//narrative[not(normalize-space())])",
    "language": "not(.//narrative[not(@xml:lang='fr' or @xml:lang='en')])",
    "value": "not(transaction/value[not(. > 0)])",
}
ALL_PLAIN = " and ".join(f"boolean({path})" for path in PLAIN.values())
CODES = {
    "reporting-org/@type": "OrganisationType",
    "participating-org/@type": "OrganisationType",
    "participating-org/@role": "OrganisationRole",
    "description/@type": "DescriptionType",
    "activity-status/@code": "ActivityStatus",
    "activity-date/@type": "ActivityDateType",
    "activity-scope/@code": "ActivityScope",
    "sector/@code": "Sector",
    "tag[@vocabulary='3']/@code": "UNSDG-Targets",
    "transaction/transaction-type/@code": "TransactionType",
    "transaction/value/@currency": "Currency",
    "transaction/disbursement-channel/@code": "DisbursementChannel",
    "document-link/@format": "FileFormat",
    "document-link/category/@code": "DocumentCategory",
    "document-link/language/@code": "Language",
    "location/exactness/@code": "GeographicExactness",
}
ORDERED = {
    "11.1.2": ("activity-date[@type='1']/@iso-date", "activity-date[@type='3']/@iso-date"),
    "11.1.3": ("activity-date[@type='2']/@iso-date", "activity-date[@type='4']/@iso-date"),
    "8.6.1": (".//period/period-start/@iso-date", ".//period/period-end/@iso-date"),
}
NOT_TO_COME = {
    "11.1.4": "activity-date[@type='2']/@iso-date",
    "11.1.5": "activity-date[@type='4']/@iso-date",
    "11.2.1": "transaction/transaction-date/@iso-date",
    "11.2.2": "transaction/value/@value-date",
}
PERCENTAGES = {"2.1.2": "sector/@percentage", "3.1.2": "recipient-country/@percentage"}


class Finding(NamedTuple):
    """`rule`: its number in the standard's ruleset, or a word of ours."""

    rule: str
    where: str


@cache
def _path(path: str) -> Any:
    return etree.XPath(path, smart_strings=False)


def findings(activity: Any, today: datetime.date) -> list[Finding]:
    """Every rule that the element breaks; empty when it may be exported."""
    return [*_plain(activity), *_numbers(activity), *_dates(activity, today), *_codes(activity)]


def _plain(activity: Any) -> Iterator[Finding]:
    if _path(ALL_PLAIN)(activity):  # one question where nothing is wrong
        return
    for rule, path in PLAIN.items():
        if not _path(f"boolean({path})")(activity):
            yield Finding(rule, path)


def _numbers(activity: Any) -> Iterator[Finding]:
    for rule, path in PERCENTAGES.items():
        found = [Decimal(value) for value in _path(path)(activity)]
        if found and sum(found) != 100:
            yield Finding(rule, path)
        if any(not 0 <= value <= 100 for value in found):
            yield Finding("12.1.1", path)


def _dates(activity: Any, today: datetime.date) -> Iterator[Finding]:
    for rule, (first, last) in ORDERED.items():
        starts, ends = _path(first)(activity), _path(last)(activity)
        if any(start > end for start, end in zip(starts, ends, strict=False)):
            yield Finding(rule, first)
    for rule, path in NOT_TO_COME.items():
        if any(day > today.isoformat() for day in _path(path)(activity)):
            yield Finding(rule, path)


def _codes(activity: Any) -> Iterator[Finding]:
    for path, codelist in CODES.items():
        for code in _path(path)(activity):
            if not codes.known(codelist, str(code)):
                yield Finding(f"codelist {codelist}", f"{path} = {code}")
