"""Judges the linked data of a page: only what schema.org knows, with what its readers ask for."""

import re
from typing import Any
from urllib.parse import urlsplit

THING = {"@id", "name", "url", "description", "sameAs", "alternateName", "identifier", "image"}
WORK = THING | {"inLanguage", "publisher", "license", "author", "keywords", "datePublished",
                "dateModified"}  # fmt: skip
PLACED = {"address", "geo"}
# Type -> (properties without which it says nothing, properties it may have).
ORGANISATION = ({"name"}, THING | {"foundingDate", "areaServed", "address", "logo"})
NEWS = ({"headline", "inLanguage", "url", "author", "publisher", "dateModified"},
        WORK | {"headline"})  # fmt: skip
EVENT = (
    {"name", "url", "eventAttendanceMode"},
    THING | {"inLanguage", "startDate", "endDate", "eventStatus", "eventAttendanceMode", "location",
             "organizer", "funder", "about", "workFeatured"},
)  # fmt: skip
TYPES: dict[str, tuple[set[str], set[str]]] = {
    "BreadcrumbList": ({"itemListElement"}, {"itemListElement"}),
    "ListItem": ({"position", "name", "item"}, {"position", "name", "item"}),
    "NGO": ORGANISATION, "Organization": ORGANISATION, "Corporation": ORGANISATION,
    "GovernmentOrganization": ORGANISATION, "EducationalOrganization": ORGANISATION,
    "Person": ({"name"}, THING),
    "NewsArticle": NEWS, "OpinionNewsArticle": NEWS, "ReportageNewsArticle": NEWS,
    "EducationEvent": EVENT, "Event": EVENT,
    "DefinedTermSet": ({"name", "url"}, WORK),
    "DefinedTerm": (
        {"name", "url", "inDefinedTermSet"}, THING | {"inLanguage", "termCode", "inDefinedTermSet"},
    ),
    "Place": ({"address"}, THING | PLACED), "VirtualLocation": ({"url"}, THING),
    "PostalAddress": ({"addressCountry"}, {"addressCountry", "addressLocality"}),
    "GeoCoordinates": ({"latitude", "longitude"}, {"latitude", "longitude"}),
    "CreativeWork": ({"name", "url"}, WORK),
}  # fmt: skip
DATES = {"startDate", "endDate", "datePublished", "dateModified", "foundingDate"}
ISO = re.compile(r"\d{4}(-\d\d){0,2}")
ADDRESSES = {"url", "@id", "item", "license"}


def faults(data: Any, where: str = "") -> list[str]:
    """What is wrong with it, each with its place; empty if nothing is."""
    if isinstance(data, list):
        return [fault for n, one in enumerate(data) for fault in faults(one, f"{where}[{n}]")]
    if not isinstance(data, dict):
        return []
    kind = data.get("@type")
    here = f"{where}/{kind}"
    if kind not in TYPES:
        return [f"{here}: no such type"]
    needed, known = TYPES[kind]
    keys = set(data) - {"@type", "@context"}
    found = [f"{here}: lacks {name}" for name in sorted(needed - keys)]
    found += [f"{here}: does not have {name}" for name in sorted(keys - needed - known)]
    for name, value in data.items():
        if value in ("", None, [], {}):
            found.append(f"{here}: {name} is empty")
        if name in DATES and not ISO.fullmatch(str(value)):
            found.append(f"{here}: {name} is no date: {value}")
        if name in ADDRESSES and urlsplit(str(value)).scheme not in ("http", "https"):
            found.append(f"{here}: {name} is no whole address: {value}")
        if name not in ("@type", "@context"):
            found += faults(value, f"{here}.{name}")
    if kind == "BreadcrumbList":
        steps = data.get("itemListElement", [])
        if [step.get("position") for step in steps] != list(range(1, len(steps) + 1)):
            found.append(f"{here}: steps out of order")
        if len(steps) < 2:
            found.append(f"{here}: one step is no way")
    return found
