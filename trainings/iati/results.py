"""The one result we count: how many people took part, in all and by sex where that is no secret."""

from typing import Any

from lxml import etree

from trainings import groups
from trainings.iati import saying, words


def add(parent: Any, engagement: Any, said: saying.Languages, *, took_place: bool) -> None:
    """Nothing when the number is unknown; a target while it is to come."""
    total = engagement.participants_total
    if not total:
        return
    result = etree.SubElement(parent, "result")
    result.set("type", "1")
    words.narrate(etree.SubElement(result, "title"), saying.each(said, "participants"))
    indicator = etree.SubElement(result, "indicator")
    indicator.set("measure", "1")
    words.narrate(etree.SubElement(indicator, "title"), saying.each(said, "number"))
    period = etree.SubElement(indicator, "period")
    etree.SubElement(period, "period-start").set("iso-date", engagement.start_earliest.isoformat())
    etree.SubElement(period, "period-end").set("iso-date", engagement.end_latest.isoformat())
    tag = "actual" if took_place else "target"
    etree.SubElement(period, tag).set("value", str(total))
    for sex, count in groups.by_sex(engagement).items():
        value = etree.SubElement(period, tag)
        value.set("value", str(count))
        dimension = etree.SubElement(value, "dimension")
        dimension.set("name", "sex")
        dimension.set("value", sex)
