"""What the home page says of trainings: figures that lead to their lines, the next and the last."""

from typing import Any

from django.urls import reverse

from atoutsud.site import home
from trainings import filters, impact, reading, telling
from trainings.catalogue import Known, catalogue, country_name
from trainings.models import Engagement

SHOWN = 3


def figures(known: list[Known]) -> dict[str, Any]:
    """Of trainings that took place; a number that is not stated is counted as not stated."""
    held = impact.figures(known)
    address = reverse("trainings-list")
    return {
        "trainings": held.trainings,
        "list": filters.address(address, only="trainings"),
        "countries": [
            {"name": country_name(code), "address": filters.address(address, country=code)}
            for code in held.countries
        ],
        "people": held.people,
        "counted": filters.address(address, only="people"),
        "unstated": held.unstated,
        "uncounted": filters.address(address, only="unstated"),
    }


def section(language: str) -> dict[str, Any] | None:
    known = catalogue()
    if not known:
        return {"figures": {}, "rows": [], "announced": False}
    ids = [one.engagement.pk for one in known[:SHOWN]]
    rows = {row.pk: row for row in reading.for_rows(Engagement.public.filter(pk__in=ids))}
    return {
        "figures": figures(known),
        "rows": [telling.row(rows[pk]) for pk in ids if pk in rows],
        "announced": any(one.engagement.is_to_come for one in known),
    }


home.register(home.Section(order=20, template="trainings/_home.html", context=section))
