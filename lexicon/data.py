"""The lexicon as open data: whole files, one entry, and what changed since a moment."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from atoutsud.content.publication import State
from atoutsud.site import opendata, publicpage
from atoutsud.site.opendata import Dataset, Field, File
from lexicon.exchange import exporting, jsonfile, record
from lexicon.models import Concept

PER_PAGE = 500
TBX_TYPE = "application/x-tbx+xml; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@opendata.public_file("atoutsud-lexicon.json", "application/json", keep=True)
def lexicon_json(request: HttpRequest) -> Iterator[Any]:
    return exporting.json()


@opendata.public_file("atoutsud-lexicon.csv", "text/csv; charset=utf-8", download=True, keep=True)
def lexicon_csv(request: HttpRequest) -> Iterator[Any]:
    return exporting.csv()


@opendata.public_file("atoutsud-lexicon.xlsx", XLSX_TYPE, download=True, keep=True)
def lexicon_xlsx(request: HttpRequest) -> Iterator[Any]:
    return exporting.xlsx()


@opendata.public_file("atoutsud-lexicon.tbx", TBX_TYPE, download=True, keep=True)
def lexicon_tbx(request: HttpRequest) -> Iterator[Any]:
    return exporting.tbx3()


@opendata.public_file("atoutsud-lexicon-v2.tbx", TBX_TYPE, download=True, keep=True)
def lexicon_tbx2(request: HttpRequest) -> Iterator[Any]:
    return exporting.tbx2()


@opendata.public_file("atoutsud-lexicon.ttl", "text/turtle; charset=utf-8", keep=True)
def lexicon_turtle(request: HttpRequest) -> Iterator[Any]:
    return exporting.turtle()


@opendata.public_file("atoutsud-lexicon-entry.json", "application/json")
def entry_json(request: HttpRequest, pk: int) -> Iterator[str]:
    concept = publicpage.find(record.public_concepts(), pk)
    head = opendata.about_file("lexicon-entry-data", pk)
    found = exporting.addressed(record.of(concept, record.credits_of([concept]).get(pk)))
    yield jsonfile.line({**head, "schema": record.SCHEMA, "concept": found}) + "\n"


@opendata.public_file("atoutsud-lexicon-changes.json", "application/json")
def changes_json(request: HttpRequest) -> Iterator[str] | HttpResponse:
    """Entries that appeared, changed or went since `since`, oldest change first, page by page."""
    asked = request.GET.get("since", "")
    since = moment_of(asked) if asked else datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
    after = request.GET.get("after", "0")
    if since is None or not (after.isascii() and after.isdecimal() and len(after) < 19):
        return JsonResponse(
            {"error": "since: a date or a moment in ISO 8601, such as 2026-11-25"}, status=400
        )
    rows = Concept.public.changes().select_related("merged_into", "replaced_by")
    rows = rows.filter(Q(moment__gt=since) | Q(moment=since, pk__gt=int(after)))
    found = list(rows.order_by("moment", "pk")[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    document: dict[str, Any] = {
        **opendata.about_file("lexicon-changes"),
        "since": since.isoformat(),
        "changes": [change(concept) for concept in shown],
        "next": None,
    }
    if len(found) > PER_PAGE:
        last: Any = shown[-1]
        query = urlencode({"since": last.moment.isoformat(), "after": last.pk})
        document["next"] = f"{document['address']}?{query}"
    return iter([jsonfile.line(document) + "\n"])


def moment_of(text: str) -> datetime.datetime | None:
    """The moment a date (its beginning, in Paris) or a date and time says; None if neither."""
    try:
        found = parse_datetime(text.replace(" ", "+")) if len(text) > 10 else None
        day = parse_date(text) if len(text) == 10 else None
    except ValueError:
        return None
    if day is not None:
        found = datetime.datetime.combine(day, datetime.time())
    if found is None or not 1900 < found.year < 3000:
        return None
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def kind_of(concept: Any) -> str:
    """merged, withdrawn, new or changed."""
    if not concept.standing:
        return "merged" if concept.merged_into_id else "withdrawn"
    return "new" if concept.version == 1 else "changed"


def change(concept: Any) -> dict[str, Any]:
    """One change; of what is gone, only its identity and where to turn instead."""
    kind = kind_of(concept)
    found: dict[str, Any] = {
        "uid": str(concept.uid),
        "id": concept.pk,
        "kind": kind,
        "moment": concept.moment.isoformat(),
        "version": concept.version,
    }
    if concept.standing:
        found["data"] = publicpage.absolute(reverse("lexicon-entry-data", args=[concept.pk]))
    instead = concept.end_of_merges() if kind == "merged" else concept.replaced_by
    if instead is not None and instead.state == State.PUBLISHED:
        found["instead"] = {"uid": str(instead.uid), "id": instead.pk}
    return found


def changed() -> datetime.datetime | None:
    found: datetime.datetime | None = Concept.public.last_changes(1).aggregate(last=Max("moment"))[
        "last"
    ]
    return found


opendata.register(
    Dataset(
        order=10,
        title=_("Lexicon"),
        about=_(
            "Every published entry: definitions, terms of each language with their status, "
            "examples, sources and links. JSON holds everything and comes back in without loss; "
            "CSV and XLSX are for spreadsheets, TBX for translation tools (version 2 for the older "
            "ones), Turtle (SKOS) for thesauri."
        ),
        files=(
            File("JSON", "lexicon-json"),
            File("CSV", "lexicon-csv"),
            File("XLSX", "lexicon-xlsx"),
            File("TBX 3", "lexicon-tbx"),
            File("TBX 2", "lexicon-tbx2"),
            File("SKOS", "lexicon-turtle"),
            File("JSON (since=)", "lexicon-changes"),
        ),
        fields=(
            Field("uid", _("Identifier that never changes: entries refer to one another by it.")),
            Field("id, version", _("Number of the entry on this site, and of its revision.")),
            Field("definition, note", _("Texts, by language; an empty line begins a paragraph.")),
            Field("disambiguation", _("A word or two that tell apart entries of one spelling.")),
            Field("domains, tags", _("Codes of the domains it is filed under, and tags.")),
            Field("terms", _("Every term with its language, form, status, usage, region, gender.")),
            Field("terms.status", _("preferred, admitted, deprecated or superseded.")),
            Field("terms.kind", _("full, acronym, abbreviation, short, variant or phrase.")),
            Field("examples", _("Sentences, each in one language.")),
            Field("citations, sources", _("Which source supports what, and where in it.")),
            Field("relations", _("broader, related, see_also or not_to_confuse_with.")),
            Field("mappings", _("The same notion in other vocabularies, and how near it is.")),
            Field("replaced_by", _("The entry that readers of this outdated one should turn to.")),
            Field("reviewed_on", _("The day somebody last checked that the entry is still true.")),
            Field("extra", _("What an import held and the lexicon has no place for.")),
            Field(
                "changes.json?since=",
                _("What appeared, changed, was merged or withdrawn since a date."),
            ),
        ),
        changed=changed,
    )
)
