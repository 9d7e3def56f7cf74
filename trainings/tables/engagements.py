"""The table of trainings: one row each."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from atoutsud.content import dates
from atoutsud.content.languages import LANGUAGES, word
from atoutsud.site import publicpage
from trainings import records
from trainings.models import Engagement, EngagementPartner
from trainings.tables.columns import Column
from trainings.tables.table import Table, both, label, named, plain

Role = EngagementPartner.Role


def _when(language: str) -> Any:
    def said(record: Any) -> str:
        return dates.in_words(record.when, language, record.duration_words(language))

    return said


def _address(language: str) -> Any:
    def said(record: Any) -> str:
        return publicpage.absolute(record.address(language)) if language in record.languages else ""

    return said


def _roles(record: Any) -> str:
    """“beneficiary: ALCS | funder: Dutch cooperation”; only organisations that are public."""
    return " | ".join(
        f"{row.role}: {row.public_partner.short_name(LANGUAGES[0])}"
        for row in record.roles
        if row.public_partner is not None
    )


def _topics(language: str) -> Any:
    def said(record: Any) -> str:
        found = []
        for line in record.topic_lines:
            words = word(line, "label", language).text
            if not words and line.public_concept is not None:
                words = line.public_concept.headline(language).text
            found.append(words)
        return " | ".join(filter(None, found))

    return said


def _programme(record: Any) -> str:
    return record.programme.short_name(LANGUAGES[0]) if record.programme else ""


# Columns that say one thing together.
KIND = _("Kind of activity: a code, then in words.")
DAYS = _("First day it may have begun, last day it may have ended.")
DURATION = _("Duration: a number, and its unit as a code.")
COUNTRY = _("Country where people met (ISO 3166-1), then in words.")
POINT = _("Where, in degrees.")
COLUMNS: tuple[Column, ...] = (
    Column("uid", _("Identity of the training; empty for a new one."), said=lambda r: str(r.uid)),
    Column("version", _("Version read: tells what changed since."), said=lambda r: str(r.version)),
    Column("reference", _("Lasting name, in every export."), said=lambda r: r.reference),
    plain("kind", KIND),
    *label("kind", KIND),
    plain("our_role", _("Part of the association in it, a code.")),
    *both("title", _("Title.")),
    *both("summary", _("Summary.")),
    plain("course", _("Planned, confirmed, postponed, cancelled or done, a code.")),
    plain("start_earliest", DAYS),
    plain("end_latest", DAYS),
    named(
        "date_precision", "precision", _("How precisely that is known: day, month, quarter, year.")
    ),
    named("date_approximate", "approximate", _("Whether the date is approximate.")),
    *(Column(f"date_{code}", _("The date in words."), said=_when(code)) for code in LANGUAGES),
    plain("duration_value", DURATION),
    plain("duration_unit", DURATION),
    plain("delivery", _("On site, online or both, a code.")),
    plain("country", COUNTRY),
    *label("country", COUNTRY),
    *both("city", _("Town.")),
    *both("venue", _("Venue.")),
    plain("latitude", POINT),
    plain("longitude", POINT),
    plain("point_exactness", _("1 for the very place, 2 for about there.")),
    plain("beneficiary_countries", _("Countries that benefit (ISO 3166-1), with spaces between.")),
    plain("participants_total", _("Number of participants; empty when not stated, never 0.")),
    *both("participants_note", _("About the participants.")),
    plain("beneficiaries_complete", _("Whether the list of organisations is complete.")),
    *both("context", _("Why it was asked for.")),
    *both("objectives", _("Objectives, one per line.")),
    *both("outputs", _("What came out of it, one per line.")),
    *both("follow_up", _("What followed.")),
    *both("how_to_take_part", _("How to take part.")),
    plain("delivery_languages", _("Working languages (ISO 639-1), with spaces between.")),
    plain("sdg_targets", _("Targets of the sustainable development goals, with spaces between.")),
    plain("source_url", _("Where the facts come from.")),
    Column("programme", _("Programme it was part of."), said=_programme),
    Column("organisations", _("Role and name of each organisation."), said=_roles),
    *(Column(f"topics_{code}", _("Topics."), said=_topics(code)) for code in LANGUAGES),
    *(Column(f"page_{code}", _("Address of its page."), said=_address(code)) for code in LANGUAGES),
    Column("updated", _("When it last changed."), said=lambda r: r.updated.isoformat()),
)


def rows() -> Iterable[Any]:
    return records.whole(Engagement.public.order_by("start_earliest", "pk"))


TABLE = Table("trainings", Engagement, COLUMNS, rows)
