"""One training as an `iati-activity`: derived from what editors wrote, never typed.

The order of the elements is the standard's; another order is refused by its schema.
"""

import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from lxml import etree

from atoutsud.site import publicpage
from trainings import cofunding
from trainings.iati import attachments, codes, money, organisations, results, saying, words
from trainings.iati.timing import timing
from trainings.models import Engagement

Kind = Engagement.Kind
# What these kinds do is teaching, whatever the subject: what they are about may be left to default.
TEACHING = {Kind.TRAINING, Kind.ACTION_TRAINING, Kind.WORKSHOP, Kind.SEMINAR}
TRAINING_SECTOR, CAPACITY_TARGET = "43081", "17.9"
ODA, PRIVATE_FINANCE = "10", "30"
NATIONAL, MULTINATIONAL = "4", "3"
DEFAULT_LANGUAGE, DEFAULT_CURRENCY = "fr", "EUR"
# What depends on no reader is built in one language, so that the file is the same for everyone.
NEUTRAL = DEFAULT_LANGUAGE


def identifier(engagement: Any) -> str:
    return f"{settings.IATI_ORG_ID}-{engagement.reference}"


def stamp(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sectors(engagement: Any) -> list[tuple[str, Decimal | None]]:
    """(code, percentage); a single sector needs none."""
    rows = [(row.code, row.percent) for row in engagement.sectors]
    if not rows and engagement.kind in TEACHING:
        rows = [(TRAINING_SECTOR, None)]
    return rows if len(rows) > 1 else [(code, None) for code, _percent in rows]


def targets(engagement: Any) -> list[str]:
    typed = dict.fromkeys(engagement.sdg_targets.split())
    if not typed and engagement.kind in TEACHING:
        return [CAPACITY_TARGET]
    return [target for target in typed if codes.known("UNSDG-Targets", target)]


def build(engagement: Any, ourselves: Any, today: datetime.date) -> Any:
    """The element of an engagement that `reasons` lets through."""
    languages = words.spoken(engagement)
    when = timing(engagement, today)
    kept, _left_out = money.sort_out(engagement, today)
    said = saying.say(engagement, kept, languages)
    activity = etree.Element("iati-activity")
    activity.set(words.XML_LANG, DEFAULT_LANGUAGE)
    activity.set("default-currency", DEFAULT_CURRENCY)
    activity.set("last-updated-datetime", stamp(engagement.updated))
    activity.set("humanitarian", "0")
    etree.SubElement(activity, "iati-identifier").text = identifier(engagement)
    organisations.add(activity, "reporting-org", ourselves, settings.IATI_ORG_ID)
    title = etree.SubElement(activity, "title")
    words.narrate(title, ((code, getattr(engagement, f"title_{code}")) for code in languages))
    _descriptions(activity, engagement, said)
    for org, role in organisations.participating(engagement, ourselves):
        organisations.add(activity, "participating-org", org, settings.IATI_ORG_ID, role=role)
    etree.SubElement(activity, "activity-status").set("code", when.status)
    for code, day in when.dates:
        element = etree.SubElement(activity, "activity-date")
        element.set("iso-date", day.isoformat())
        element.set("type", code)
        words.narrate(element, saying.each(said, "date"))
    _places(activity, engagement, languages)
    _classifications(activity, engagement)
    told = zip(kept, zip(*(one.money for one in said.values()), strict=True), strict=True)
    for line, narratives in told:
        money.add(activity, engagement, line, ourselves, zip(said, narratives, strict=True))
    attachments.add(activity, engagement, saying.each(said, "page"))
    results.add(activity, engagement, said, took_place=when.took_place)
    return activity


def _descriptions(activity: Any, engagement: Any, said: saying.Languages) -> None:
    texts = {
        "1": [(code, words.general(engagement, code)) for code in said],
        "2": [(code, getattr(engagement, f"objectives_{code}")) for code in said],
        "3": saying.each(said, "target_groups"),
        "4": saying.each(said, "other"),
    }
    for kind, narratives in texts.items():
        element = etree.Element("description")
        element.set("type", kind)
        if words.narrate(element, narratives):
            activity.append(element)


def _places(activity: Any, engagement: Any, languages: tuple[str, ...]) -> None:
    """The countries that benefit, then where people met."""
    countries = [country.code for country in engagement.beneficiary_countries]
    scope = NATIONAL if len(countries) == 1 else MULTINATIONAL
    etree.SubElement(activity, "activity-scope").set("code", scope)
    parts = cofunding.split_evenly(len(countries))
    for code, percentage in zip(countries, parts, strict=True):
        country = etree.SubElement(activity, "recipient-country")
        country.set("code", code)
        if len(countries) > 1:
            country.set("percentage", f"{percentage}")
    if engagement.delivery != Engagement.Delivery.ONLINE:
        _location(activity, engagement, languages)


def _location(activity: Any, engagement: Any, languages: tuple[str, ...]) -> None:
    names = []
    for code in languages:
        place = (getattr(engagement, f"{name}_{code}") for name in ("venue", "city"))
        names.append((code, ", ".join(filter(None, map(words.clean, place)))))
    has_point = engagement.latitude is not None and engagement.longitude is not None
    if not has_point and not any(text for _code, text in names):
        return
    location = etree.SubElement(activity, "location")
    etree.SubElement(location, "location-reach").set("code", "1")
    name = etree.Element("name")
    if words.narrate(name, names):
        location.append(name)
    if engagement.country:
        area = etree.SubElement(location, "administrative")
        area.set("vocabulary", "A4")
        area.set("code", engagement.country.code)
    if has_point:
        point = etree.SubElement(location, "point")
        point.set("srsName", "http://www.opengis.net/def/crs/EPSG/0/4326")
        pos = etree.SubElement(point, "pos")
        pos.text = f"{engagement.latitude:f} {engagement.longitude:f}"
        exactness = engagement.point_exactness or "2"
        etree.SubElement(location, "exactness").set("code", exactness)
    etree.SubElement(location, "location-class").set("code", "2")


def _classifications(activity: Any, engagement: Any) -> None:
    for code, percent in sectors(engagement):
        sector = etree.SubElement(activity, "sector")
        sector.set("vocabulary", "1")
        sector.set("code", code)
        if percent is not None:
            sector.set("percentage", f"{percent.normalize():f}")
    for target in targets(engagement):
        tag = etree.SubElement(activity, "tag")
        tag.set("vocabulary", "3")
        tag.set("code", target)
    for line in engagement.topic_lines:
        _lexicon_tag(activity, line)
    flow = ODA if organisations.has_official_funds(engagement) else PRIVATE_FINANCE
    etree.SubElement(activity, "default-flow-type").set("code", flow)
    etree.SubElement(activity, "default-finance-type").set("code", "110")
    etree.SubElement(activity, "default-aid-type").set("code", "D02")
    etree.SubElement(activity, "default-tied-status").set("code", "5")


def _lexicon_tag(activity: Any, line: Any) -> None:
    """A topic that is an entry of the lexicon: its lasting address is its code."""
    if line.public_concept is None:
        return
    try:
        address = reverse("lexicon-short", args=[line.public_concept.pk])
        vocabulary = reverse("lexicon-index")
    except NoReverseMatch:
        return
    headings = {code: line.public_concept.headline(code) for code in ("fr", "en")}
    own = [(code, heading.text) for code, heading in headings.items() if not heading.foreign]
    tag = etree.Element("tag")
    tag.set("vocabulary", "99")
    tag.set("vocabulary-uri", publicpage.absolute(vocabulary))
    tag.set("code", publicpage.absolute(address))
    if words.narrate(tag, own):
        activity.append(tag)
