"""The figures, their links and their definitions; the report of a year and its closing."""

import datetime
import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from atoutsud.content import publication, revisions
from atoutsud.content.dates import VagueDate
from tests.trainings import factories
from tests.trainings.test_views import words
from trainings import impact, report
from trainings.catalogue import catalogue
from trainings.maps import drawing
from trainings.maps.points import POINTS
from trainings.models import ClosedYear, ParticipantGroup

pytestmark = pytest.mark.django_db

APRIL_2019 = VagueDate(datetime.date(2019, 4, 1), datetime.date(2019, 4, 30), "month")


def three_trainings() -> tuple[Any, Any, Any]:
    """One counted and dated, one dated without a number, one counted without a date."""
    us = factories.partner("Atoutsud", is_self=True)
    bayti = factories.partner("Bayti", hq_country="MA")
    dutch = factories.partner("Dutch cooperation", hq_country="NL")
    one = factories.engagement(
        APRIL_2019, participants_total=26, beneficiary_countries="TN", title_en="Tunis"
    )
    two = factories.engagement(factories.JULY_2016, beneficiary_countries="MA", title_en="Rabat")
    three = factories.engagement(participants_total=12, country="MA", title_en="Undated")
    factories.engagement(factories.EXPO, kind="conference", country="AE", participants_total=500)
    factories.role(two, bayti)
    factories.role(three, bayti)
    factories.line(two, bayti, "logistics")
    factories.line(two, us, "expertise")
    factories.line(three, dutch, "flights")
    return one, two, three


def test_figures_count_what_is_known_and_what_is_not() -> None:
    three_trainings()
    whole = impact.figures(catalogue())
    assert (whole.trainings, whole.others) == (3, 1)
    assert (whole.people, whole.counted, whole.unstated) == (38, 2, 1)
    assert whole.countries == ["MA", "TN"]
    assert whole.reached == 1
    assert (whole.local, whole.funded, whole.unfunded) == (1, 2, 1)


def test_what_has_no_date_counts_in_the_whole_and_in_no_year() -> None:
    three_trainings()
    known = catalogue()
    assert impact.years(known) == ["2019", "2016", "none"]
    by_year = [impact.figures(known, year) for year in ("2019", "2016")]
    assert sum(one.trainings for one in by_year) == 2
    assert impact.figures(known).trainings == 3


@pytest.mark.parametrize("course", ["planned", "confirmed", "postponed", "cancelled"])
def test_what_did_not_take_place_is_not_counted(course: str) -> None:
    factories.engagement(participants_total=5, course=course)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    factories.engagement(VagueDate(tomorrow, tomorrow), course="done")
    assert impact.figures(catalogue()).trainings == 0


def test_an_announced_training_counts_once_its_date_is_over() -> None:
    factories.engagement(factories.JULY_2016, course="confirmed")
    assert impact.figures(catalogue()).trainings == 1


def test_one_organisation_reached_twice_is_one() -> None:
    made, who = factories.engagement(), factories.partner()
    factories.role(made, who)
    ParticipantGroup.objects.create(engagement=made, institution=who, count=5)
    ParticipantGroup.objects.create(engagement=made, institution=factories.partner("ONM"), count=5)
    assert impact.figures(catalogue()).reached == 2


def test_two_currencies_never_make_one_total() -> None:
    made = factories.engagement()
    for number, currency in enumerate(("EUR", "MAD", "EUR")):
        payer = factories.partner(f"P{number}")
        factories.line(made, payer, amount=Decimal("100.50"), currency=currency)
    assert [(s.currency, s.amount) for s in impact.sums(catalogue())] == [
        ("EUR", Decimal("201.00")),
        ("MAD", Decimal("100.50")),
    ]


@pytest.mark.parametrize("address", ["/fr/bilan/", "/en/impact/"])
def test_the_page_exists_even_empty(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert len(re.findall(rb"<h1[ >]", response.content)) == 1


def test_every_figure_leads_to_as_many_rows_as_it_says(client: Client) -> None:
    three_trainings()
    page = client.get("/en/impact/").content.decode()
    figures = re.findall(r'<a [^>]*href="(/en/trainings/\?[^"]+)">(\d+)</a>', page)
    rows = {a.replace("&amp;", "&"): int(n) for a, n in figures}
    assert len(rows) > 10
    for address, number in rows.items():
        listed = client.get(address).content.decode()
        shown = len(re.findall(r'<section class="wrap"><div class="band spine row">', listed))
        if re.search(r"only=(trainings|unstated|funded)\b", address) and "=people" not in address:
            countries = "only=trainings" in address and number != shown
            assert countries or shown == number, address
        assert shown or not number, address


def test_figures_have_their_definitions(client: Client) -> None:
    three_trainings()
    page = client.get("/en/impact/").content.decode()
    for anchor in set(re.findall(r'href="#(d-\w+)"', page)):
        assert f'id="{anchor}"' in page
    assert set(re.findall(r'id="d-(\w+)"', page)) >= {"trainings", "participants", "local"}


def test_no_number_is_never_a_zero(client: Client) -> None:
    factories.engagement(factories.JULY_2016)
    text = words(client, "/en/impact/2016/")
    assert "Participants counted –" in text
    assert "1 training does not state its number" in text


def test_charts_are_geometry_and_said_in_words(client: Client) -> None:
    three_trainings()
    page = client.get("/en/impact/").content.decode()
    assert "style=" not in page
    assert page.count('<svg class="chart" width="100%"') == 2
    for chart in re.findall(r'<svg class="chart" width="100%"[^>]*>', page):
        assert 'role="img"' in chart
        assert "aria-label=" in chart
    assert 'class="dash"' in page


def test_a_payer_who_is_not_public_is_counted_and_not_named(client: Client) -> None:
    hidden = factories.partner("Inconnue", state="draft")
    factories.line(factories.engagement(), hidden)
    text = words(client, "/en/impact/")
    assert "Inconnue" not in text
    assert "organisations not named here 1" in text


def test_the_list_of_countries_comes_first_and_the_map_can_be_left_out(client: Client) -> None:
    three_trainings()
    page = client.get("/en/impact/").content.decode()
    assert page.index("Morocco</a>") < page.index("<image")
    assert "no border is drawn" in page
    publication.bump()  # a kept page knows nothing of settings
    with override_settings(IMPACT_MAP=False):
        page = client.get("/en/impact/").content.decode()
        assert "<image" not in page
        assert "Morocco</a>" in page


def test_every_country_has_a_dot_even_the_smallest() -> None:
    from django_countries import countries

    assert {country.code for country in countries} <= set(POINTS)


def test_dots_stay_in_the_frame_and_apart() -> None:
    drawn = drawing.draw(["MA", "TN", "CV", "MT", "SN", "AE", "SG"])
    assert drawn is not None
    for dot in drawn.dots:
        assert 0 < dot.x < drawn.width
        assert 0 < dot.y < drawn.height
    for a in drawn.dots:
        for b in drawn.dots:
            assert a is b or (a.x - b.x) ** 2 + (a.y - b.y) ** 2 >= 400
    assert drawing.draw([]) is None


@pytest.mark.parametrize("address", ["/fr/bilan/2013/", "/fr/bilan/2016/", "/fr/bilan/99999999/"])
def test_a_year_without_anything_is_404(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_report_tells_its_year_and_nothing_else(client: Client) -> None:
    three_trainings()
    text = words(client, "/en/impact/2016/")
    assert "Rabat" in text
    assert "Tunis" not in text.replace("Tunisia", "")
    assert "Undated" not in text
    assert "Open: it follows the records" in text
    assert "Logistics, Bayti: Rabat" not in text  # its nature is not stated to be in kind


def test_in_kind_columns_are_equal_and_methods_are_shown(client: Client) -> None:
    made, us = factories.engagement(factories.JULY_2016), factories.partner("Atoutsud")
    kind = {"nature": "in_kind", "currency": "EUR"}
    factories.category("expertise", anc_family="work")
    factories.category("flights", anc_family="travel")
    factories.line(
        made, us, "expertise", amount=1500, valuation_method="daily_rate", quantity=5,
        unit_en="days", unit_value=300, **kind,
    )  # fmt: skip
    factories.line(
        made, us, "flights", amount=Decimal("250.50"), valuation_method="invoice", **kind
    )
    factories.line(made, us, "venue", nature="in_kind")
    text = words(client, "/en/impact/2016/")
    assert "864, voluntary staff 1,500 EUR 875, voluntary work 1,500 EUR" in text
    assert "Total of uses 1,750.50 EUR Total of sources 1,750.50 EUR" in text
    assert "5 days × 300 EUR, daily rate" in text
    assert "Venue, Atoutsud: Formulating projects" in text


def test_a_closed_year_does_not_move(client: Client) -> None:
    _one, two, _three = three_trainings()
    closed = report.close(2016, None)
    before = words(client, "/en/impact/2016/")
    assert "Closed on" in before
    assert report.moved(closed) == []
    revisions.apply(
        two,
        {"title.en": "Renamed", "participants_total": 99},
        seen_version=two.version,
        author=None,
    )
    factories.engagement(factories.JULY_2016, title_en="Late comer")
    assert words(client, "/en/impact/2016/") == before
    assert (
        sorted(report.moved(closed)) == ["Late comer", "Renamed"] or len(report.moved(closed)) == 2
    )
    closed.delete()
    after = words(client, "/en/impact/2016/")
    assert "Renamed" in after
    assert "Late comer" in after


def test_a_closed_year_keeps_what_is_withdrawn_without_linking_to_it(client: Client) -> None:
    _one, two, _three = three_trainings()
    report.close(2016, None)
    revisions.apply(two, {"state": "withdrawn"}, seen_version=two.version, author=None)
    page = client.get("/en/impact/2016/").content.decode()
    assert "Rabat" in page
    assert two.address("en") not in page


def test_a_closed_year_is_never_rewritten() -> None:
    three_trainings()
    closed = report.close(2016, None)
    with pytest.raises(TypeError):
        closed.save()
    with pytest.raises(ValidationError):
        report.close(2016, None)


@pytest.mark.parametrize("year", [2000, 2017, 2099])
def test_a_year_with_nothing_or_to_come_is_not_closed(year: int) -> None:
    three_trainings()
    with pytest.raises(ValidationError):
        report.close(year, None)
    assert not ClosedYear.objects.exists()


def test_an_administrator_closes_a_year_and_opens_it_again(admin_client: Client) -> None:
    three_trainings()
    refused = admin_client.post("/admin/trainings/closedyear/add/", {"year": "2017"})
    assert refused.status_code == 200
    assert (
        admin_client.post("/admin/trainings/closedyear/add/", {"year": "2016"}).status_code == 302
    )
    closed = ClosedYear.objects.get()
    assert closed.document["figures"]["trainings"] == 1
    page = f"/admin/trainings/closedyear/{closed.pk}/"
    assert admin_client.get(f"{page}change/").status_code == 200
    assert admin_client.post(f"{page}delete/", {"post": "yes"}).status_code == 302
    assert not ClosedYear.objects.exists()


@pytest.mark.parametrize("course", ["planned", "cancelled"])
def test_what_is_to_come_or_called_off_is_in_no_report(client: Client, course: str) -> None:
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    factories.engagement(VagueDate(tomorrow, tomorrow), course=course)
    if course == "cancelled":
        factories.engagement(factories.JULY_2016, course=course)
    assert client.get(f"/en/impact/{tomorrow.year}/").status_code == 404
    assert client.get("/en/impact/2016/").status_code == 404
    assert b"/en/impact/2016/" not in client.get("/sitemap-site-1.xml").content
