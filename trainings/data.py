"""Trainings, cofunding and partners as open data: what is public, codes with their words.

Small groups are never told by sex; an organisation that is not public is never named; what is not
known is null, never 0.
"""

import datetime
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Max
from django.http import HttpRequest
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from atoutsud.content import dates
from atoutsud.content.languages import LANGUAGES, localized
from atoutsud.site import opendata, publicpage
from trainings import cofunding, groups
from trainings.iati import files as iati
from trainings.iati.reasons import obstacles
from trainings.models import Engagement, Partner
from trainings.tables.cofunding import TABLE as COFUNDING
from trainings.tables.engagements import TABLE as TRAININGS
from trainings.tables.partners import TABLE as PARTNERS
from trainings.tables.table import is_read

CSV = "text/csv; charset=utf-8"
JSON = "application/json; charset=utf-8"


@opendata.public_file("trainings.csv", CSV, download=True)
def trainings_csv(request: HttpRequest) -> Iterator[str]:
    return TRAININGS.csv()


@opendata.public_file("cofunding.csv", CSV, download=True)
def cofunding_csv(request: HttpRequest) -> Iterator[str]:
    return COFUNDING.csv()


@opendata.public_file("partners.csv", CSV, download=True)
def partners_csv(request: HttpRequest) -> Iterator[str]:
    return PARTNERS.csv()


@opendata.public_file("trainings.json", JSON)
def trainings_json(request: HttpRequest) -> list[str]:
    found = [training(record) for record in TRAININGS.rows()]
    return _json({**opendata.about_file("trainings-json"), "trainings": found})


@opendata.public_file("partners.json", JSON)
def partners_json(request: HttpRequest) -> list[str]:
    found = [partner(row) for row in PARTNERS.rows()]
    return _json({**opendata.about_file("partners-json"), "partners": found})


def _json(content: dict[str, Any]) -> list[str]:
    return [json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)]


def texts(obj: Any, field: str, languages: Iterable[str] = LANGUAGES) -> dict[str, str]:
    """What readers see of it, by language."""
    read = [code for code in languages if is_read(obj, code)]
    found = {code: getattr(obj, localized(field, code)) or "" for code in read}
    return {code: text for code, text in found.items() if text}


def number(value: Decimal | None) -> str | None:
    """Decimals as text, so that no reader rounds them."""
    return None if value is None else f"{value:.2f}"


def addresses(obj: Any) -> dict[str, str]:
    return {code: publicpage.absolute(obj.address(code)) for code in obj.languages}


def organisation(row: Any) -> dict[str, Any] | None:
    """How other records name one; None when it is not public."""
    if row is None:
        return None
    return {"uid": str(row.uid), "name": texts(row, "name"), "acronym": row.acronym or None}


def training(record: Any) -> dict[str, Any]:
    """One training with everything that is public about it."""
    when = record.when
    written = record.languages
    return {
        "uid": str(record.uid),
        "version": record.version,
        "reference": record.reference,
        "languages": list(written),
        "address": addresses(record),
        "kind": record.kind,
        "our_role": record.our_role,
        "course": record.course,
        **{
            name: texts(record, name)
            for name in ("title", "summary", "context", "objectives", "outputs", "follow_up")
        },
        "date": when
        and {
            "earliest": when.earliest,
            "latest": when.latest,
            "precision": when.precision,
            "approximate": when.approximate,
            "words": {code: dates.in_words(when, code) for code in LANGUAGES},
        },
        "duration": record.duration_value
        and {"value": record.duration_value, "unit": record.duration_unit},
        "delivery": record.delivery,
        "place": {
            "country": record.country.code or None,
            "city": texts(record, "city"),
            "venue": texts(record, "venue"),
            "latitude": record.latitude,
            "longitude": record.longitude,
        },
        "beneficiary_countries": [country.code for country in record.beneficiary_countries],
        "participants": {
            "total": record.participants_total,
            "note": texts(record, "participants_note"),
            "groups": [_group(shown) for shown in groups.exported(record)],
        },
        "organisations": [
            {
                "role": row.role,
                "organisation": organisation(row.public_partner),
                "note": texts(row, "note"),
            }
            for row in record.roles
        ],
        "organisations_complete": record.beneficiaries_complete,
        "programme": record.programme
        and {
            "name": texts(record.programme, "name"),
            "acronym": record.programme.acronym or None,
            "run_by": organisation(record.programme_manager),
        },
        "cofunding": list(_lines(record)),
        "topics": [_topic(line) for line in record.topic_lines],
        "sectors": [{"code": row.code, "percent": number(row.percent)} for row in record.sectors],
        "sdg_targets": record.sdg_targets.split(),
        "tags": sorted(tag.name for tag in record.tag_list),
        "updated": record.updated,
    }


def _group(shown: groups.Shown) -> dict[str, Any]:
    return {
        "organisation": organisation(shown.group.public_institution),
        "profile": shown.group.profile,
        "label": texts(shown.group, "label"),
        "sex": shown.sex or None,
        "count": shown.count,
    }


def _topic(line: Any) -> dict[str, Any]:
    concept = line.public_concept
    return {
        "label": texts(line, "label"),
        "entry": str(concept.uid) if concept is not None else None,
    }


def _lines(record: Any) -> Iterator[dict[str, Any]]:
    for category, lines in cofunding.by_category(record.lines):
        for line, share in zip(lines, cofunding.shares(lines), strict=True):
            yield {
                "uid": str(line.uid),
                "category": category.code,
                "category_label": texts(category, "name"),
                "funder": organisation(line.public_funder),
                "programme": line.programme and line.programme.short_name(LANGUAGES[0]),
                "channel": organisation(line.public_channel),
                "nature": line.nature,
                "share": number(share),
                "amount": number(line.amount),
                "currency": line.currency or None,
                "value_date": line.value_date,
                "valuation_method": line.valuation_method or None,
                "note": texts(line, "note"),
            }


def partner(row: Any) -> dict[str, Any]:
    return {
        "uid": str(row.uid),
        "version": row.version,
        "languages": list(row.languages),
        "address": addresses(row),
        "name": texts(row, "name"),
        "acronym": row.acronym or None,
        "meaning": texts(row, "name_meaning"),
        "kind": row.kind,
        "ourselves": row.is_self,
        "countries": [country.code for country in row.countries],
        "seat": row.hq_country.code or None,
        "cities": row.cities or None,
        "founded_year": row.founded_year,
        "founded_note": texts(row, "founded_note"),
        "legal_status": texts(row, "legal_status"),
        "mission": texts(row, "mission"),
        "website": row.website or None,
        "org_identifier": row.org_identifier or None,
        "updated": row.updated,
    }


def _changed(model: Any) -> Any:
    def last() -> datetime.datetime | None:
        found: datetime.datetime | None = model.public.aggregate(last=Max("updated"))["last"]
        return found

    return last


def _dictionary(table: Any) -> tuple[opendata.Field, ...]:
    """Each column once: languages of one text, and columns that say one thing, on one line."""
    found: list[opendata.Field] = []
    for column in table.columns:
        if column.name.endswith("_en"):
            continue
        name = f"{column.name[:-3]}_fr, _en" if column.name.endswith("_fr") else column.name
        if found and found[-1].meaning == column.meaning:
            name = f"{found.pop().name}, {name}"
        found.append(opendata.Field(name, column.meaning))
    return tuple(found)


class WhileOn:
    """The IATI files, once there are any."""

    def __iter__(self) -> Iterator[opendata.File]:
        if iati.is_on():
            yield opendata.File("activities.xml", "trainings-iati")
            yield opendata.File("organisation.xml", "trainings-iati-organisation")


def about_iati() -> str:
    """What the files are; or why there are none."""
    stops = [reason.message for reason in obstacles() if reason.stops]
    words = gettext(
        "The trainings in the international format of aid data, for registers and other "
        "organisations: activities with dates, countries, sectors, payers and results."
    )
    return " ".join([words, *stops])


opendata.register(
    opendata.Dataset(
        order=20,
        title=_("Trainings"),
        about=_(
            "What was done, when, where, with whom and for how many people. What nobody knows is "
            "left empty: it is never 0. Fewer than three people are never told by sex."
        ),
        files=(
            opendata.File("CSV", "trainings-csv"),
            opendata.File("JSON", "trainings-json"),
        ),
        fields=_dictionary(TRAININGS),
        changed=_changed(Engagement),
    )
)
opendata.register(
    opendata.Dataset(
        order=21,
        title=_("Who paid for what"),
        about=_("Each expense of each training, and each who paid for it, in money or in kind."),
        files=(opendata.File("CSV", "cofunding-csv"),),
        fields=_dictionary(COFUNDING),
        changed=_changed(Engagement),
    )
)
opendata.register(
    opendata.Dataset(
        order=22,
        title=_("Partners"),
        about=_("The organisations the association works with; no person is in it."),
        files=(
            opendata.File("CSV", "partners-csv"),
            opendata.File("JSON", "partners-json"),
        ),
        fields=_dictionary(PARTNERS),
        changed=_changed(Partner),
    )
)
opendata.register(
    opendata.Dataset(
        order=23,
        title=_("Trainings as IATI 2.03"),
        about=lazy(about_iati, str)(),
        files=WhileOn(),
        fields=(
            opendata.Field("iati-activity", _("One training, in French and English.")),
            opendata.Field("participating-org", _("Who paid, led, passed funds on, carried out.")),
            opendata.Field("activity-date", _("Bounds of the date, with a note when it is vague.")),
            opendata.Field("transaction", _("Contributions with an amount, in money or in kind.")),
            opendata.Field("result", _("How many people took part, where it is known.")),
        ),
        changed=_changed(Engagement),
    )
)
