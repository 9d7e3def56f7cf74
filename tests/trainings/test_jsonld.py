"""Linked data says what is known, as precisely as it is known, and nothing a page would not."""

import json
from typing import Any

import pytest
from django.test import Client
from lxml import html

from atoutsud.content.dates import VagueDate
from tests.trainings import factories
from tests.trainings.factories import EXPO, JULY_2016

pytestmark = pytest.mark.django_db


def data_of(client: Client, address: str) -> Any:
    page = html.fromstring(client.get(address, headers={"accept-encoding": "identity"}).content)
    text, *_breadcrumbs = page.xpath("//script[@type='application/ld+json']/text()")
    found = json.loads(text)
    assert found["@context"] == "https://schema.org"
    return found


@pytest.mark.parametrize(
    ("when", "starts", "ends"),
    [
        (None, None, None),
        (EXPO, "2016-10-31", "2016-11-03"),
        (JULY_2016, "2016-07", "2016-07"),
        (VagueDate(EXPO.earliest, EXPO.latest, "year"), "2016", "2016"),
        (VagueDate(EXPO.earliest, EXPO.latest, "quarter"), None, None),
        (VagueDate(EXPO.earliest, EXPO.latest, approximate=True), None, None),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(
    client: Client, when: VagueDate | None, starts: str | None, ends: str | None
) -> None:
    found = data_of(client, factories.engagement(when).address("fr"))
    assert (found.get("startDate"), found.get("endDate")) == (starts, ends)


def test_an_event_says_its_kind_words_place_and_payers(client: Client) -> None:
    made = factories.engagement(
        EXPO, kind="action_training", country="MA", city_fr="Rabat", course="cancelled",
        participants_total=7919,
    )  # fmt: skip
    payer, host = factories.partner("ALCS"), factories.partner("Bayti")
    factories.line(made, payer)
    factories.line(made, payer, "flights")
    factories.role(made, host, "co_organiser")
    found = data_of(client, made.address("fr"))
    assert found["@type"] == "EducationEvent" and found["name"] == made.title_fr
    assert found["location"]["address"]["addressCountry"] == "MA"
    assert [org["name"] for org in found["funder"]] == ["ALCS"]
    assert [org["name"] for org in found["organizer"]] == ["Bayti"]
    assert found["eventStatus"].endswith("EventCancelled")
    assert "7919" not in json.dumps(found)


def test_a_conference_is_an_event_and_speaks_english_on_the_english_page(client: Client) -> None:
    found = data_of(client, factories.engagement(EXPO, kind="conference").address("en"))
    assert found["@type"] == "Event" and found["name"] == "Formulating projects"


def test_a_hidden_organisation_is_not_in_it(client: Client) -> None:
    made = factories.engagement(EXPO)
    hidden = factories.partner("Zqcanari", state="draft")
    factories.line(made, hidden)
    factories.role(made, hidden, "implementer")
    assert "canari" not in json.dumps(data_of(client, made.address("fr"))).casefold()


def test_nothing_in_it_can_end_the_block(client: Client) -> None:
    hostile = "</script><script>alert(1)</script>\u2028<!--"
    made = factories.engagement(EXPO, title_fr=hostile)
    found = data_of(client, made.address("fr"))
    assert found["name"] == hostile
    content = client.get(made.address("fr"), headers={"accept-encoding": "identity"}).content
    assert b"<script>alert" not in content


@pytest.mark.parametrize(
    ("kind", "named"),
    [("ngo_national", "NGO"), ("government", "GovernmentOrganization"), ("other", "Organization")],
)
def test_an_organisation_says_its_kind_and_what_is_known(
    client: Client, kind: str, named: str
) -> None:
    made = factories.partner("Bayti", kind=kind, acronym="BYT", founded_year=1994, hq_country="MA")
    found = data_of(client, made.address("fr"))
    assert (found["@type"], found["name"], found["foundingDate"]) == (named, "Bayti", "1994")
    assert found["alternateName"] == ["BYT"]
    assert "sameAs" not in found, "no web site is known"
