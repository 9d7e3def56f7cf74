"""The codes of the IATI Standard that we use, with their names in both languages.

`codes.csv` was made from the code lists of the IATI Standard 2.03 (IATI-Codelists and
IATI-Codelists-NonEmbedded, November 2026), published by IATI under CC BY 4.0, active codes only.
French names that the lists lack are ours. Currencies and registration agencies are kept without a
name: they are only checked.
"""

import csv
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("codes.csv")
STANDARD = "2.03"
SOURCE = "IATI Standard"


@cache
def table() -> dict[str, dict[str, dict[str, str]]]:
    """list -> code -> its name in each language."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    with FILE.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            names = {"fr": row["name_fr"], "en": row["name_en"]}
            found.setdefault(row["list"], {})[row["code"]] = names
    return found


def known(codelist: str, code: str) -> bool:
    return code in table().get(codelist, {})


def name(codelist: str, code: str, language: str) -> str:
    """The name of a code; empty when the code, or its name, is not known."""
    return table().get(codelist, {}).get(code, {}).get(language, "")


def agency_known(identifier: str) -> bool:
    """Whether the identifier of an organisation begins with a registered agency."""
    agencies = table()["OrganisationRegistrationAgency"]
    parts = identifier.split("-")
    return any("-".join(parts[:count]) in agencies for count in range(2, len(parts)))
