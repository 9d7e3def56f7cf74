"""Calendars: exact days only, exclusive ends, one identity for ever, words in their language."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from atoutsud.content import revisions
from atoutsud.content.dates import VagueDate
from tests.trainings import factories
from tests.trainings.factories import EXPO, JULY_2016

pytestmark = pytest.mark.django_db
FEEDS = {"fr": "/fr/formations/agenda.ics", "en": "/en/trainings/calendar.ics"}


def events(client: Client, address: str) -> list[Any]:
    answer = client.get(address, headers={"accept-encoding": "identity"})
    assert answer.status_code == 200, address
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_the_last_day_is_in_and_the_end_is_the_day_after(client: Client) -> None:
    made = factories.engagement(EXPO, title_fr="Forum à Dubaï", title_en="Forum in Dubai")
    (event,) = events(client, f"/fr/formations/{made.pk}.ics")
    assert event.decoded("dtstart") == datetime.date(2016, 10, 31)
    assert event.decoded("dtend") == datetime.date(2016, 11, 4)
    raw = client.get(f"/fr/formations/{made.pk}.ics", headers={"accept-encoding": "identity"})
    assert b"DTSTART;VALUE=DATE:20161031\r\n" in raw.content
    assert b"DTEND;VALUE=DATE:20161104\r\n" in raw.content


def test_each_language_has_its_words_and_one_identity(client: Client) -> None:
    made = factories.engagement(EXPO, title_fr="Forum à Dubaï", title_en="Forum in Dubai")
    found = {code: events(client, address)[0] for code, address in FEEDS.items()}
    assert found["fr"]["summary"] == "Forum à Dubaï"
    assert found["en"]["summary"] == "Forum in Dubai"
    for code, event in found.items():
        assert event["summary"].params["LANGUAGE"] == code
        assert event["uid"] == f"{made.reference}@127.0.0.1"
        assert str(event["url"]).endswith(made.address(code))


def test_what_is_written_in_one_language_keeps_it_and_says_so(client: Client) -> None:
    made = factories.in_french(EXPO, title_fr="Forum")
    (event,) = events(client, FEEDS["en"])
    assert event["summary"].params["LANGUAGE"] == "fr"
    assert str(event["url"]).endswith(made.address("fr"))


@pytest.mark.parametrize(
    "when",
    [None, JULY_2016, VagueDate(EXPO.earliest, EXPO.latest, approximate=True)],
    ids=["none", "month", "about"],
)
def test_vague_dates_are_in_no_calendar(client: Client, when: VagueDate | None) -> None:
    made = factories.engagement(when)
    assert events(client, FEEDS["fr"]) == []
    assert client.get(f"/fr/formations/{made.pk}.ics").status_code == 404
    assert f"/fr/formations/{made.pk}.ics" not in client.get(made.address("fr")).content.decode()


def test_pages_lead_to_the_calendar_and_say_what_is_not_in_it(client: Client) -> None:
    soon = timezone.localdate() + datetime.timedelta(days=9)
    made = factories.engagement(VagueDate(soon, soon))
    assert f"/fr/formations/{made.pk}.ics" in client.get(made.address("fr")).content.decode()
    page = client.get("/fr/formations/").content.decode()
    assert FEEDS["fr"] in page and "n’y figure pas" in page


def test_an_announced_month_says_why_it_is_not_in_it(client: Client) -> None:
    made = factories.engagement(
        VagueDate(datetime.date(2090, 4, 1), datetime.date(2090, 4, 1), "month")
    )
    assert "pas dans l’agenda" in client.get(made.address("fr")).content.decode()


@pytest.mark.parametrize(
    ("course", "status"),
    [
        ("planned", "TENTATIVE"),
        ("confirmed", "CONFIRMED"),
        ("done", "CONFIRMED"),
        ("cancelled", "CANCELLED"),
        ("postponed", "TENTATIVE"),
    ],
)
def test_the_course_is_told(client: Client, course: str, status: str) -> None:
    factories.engagement(EXPO, course=course, title_fr="Forum")
    (event,) = events(client, FEEDS["fr"])
    assert event["status"] == status
    assert str(event["summary"]).startswith("Reporté") == (course == "postponed")


def test_a_change_raises_the_sequence(client: Client) -> None:
    made = factories.engagement(EXPO)
    (before,) = events(client, FEEDS["fr"])
    revisions.apply(made, {"title.fr": "Autre"}, seen_version=made.version, author=None)
    (after,) = events(client, FEEDS["fr"])
    assert after["sequence"] > before["sequence"]
    assert after.decoded("last-modified") >= before.decoded("last-modified")
    assert after["uid"] == before["uid"]


def test_titles_that_would_break_the_format_do_not(client: Client) -> None:
    hostile = "Un; deux, trois\\n\r\nDTSTART:20000101\x07" + "é" * 60
    factories.engagement(EXPO, title_fr=hostile)
    (event,) = events(client, FEEDS["fr"])
    assert event.decoded("dtstart") == EXPO.earliest
    assert "deux, trois" in event["summary"] and "\x07" not in event["summary"]


def test_drafts_are_absent_and_withdrawn_events_are_gone(client: Client) -> None:
    made = factories.engagement(EXPO, state="draft")
    assert events(client, FEEDS["fr"]) == []
    assert client.get(f"/fr/formations/{made.pk}.ics").status_code == 404
    revisions.apply(made, {"state": "published"}, seen_version=made.version, author=None)
    assert len(events(client, FEEDS["fr"])) == 1
    revisions.apply(made, {"state": "withdrawn"}, seen_version=made.version, author=None)
    assert client.get(f"/fr/formations/{made.pk}.ics").status_code == 410


def test_an_absurd_number_is_not_found(client: Client) -> None:
    assert client.get(f"/fr/formations/{'9' * 40}.ics").status_code == 404


def test_who_has_the_feed_is_told_that_nothing_changed(client: Client) -> None:
    factories.engagement(EXPO)
    answer = client.get(FEEDS["fr"])
    again = client.get(FEEDS["fr"], headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304 and not again.content


def test_the_feed_costs_the_same_queries_however_many(
    client: Client, django_assert_num_queries: Any
) -> None:
    for _number in range(3):
        factories.engagement(EXPO)
    with django_assert_num_queries(2):
        client.get(FEEDS["fr"])
