"""The lexicon out: each format by name, written piece by piece from the public entries."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import reverse

from atoutsud.content import publication
from atoutsud.site import opendata, publicpage
from lexicon.exchange import columns, jsonfile, record, skos, spreadsheet, tbx
from lexicon.exchange.record import Said
from lexicon.models import Concept, Source

Content = Iterator[Any]


def json(said: Said | None = None) -> Content:
    head: dict[str, Any] = {
        "publisher": opendata.CREDIT,
        "licence": opendata.LICENCE,
        "address": publicpage.absolute("/data/lexicon.json"),
        "domains": record.domains(),
        "sources": record.sources(),
        "pointers": record.pointers(),
    }
    return jsonfile.write(map(addressed, record.records(said=said)), head)


def addressed(one: record.Record) -> Any:
    """The record and the permanent address of its entry."""
    number = one["about"]["id"]
    return {**one, "address": publicpage.absolute(reverse("lexicon-short", args=[number]))}


def rows(said: Said | None = None) -> Iterator[dict[str, str]]:
    names = _headwords()
    sources = _source_words()
    for one in record.records(said=said):
        yield columns.row(one, lambda uid: names.get(uid, ""), sources)


def csv(said: Said | None = None) -> Content:
    return spreadsheet.write_csv(rows(said))


def xlsx(said: Said | None = None) -> Content:
    return spreadsheet.write_xlsx(rows(said))


def tbx3(said: Said | None = None) -> Content:
    return tbx.write(record.records(said=said), _tbx_head())


def tbx2(said: Said | None = None) -> Content:
    return tbx.write_v2(record.records(said=said), _tbx_head())


def turtle(said: Said | None = None) -> Content:
    numbers = {str(uid): pk for uid, pk in Concept.public.values_list("uid", "pk")}
    head = skos.Head(
        scheme=publicpage.absolute("/data/lexicon.ttl"),
        permanent=publicpage.absolute("/id/"),
        titles=TITLES,
        licence=opendata.LICENCE,
        numbers=numbers,
        sources=_source_words(),
        domains=record.domains(),
    )
    return skos.write(record.records(said=said), head)


TITLES = {
    "fr": "Lexique de la coopération internationale",
    "en": "Lexicon of international cooperation",
}
WRITERS: dict[str, Callable[[Said | None], Content]] = {
    "json": json,
    "csv": csv,
    "xlsx": xlsx,
    "tbx": tbx3,
    "tbx2": tbx2,
    "skos": turtle,
}


def _tbx_head() -> tbx.Head:
    seen = publication.seen()
    return tbx.Head(
        title=" / ".join(TITLES.values()),
        licence=f"{opendata.LICENCE_NAME} {opendata.LICENCE}",
        source=f"{opendata.CREDIT}, {publicpage.absolute('/data/lexicon.tbx')}",
        version=f"{seen.lexicon}, {seen.changed:%Y-%m-%d}",
        known=frozenset(str(uid) for uid in Concept.public.values_list("uid", flat=True)),
        sources=_source_words(),
    )


def _headwords() -> dict[str, str]:
    found = Concept.public.values_list("uid", "heading_fr", "heading_en")
    return {str(uid): fr or en for uid, fr, en in found}


def _source_words() -> dict[str, str]:
    cited = Source.objects.filter(citations__concept__in=Concept.public.all()).distinct()
    return {str(source.uid): str(source) for source in cited}
