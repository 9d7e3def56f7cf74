"""Exporting 300 trainings as IATI, JSON and CSV, and reading the CSV back."""

import datetime
import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

COUNT = 300
RUNS = 5
ORG_ID = "XI-IATI-ATOUTSUD"


def measure() -> None:
    from django.db import transaction
    from django.test import override_settings

    with override_settings(IATI_ORG_ID=ORG_ID), transaction.atomic():
        _fill()
        _run()
        transaction.set_rollback(True)


def _fill() -> None:
    """Made-up trainings, each with what a full one has."""
    from trainings.models import (
        CofundingLine,
        Engagement,
        EngagementPartner,
        FundingCategory,
        ParticipantGroup,
        Partner,
        SectorLine,
        TopicLine,
    )

    ourselves = Partner.objects.filter(is_self=True).first() or Partner.objects.create(
        name_fr="Nous", name_en="Us", is_self=True
    )
    Partner.objects.filter(pk=ourselves.pk).update(state="published")
    partners = [ourselves] + [
        Partner.objects.create(name_fr=f"Partenaire {n}", name_en=f"Partner {n}", state="published")
        for n in range(30)
    ]
    categories = [
        FundingCategory.objects.get_or_create(code=code, defaults={"name_fr": code})[0]
        for code in ("local_logistics", "expertise", "flights")
    ]
    for number in range(COUNT):
        first = datetime.date(2015, 1, 1) + datetime.timedelta(days=number * 11)
        made = Engagement.objects.create(
            reference=f"measure-{number}",
            state="published",
            title_fr=f"Formation {number}",
            title_en=f"Training {number}",
            summary_fr="Une semaine pour écrire un projet. " * 4,
            summary_en="A week to write a project. " * 4,
            objectives_fr="Comprendre.\nÉcrire.",
            objectives_en="Understand.\nWrite.",
            country="MA",
            beneficiary_countries="MA,TN" if number % 3 else "MA",
            participants_total=24,
            start_earliest=first,
            end_latest=first + datetime.timedelta(days=4),
            precision="day",
        )
        SectorLine.objects.create(engagement=made, code="43081")
        for place, partner in enumerate(partners[1 + number % 20 : 5 + number % 20]):
            EngagementPartner.objects.create(
                engagement=made, partner=partner, role="beneficiary", position=place
            )
            ParticipantGroup.objects.create(engagement=made, institution=partner, count=6, sex="f")
        for place, category in enumerate(categories):
            CofundingLine.objects.create(
                engagement=made,
                category=category,
                funder=partners[(number + place) % 30],
                nature="in_kind",
                amount=Decimal("1250.50"),
                currency="EUR",
                valuation_method="daily_rate",
                position=place,
            )
            TopicLine.objects.create(
                engagement=made, label_fr=f"Thème {place}", label_en=f"Topic {place}"
            )


def _run() -> None:
    from django.utils import timezone
    from lxml import etree

    from trainings import data
    from trainings.iati import files
    from trainings.tables import incoming
    from trainings.tables.engagements import TABLE

    xml = _timed(
        "activities.xml, written and checked", lambda: files.activities_xml(timezone.now())
    )
    found = len(etree.fromstring(xml).findall("iati-activity"))
    print(f"   {found} activities, {len(xml) / 1000:.0f} kB")
    _timed("trainings.json", lambda: [data.training(record) for record in TABLE.rows()])
    text = _timed("trainings.csv", lambda: "".join(TABLE.csv()).encode())
    print(f"   {len(text) / 1000:.0f} kB")
    made = _timed("trainings.csv read back, nothing changed", lambda: incoming.plan(TABLE, text))
    print(f"   {made.rows} rows, {made.edits} edits, {len(made.faults)} faults")


def _timed(name: str, run: Callable[[], Any]) -> Any:
    spent, worked = [], []
    for _number in range(RUNS):
        begun, busy = time.perf_counter(), time.process_time()
        result = run()
        spent.append(time.perf_counter() - begun)
        worked.append(time.process_time() - busy)
    print(
        f"{name}: {statistics.median(spent) * 1000:.0f} ms, "
        f"of which {statistics.median(worked) * 1000:.0f} ms of processor"
    )
    return result
