"""What the home page says of trainings: figures that lead to their lines, the next and the last."""

from typing import Any

from django.urls import reverse
from django_countries import countries

from atoutsud.content.folding import sort_key
from atoutsud.site import home
from trainings import filters, reading, telling
from trainings.models import Engagement
from trainings.models.kinds import Course, Kind

SHOWN = 3
NOT_TRAININGS = {Kind.CONFERENCE, Kind.OTHER}


def figures(known: list[Any]) -> dict[str, Any]:
    """Of trainings that took place; a number that is not stated is counted as not stated."""
    held = [
        e
        for e in known
        if e.kind not in NOT_TRAININGS
        and e.course not in (Course.CANCELLED, Course.POSTPONED)
        and not e.is_upcoming
    ]
    address = reverse("trainings-list")
    codes = {code for e in held for code in filters.countries_of(e)}
    places = sorted(((str(countries.name(code)), code) for code in codes), key=_by_name)
    return {
        "trainings": len(held),
        "list": address,
        "countries": [{"name": n, "address": f"{address}?country={c}"} for n, c in places],
        "people": sum(e.participants_total or 0 for e in held),
        "unstated": sum(1 for e in held if e.participants_total is None),
    }


def _by_name(place: tuple[str, str]) -> Any:
    return sort_key(place[0])


def section(language: str) -> dict[str, Any] | None:
    known = filters.in_reading_order(reading.catalogue())
    if not known:
        return {"figures": {}, "rows": [], "announced": False}
    ids = [engagement.pk for engagement in known[:SHOWN]]
    rows = {row.pk: row for row in reading.for_rows(Engagement.public.filter(pk__in=ids))}
    return {
        "figures": figures(known),
        "rows": [telling.row(rows[pk]) for pk in ids if pk in rows],
        "announced": any(engagement.is_to_come for engagement in known),
    }


home.register(home.Section(order=20, template="trainings/_home.html", context=section))
