"""The two files of the standard: all activities, and the organisation itself."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import timezone
from lxml import etree

from atoutsud.content.languages import LANGUAGES
from trainings import records
from trainings.iati import activity, attachments, codes, organisations, words
from trainings.iati.reasons import Reason, association, examine, obstacles
from trainings.models import Engagement

CONTENT_TYPE = "application/xml; charset=utf-8"


@dataclass
class Export:
    """The activities exported, and those left out with the reasons."""

    activities: list[Any] = field(default_factory=list)
    left_out: list[tuple[Any, list[Reason]]] = field(default_factory=list)


def is_on() -> bool:
    return not any(reason.stops for reason in obstacles())


def export(today: datetime.date | None = None) -> Export:
    """Every public training as an activity, or with what stops it."""
    day = today or timezone.localdate()
    ourselves = association()
    found = Export()
    for record in records.whole(Engagement.public.order_by("reference")):
        told, element = examine(record, ourselves, day)
        if element is None:
            found.left_out.append((record, [reason for reason in told if reason.stops]))
        else:
            found.activities.append(element)
    return found


def activities_xml(moment: datetime.datetime, found: Export | None = None) -> bytes:
    """The activities file; `moment`, never to come, is when its content last changed."""
    root = etree.Element("iati-activities")
    root.set("version", codes.STANDARD)
    root.set("generated-datetime", activity.stamp(moment))
    root.extend((found or export()).activities)
    return _written(root)


def organisation_xml(moment: datetime.datetime, reports: dict[int, dict[str, str]]) -> bytes:
    """The organisation file; `reports`: year -> address of its report in each language."""
    ourselves = association()
    root = etree.Element("iati-organisations")
    root.set("version", codes.STANDARD)
    root.set("generated-datetime", activity.stamp(moment))
    element = etree.SubElement(root, "iati-organisation")
    element.set(words.XML_LANG, activity.DEFAULT_LANGUAGE)
    element.set("default-currency", activity.DEFAULT_CURRENCY)
    element.set("last-updated-datetime", activity.stamp(min(ourselves.updated, moment)))
    etree.SubElement(element, "organisation-identifier").text = settings.IATI_ORG_ID
    name = etree.SubElement(element, "name")
    words.narrate(name, ((code, getattr(ourselves, f"name_{code}")) for code in LANGUAGES))
    organisations.add(element, "reporting-org", ourselves, settings.IATI_ORG_ID)
    for year, addresses in sorted(reports.items()):
        for code, address in addresses.items():
            _ = words.phrases(code)
            titles = [(code, _("Report of %(year)s") % {"year": year})]
            attachments.link(element, address, attachments.PAGE, titles, "B01", (code,))
    return _written(root)


def _written(root: Any) -> bytes:
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written
