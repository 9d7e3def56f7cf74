"""The impact page and the report of each year."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from atoutsud.site import publicpage
from trainings import figures, filters, impact, report
from trainings.catalogue import Known, catalogue
from trainings.maps import drawing
from trainings.models import Engagement
from trainings.models.report import FIRST_YEAR, LAST_YEAR
from trainings.telling import row


@publicpage.public_page
def impact_page(request: HttpRequest) -> HttpResponse:
    known = catalogue()
    whole = impact.figures(known)
    by_year = [impact.figures(known, year) for year in impact.years(known)]
    context = {
        "section": "impact",
        "figures": figures.headline_figures(whole),
        "years": [figures.year_row(one) for one in by_year],
        "whole": figures.year_row(whole),
        "people": figures.people_chart(by_year),
        "definitions": impact.DEFINITIONS,
        "undated": sum(1 for one in known if filters.year_of(one) == filters.UNDATED),
        **paid(known),
        **where(known),
    }
    context["unknowns"] = figures.unknowns(whole, context["who"], context["undated"])
    return publicpage.page(request, "trainings/impact.html", context)


def paid(known: list[Known], year: str = "") -> dict[str, Any]:
    who = impact.who_pays(known)
    return {
        "who": who,
        "payers": figures.payers(who, year),
        "paid_chart": figures.payers_chart(known, who),
        "money": figures.money(known),
    }


def where(known: list[Known]) -> dict[str, Any]:
    places = impact.places(known)
    base = reverse("trainings-list")
    return {
        "places": [(place, filters.address(base, country=place.code)) for place in places],
        "map": drawing.draw([place.code for place in places]) if settings.IMPACT_MAP else None,
    }


@publicpage.public_page
def report_page(request: HttpRequest, year: int) -> HttpResponse:
    found = report.read(year) if FIRST_YEAR <= year <= LAST_YEAR else None
    if found is None:
        raise Http404
    known = found.known
    shown = {engagement.pk for engagement in found.engagements}
    public = set(Engagement.public.filter(pk__in=shown).values_list("pk", flat=True))
    context = {
        "section": "impact",
        "report": found,
        "figures": figures.headline_figures(found.figures),
        "rows": [row(engagement) for engagement in found.engagements],
        "public": public,
        **paid(known, str(year)),
    }
    context["unknowns"] = figures.unknowns(found.figures, context["who"], 0)
    return publicpage.page(request, "trainings/report.html", context)
