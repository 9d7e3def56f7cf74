"""The published standard: its schemas, its code lists, and its ruleset run by lxml alone.

The files are IATI's and no part of the project. They come from a folder beside it, or from the
package that `make tools` installs for tests.
"""

import csv
import datetime
import importlib.util
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from trainings.iati.codes import table as codes_table

ROOT = Path(__file__).resolve().parents[3]
BESIDE = ROOT.parent / "shared" / "standards" / "iati"
AGENCIES = "OrganisationRegistrationAgency"
# Lists that had codes added since the package was made: judged by the folder alone.
GROWN = ("Currency", "Sector", "TagVocabulary", "UNSDG-Targets", AGENCIES)


def _packaged() -> Path:
    found = importlib.util.find_spec("iati")
    assert found and found.submodule_search_locations, "run `make tools`: it installs the standard"
    return Path(next(iter(found.submodule_search_locations))) / "resources" / "standard"


@cache
def schema(name: str) -> Any:
    """`activities` or `organisations`."""
    folder = BESIDE if BESIDE.is_dir() else _packaged() / "2-03" / "schemas"
    parser = etree.XMLParser(no_network=True)
    document = etree.parse(str(folder / f"iati-{name}-schema.xsd"), parser)
    if not BESIDE.is_dir():  # a wildcard stood twice in the first edition; IATI has mended it
        for twice in document.xpath(
            "//*[@name='documentLinkWithReceipientCountry']//*[local-name()='extension']"
            "/*[local-name()='sequence']/*[local-name()='any']"
        ):
            twice.getparent().remove(twice)
    return etree.XMLSchema(document)


@cache
def codelists() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    if BESIDE.is_dir():
        with (BESIDE / "codelists-en-fr.csv").open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                found.setdefault(row["codelist"], set()).add(row["code"])
        return found
    for folder in ("2-03/codelists", "codelists_non_embedded/codelists", "codelists_non_embedded"):
        for path in sorted((_packaged() / folder).glob("*.xml")):
            codes = etree.parse(str(path)).xpath("//codelist-item/code/text()")
            found.setdefault(path.stem, set()).update(str(code).strip() for code in codes)
    for codelist in GROWN:
        found.setdefault(codelist, set()).update(codes_table()[codelist])
    return found


@cache
def mappings() -> list[tuple[str, str, str]]:
    """(path of a value, its code list, the condition under which it is on that list)."""
    path = BESIDE / "mapping.xml" if BESIDE.is_dir() else _packaged() / "2-03/codelist-mapping.xml"
    found = []
    for mapping in etree.parse(str(path)).iter("mapping"):
        condition = mapping.findtext("condition") or ""
        found.append((mapping.findtext("path"), mapping.find("codelist").get("ref"), condition))
    return found


@cache
def ruleset() -> dict[str, Any]:
    path = _packaged() / "2-03/rulesets/standard_ruleset.json"
    if BESIDE.is_dir():
        path = BESIDE / "standard-ruleset-2.03.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def faults(document: bytes) -> list[str]:
    """Everything the published standard has against a file: schema, code lists, ruleset."""
    root = etree.fromstring(document)
    checked = schema("activities" if root.tag == "iati-activities" else "organisations")
    found = [] if checked.validate(root) else [f"schema: {e.message}" for e in checked.error_log]
    return [*found, *_code_faults(root), *_rule_faults(root), *_repeated(root)]


def _code_faults(root: Any) -> Iterator[str]:
    for path, codelist, condition in mappings():
        element, _slash, last = path.rpartition("/")
        codes = codelists().get(codelist)
        if codes is None:
            continue
        where = f"[{condition}]" if condition else ""
        for value in root.xpath(
            f"{element or '//*'}{where}/{last}" if element.strip("/") else path
        ):
            if str(value).strip() not in codes:
                yield f"codelist {codelist}: {path} = {value}"


def _repeated(root: Any) -> Iterator[str]:
    identifiers = [e.text for e in root.iterfind("iati-activity/iati-identifier")]
    yield from {f"1.1.2: {i} twice" for i in identifiers if identifiers.count(i) > 1}


def _rule_faults(root: Any) -> Iterator[str]:
    for path, rules in ruleset().items():
        for element in root.xpath(path):
            yield from _broken(element, rules)


def _broken(element: Any, rules: dict[str, Any]) -> Iterator[str]:
    for kind, body in rules.items():
        for case in body["cases"]:
            if kind == "loop":
                yield from _looped(element, case)
                continue
            applies = "condition" not in case or element.xpath(f"boolean({case['condition']})")
            if kind == "between_dates":  # of budgets, which we do not export
                assert not element.xpath("*"), "a budget is exported: run this rule too"
            elif applies and not RULES[kind](element, case):
                about = case.get("ruleInfo", {})
                yield f"{about.get('id', kind)}: {about.get('message', case)}"


def _looped(element: Any, case: dict[str, Any]) -> Iterator[str]:
    for value in {str(v) for v in element.xpath(case["foreach"])}:
        text = json.dumps(case["do"]).replace("$1", value)
        yield from _broken(element, json.loads(text))


def _values(element: Any, case: dict[str, Any], key: str = "paths") -> list[str]:
    return [str(getattr(v, "text", v) or "") for path in case[key] for v in element.xpath(path)]


def _first_day(element: Any, path: str) -> str:
    if path == "NOW":
        return datetime.date.today().isoformat()
    return min((str(v)[:10] for v in element.xpath(path)), default="")


def _last_day(element: Any, path: str) -> str:
    return max((str(v)[:10] for v in element.xpath(path)), default="") if path != "NOW" else ""


def _in_order(element: Any, case: dict[str, Any]) -> bool:
    less, more = _last_day(element, case["less"]), _first_day(element, case["more"])
    return not less or not more or less <= more


def _one_or_all(element: Any, case: dict[str, Any]) -> bool:
    if element.xpath(case["one"]):
        return True
    everything = {
        "lang": "not(.//narrative[not(@xml:lang)])",
        "currency": "not(.//value[not(@currency)])",
        "sector": "not(transaction[not(sector)]) or not(transaction/sector)",
    }
    return bool(element.xpath(everything[case["all"]]))


def _starts_with(element: Any, case: dict[str, Any]) -> bool:
    prefixes: set[str] = set()
    for prefix in case["prefix"]:
        found = codelists()[AGENCIES] if prefix == "ORG-ID-PREFIX" else element.xpath(prefix)
        prefixes |= {str(p) + case.get("separator", "-") for p in found}
    return all(v.startswith(tuple(prefixes)) for v in _values(element, case))


def _sums_up(element: Any, case: dict[str, Any]) -> bool:
    found = [Decimal(v) for v in _values(element, case)]
    return not found or sum(found) == case["sum"]


def _within_a_year(element: Any, case: dict[str, Any]) -> bool:
    days = [datetime.date.fromisoformat(_first_day(element, case[k])) for k in ("start", "end")]
    return (days[1] - days[0]).days <= 366


RULES: dict[str, Any] = {
    "atleast_one": lambda e, c: any(e.xpath(path) for path in c["paths"]),
    "no_more_than_one": lambda e, c: len(_values(e, c)) <= 1,
    "one_or_all": _one_or_all,
    "date_now": lambda e, c: _last_day(e, c["date"]) <= _first_day(e, "NOW"),
    "date_order": _in_order,
    "regex_matches": lambda e, c: all(re.search(c["regex"], v) for v in _values(e, c)),
    "regex_no_matches": lambda e, c: not any(re.search(c["regex"], v) for v in _values(e, c)),
    "no_spaces": lambda e, c: all(v == v.strip() for v in _values(e, c)),
    "startswith": _starts_with,
    "unique": lambda e, c: len(set(_values(e, c))) == len(_values(e, c)),
    "strict_sum": _sums_up,
    "sum": _sums_up,
    "range": lambda e, c: all(c["min"] <= Decimal(v) <= c["max"] for v in _values(e, c)),
    "if_then": lambda e, c: not e.xpath(f"boolean({c['if']})") or e.xpath(f"boolean({c['then']})"),
    "time_limit": _within_a_year,
}
