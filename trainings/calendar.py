"""Trainings in calendars: one feed per language, one file per event.

Only what has exact days: a month shown as thirty days of meeting would be false. What passed or
was called off stays, so that a calendar that follows the feed learns of it.
"""

import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDatetime, vText

from atoutsud.content.dates import Precision
from atoutsud.content.languages import active, word
from atoutsud.site import publicpage
from trainings.models import Engagement

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCER = "-//Atoutsud//Trainings//"
ONE_DAY = datetime.timedelta(days=1)
LATEST = 500
Course = Engagement.Course
STATUS = {
    Course.PLANNED: "TENTATIVE",
    Course.POSTPONED: "TENTATIVE",
    Course.CONFIRMED: "CONFIRMED",
    Course.DONE: "CONFIRMED",
    Course.CANCELLED: "CANCELLED",
}


def exact(queryset: Any) -> Any:
    """Those whose days are known."""
    return queryset.filter(precision=Precision.DAY, approximate=False)


def has_file(engagement: Engagement) -> bool:
    return engagement.precision == Precision.DAY and not engagement.approximate


@publicpage.public_page
def feed(request: HttpRequest) -> HttpResponse:
    """Every training with exact days, the latest first."""
    found = exact(Engagement.public.in_order())[:LATEST]
    calendar = _calendar(_("Atoutsud, trainings and meetings"))
    for engagement in found:
        calendar.add_component(event(engagement))
    return _answer(calendar, "atoutsud.ics")


@publicpage.public_page
def item(request: HttpRequest, pk: int) -> HttpResponse:
    engagement = publicpage.find(Engagement.public.all(), pk)
    if not has_file(engagement):
        raise Http404
    calendar = _calendar("")
    calendar.add_component(event(engagement))
    return _answer(calendar, f"{engagement.reference}.ics")


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"{PRODUCER}{active().upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", datetime.timedelta(days=1), {"VALUE": "DURATION"})
        calendar.add("url", publicpage.absolute(reverse("trainings-calendar")))
    return calendar


def event(engagement: Any) -> Event:
    """In the page's language where it is written in it, else in its own words, marked so.

    The end of whole days is exclusive: a meeting of 31 October to 3 November ends on the 4th.
    """
    title = engagement.headline()
    language = title.language
    entry = Event()
    entry.add("uid", f"{engagement.reference}@{settings.SITE_HOST}")
    entry.add("dtstamp", _moment(engagement.updated))
    entry.add("last-modified", _moment(engagement.updated))
    entry.add("sequence", engagement.version)
    entry.add("dtstart", engagement.start_earliest)
    entry.add("dtend", engagement.end_latest + ONE_DAY)
    words = title.text
    if engagement.course == Course.POSTPONED:
        words = _("Postponed: %(title)s") % {"title": words}
    entry.add("summary", _text(words, language))
    if summary := word(engagement, "summary", language).text:
        entry.add("description", _text(summary, language))
    if place := _place(engagement, language):
        entry.add("location", _text(place, language))
    if engagement.latitude is not None and engagement.longitude is not None:
        entry.add("geo", (float(engagement.latitude), float(engagement.longitude)))
    entry.add("categories", [engagement.get_kind_display()])
    entry.add("status", STATUS[Course(engagement.course)])
    entry.add("transp", "TRANSPARENT")
    entry.add("url", publicpage.absolute(engagement.address(language)))
    return entry


def _moment(moment: datetime.datetime) -> vDatetime:
    return vDatetime(moment.astimezone(datetime.UTC).replace(microsecond=0))


def _text(text: str, language: str) -> vText:
    plain = "".join(mark for mark in text if mark.isprintable() or mark == "\n")
    return vText(plain, params={"LANGUAGE": language})


def _place(engagement: Any, language: str) -> str:
    if engagement.delivery == Engagement.Delivery.ONLINE:
        return _("Online")
    parts = [word(engagement, name, language).text for name in ("venue", "city")]
    parts.append(str(engagement.country.name) if engagement.country else "")
    return ", ".join(filter(None, parts))


def _answer(calendar: Calendar, name: str) -> HttpResponse:
    response = HttpResponse(calendar.to_ical(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
