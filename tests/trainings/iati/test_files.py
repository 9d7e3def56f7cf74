"""The files are valid against the published schemas, code lists and ruleset, and say the truth."""

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from lxml import etree

from atoutsud.content.dates import VagueDate
from tests.trainings import factories
from tests.trainings.factories import EXPO, JULY_2016
from tests.trainings.iati import standard
from tests.trainings.iati.conftest import ORG_ID
from tests.trainings.iati.makers import exportable, group, sector
from trainings.iati import codes, files
from trainings.models import Engagement, Partner, Programme

pytestmark = pytest.mark.django_db
TODAY = datetime.date.today()
DAY = datetime.timedelta(days=1)
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def written() -> Any:
    """The activities file, parsed, after everything the standard has against it."""
    document = files.activities_xml(timezone.now())
    assert standard.faults(document) == []
    return etree.fromstring(document)


def only(made: Engagement) -> Any:
    found = written().findall("iati-activity")
    assert [e.findtext("iati-identifier") for e in found] == [f"{ORG_ID}-{made.reference}"]
    return found[0]


def texts(element: Any, path: str) -> dict[str, str]:
    return {n.get(LANG): n.text for n in element.findall(f"{path}/narrative")}


@pytest.mark.parametrize(
    ("missing", "languages"),
    [("", {"fr", "en"}), ("en", {"fr"}), ("fr", {"en"})],
)
def test_a_training_in_one_language_or_two_has_its_narratives_and_no_empty_one(
    ourselves: Partner, missing: str, languages: set[str]
) -> None:
    texts_of = {f"{name}_{missing}": "" for name in ("title", "summary") if missing}
    activity = only(exportable(**texts_of, objectives_fr="Écrire.", objectives_en="Write."))
    assert set(texts(activity, "title")) == languages
    for path in ("description[@type='1']", "description[@type='2']", "activity-date"):
        assert set(texts(activity, path)) == languages
    pages = [link.get("url") for link in activity.findall("document-link")]
    assert {url.split("/")[3] for url in pages} == languages


def test_half_a_translation_is_not_exported(ourselves: Partner) -> None:
    activity = only(exportable(summary_en=""))
    assert set(texts(activity, "title")) == {"fr"}


def test_a_month_gives_its_bounds_and_says_that_the_day_is_not_published(
    ourselves: Partner,
) -> None:
    dates = only(exportable(when=JULY_2016)).findall("activity-date")
    assert [(d.get("type"), d.get("iso-date")) for d in dates] == [
        ("2", "2016-07-01"),
        ("4", "2016-07-31"),
    ]
    assert texts(dates[0], ".") == {
        "fr": "juillet 2016 (jour exact non publié)",
        "en": "July 2016 (exact day not published)",
    }


def test_exact_days_need_no_note(ourselves: Partner) -> None:
    dates = only(exportable(when=EXPO)).findall("activity-date")
    assert [d.get("iso-date") for d in dates] == ["2016-10-31", "2016-11-03"]
    assert all(len(d) == 0 for d in dates)


@pytest.mark.parametrize(
    ("when", "course", "status", "types"),
    [
        (VagueDate(TODAY + DAY, TODAY + 2 * DAY), "planned", "1", ["1", "3"]),
        (VagueDate(TODAY - DAY, TODAY + DAY), "confirmed", "2", ["2", "3"]),
        (VagueDate(TODAY - DAY, TODAY + DAY), "planned", "1", ["1", "3"]),
        (VagueDate(TODAY, TODAY, "year"), "done", "4", ["2", "3"]),
        (VagueDate(TODAY - 3 * DAY, TODAY - DAY), "done", "4", ["2", "4"]),
        (VagueDate(TODAY - 3 * DAY, TODAY - DAY), "confirmed", "1", ["1", "3"]),
        (EXPO, "cancelled", "5", ["1", "3"]),
        (VagueDate(TODAY + DAY, TODAY + DAY), "postponed", "6", ["1", "3"]),
    ],
)
def test_status_and_dates_follow_the_course(
    ourselves: Partner, when: VagueDate, course: str, status: str, types: list[str]
) -> None:
    activity = only(exportable(when=when, course=course))
    assert activity.find("activity-status").get("code") == status
    assert [d.get("type") for d in activity.findall("activity-date")] == types


def test_each_organisation_has_one_element_per_role(ourselves: Partner) -> None:
    made = exportable(our_role="lead")
    dutch = factories.partner("Pays-Bas", name_en="Netherlands", kind="donor_agency")
    iom = factories.partner("OIM", kind="multilateral", org_identifier="XM-DAC-47066")
    alcs = factories.partner("ALCS")
    trqn = Programme.objects.create(acronym="TRQN", managed_by=iom)
    factories.role(made, alcs, "beneficiary")
    factories.role(made, dutch, "funder")
    factories.line(made, dutch, "flights", programme=trqn)
    factories.line(made, ourselves)
    activity = only(made)
    found = [
        (org.get("role"), org.findtext("narrative"), org.get("ref"))
        for org in activity.findall("participating-org")
    ]
    assert found == [
        ("1", "Pays-Bas", None),
        ("1", "Atoutsud", ORG_ID),
        ("2", "Atoutsud", ORG_ID),
        ("3", "OIM", "XM-DAC-47066"),
        ("4", "Atoutsud", ORG_ID),
    ]
    assert "ALCS" in texts(activity, "description[@type='3']")["fr"]
    assert activity.find("default-flow-type").get("code") == "10"


def test_who_is_not_published_is_never_named(ourselves: Partner) -> None:
    made = exportable()
    hidden = factories.partner("Zqcanari", state="draft")
    factories.role(made, hidden, "funder")
    factories.role(made, hidden, "host")
    factories.line(
        made, hidden, amount=10, currency="EUR", channel=hidden, nature="in_kind",
        valuation_method="estimate",
    )  # fmt: skip
    group(made, 4, institution=hidden)
    activity = only(made)
    assert "canari" not in etree.tostring(activity, encoding="unicode").casefold()
    assert activity.find("transaction/provider-org") is None


def test_valued_lines_are_transactions_and_the_others_only_words(ourselves: Partner) -> None:
    made = exportable(when=EXPO)
    alcs = factories.partner("ALCS")
    iom = factories.partner("OIM")
    kind = {"nature": "in_kind", "valuation_method": "daily_rate", "currency": "EUR"}
    factories.line(
        made, ourselves, "expertise", amount=Decimal("1500.5"), quantity=5, unit_fr="jours",
        unit_en="days", unit_value=Decimal("300.10"), value_date=datetime.date(2016, 11, 1), **kind,
    )  # fmt: skip
    factories.line(made, alcs, "flights", amount=200, channel=iom, **kind)
    factories.line(made, alcs, "venue", nature="in_kind")
    factories.line(made, alcs, "materials", nature="cash", amount=30, currency="MAD")
    activity = only(made)
    found = [
        (
            t.find("transaction-type").get("code"),
            t.find("transaction-date").get("iso-date"),
            t.findtext("value"),
            t.find("value").get("currency"),
            t.find("disbursement-channel") is not None
            and t.find("disbursement-channel").get("code"),
        )
        for t in activity.findall("transaction")
    ]
    assert found == [
        ("4", "2016-11-01", "1500.50", "EUR", "4"),
        ("1", "2016-11-03", "200.00", "EUR", "3"),
        ("1", "2016-11-03", "30.00", "MAD", False),
    ]
    said = texts(activity.find("transaction"), "description")
    assert said["en"] == "Expertise. In kind, valued by: daily rate. 5 days at 300.10."
    assert "venue, alcs" in texts(activity, "description[@type='4']")["en"].casefold()


def test_our_own_kind_may_be_left_out_of_the_transactions(
    ourselves: Partner, settings: Any
) -> None:
    made = exportable()
    about = {"nature": "in_kind", "valuation_method": "estimate", "currency": "EUR"}
    factories.line(made, ourselves, amount=10, **about)
    assert only(made).find("transaction") is not None
    settings.IATI_OWN_IN_KIND = False
    assert only(made).find("transaction") is None


def test_nothing_to_come_is_a_transaction(ourselves: Partner) -> None:
    made = exportable(when=VagueDate(TODAY + DAY, TODAY + DAY), course="planned")
    factories.line(made, ourselves, amount=10, currency="EUR")
    assert only(made).find("transaction") is None


def test_people_are_counted_and_unknown_numbers_give_no_result(ourselves: Partner) -> None:
    made = exportable(participants_total=26)
    assert only(made).find("result/indicator/period/actual").get("value") == "26"
    Engagement.objects.update(participants_total=None)
    assert only(made).find("result") is None


def test_sexes_are_told_only_where_no_small_group_can_be_worked_out(ourselves: Partner) -> None:
    made = exportable(participants_total=12)
    women = group(made, 9, "f")
    men = group(made, 3, "m")

    def by_sex() -> dict[str, str]:
        values = only(made).findall("result/indicator/period/actual")
        return {v.find("dimension").get("value"): v.get("value") for v in values if len(v)}

    assert by_sex() == {"f": "9", "m": "3"}
    men.delete()
    assert by_sex() == {"f": "9"}
    women.count = 10
    women.save()
    assert by_sex() == {}, "12 less 10 women leaves two: they would be told"
    group(made, 2, "m")
    assert by_sex() == {}


def test_what_is_to_come_is_a_target_and_not_a_fact(ourselves: Partner) -> None:
    when = VagueDate(TODAY + DAY, TODAY + DAY)
    activity = only(exportable(when=when, course="planned", participants_total=20))
    assert activity.find("result/indicator/period/actual") is None
    assert activity.find("result/indicator/period/target").get("value") == "20"


def test_countries_share_100_exactly(ourselves: Partner) -> None:
    activity = only(exportable(beneficiary_countries="MA,TN,SN"))
    parts = [c.get("percentage") for c in activity.findall("recipient-country")]
    assert parts == ["33.34", "33.33", "33.33"]
    assert "equal parts" in texts(activity, "description[@type='4']")["en"]
    assert activity.find("activity-scope").get("code") == "3"


def test_sectors_with_their_parts_and_one_alone_without(ourselves: Partner) -> None:
    made = exportable()
    sector(made, "15190", percent=100)
    assert only(made).find("sector").get("percentage") is None
    made.all_sectors.update(percent=Decimal("33.50"))
    sector(made, "43081", percent=Decimal("66.50"))
    found = {s.get("code"): s.get("percentage") for s in only(made).findall("sector")}
    assert found == {"15190": "33.5", "43081": "66.5"}


def test_the_place_of_the_meeting_is_a_location(ourselves: Partner) -> None:
    activity = only(
        exportable(
            country="MA", city_fr="Kénitra", city_en="Kenitra", latitude="34.26", longitude="-6.58",
            point_exactness="1",
        )
    )  # fmt: skip
    location = activity.find("location")
    assert texts(location, "name") == {"fr": "Kénitra", "en": "Kenitra"}
    assert location.findtext("point/pos") == "34.260000 -6.580000"
    assert location.find("exactness").get("code") == "1"


def test_characters_that_no_xml_may_hold_are_left_out(ourselves: Partner) -> None:
    activity = only(exportable(title_fr="Un\x0b titre\ufffe <&>\x1f"))
    assert texts(activity, "title")["fr"] == "Un titre <&>"


def test_the_organisation_file_lists_the_yearly_reports(ourselves: Partner) -> None:
    addresses = {"fr": "/fr/bilan/2016/", "en": "/en/impact/2016/"}
    document = files.organisation_xml(timezone.now(), {2016: addresses})
    assert standard.faults(document) == []
    links = etree.fromstring(document).findall("iati-organisation/document-link")
    assert [link.find("category").get("code") for link in links] == ["B01", "B01"]


def test_off_until_the_association_has_its_identifier(client: Client) -> None:
    for address in ("/data/iati/activities.xml", "/data/iati/organisation.xml"):
        answer = client.get(address)
        assert answer.status_code == 404
        text = answer.content.decode()
        assert "IATI_ORG_ID" in text and "L’export IATI est à l’arrêt" in text


def test_served_with_validators_and_kept_by_those_who_have_it(
    client: Client, ourselves: Partner
) -> None:
    exportable()
    for address in ("/data/iati/activities.xml", "/data/iati/organisation.xml"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert standard.faults(answer.content) == []
        again = client.get(address, headers={"if-none-match": answer.headers["ETag"]})
        assert again.status_code == 304
        zipped = client.get(address, headers={"accept-encoding": "gzip"})
        assert zipped.headers["Content-Encoding"] == "gzip"


def test_the_file_is_the_same_whatever_language_asks(client: Client, ourselves: Partner) -> None:
    exportable(kind="workshop", beneficiary_countries="MA,TN")
    address = "/data/iati/activities.xml"
    french = client.get(address, headers={"accept-language": "fr"}).content
    assert french == client.get(address, headers={"accept-language": "en"}).content


def test_the_cost_in_queries_does_not_grow(
    ourselves: Partner, django_assert_max_num_queries: Any
) -> None:
    for _number in range(3):
        made = exportable()
        sector(made)
        factories.line(made, ourselves, amount=3, currency="EUR")
    with django_assert_max_num_queries(6):
        assert len(files.export().activities) == 3


def test_the_command_writes_both_files_and_says_what_is_left_out(
    ourselves: Partner, tmp_path: Path, capsys: Any
) -> None:
    exportable()
    exportable(when=None)
    call_command("export_iati", output=str(tmp_path / "deep" / "iati"))
    for name in ("activities.xml", "organisation.xml"):
        assert standard.faults((tmp_path / "deep" / "iati" / name).read_bytes()) == []
    said = capsys.readouterr().out
    assert "1 formation" in said or "1 training" in said


def test_the_command_refuses_while_the_export_is_off(settings: Any, tmp_path: Path) -> None:
    settings.IATI_ORG_ID = ""
    with pytest.raises(CommandError, match="IATI_ORG_ID"):
        call_command("export_iati", output=str(tmp_path))
    assert not list(tmp_path.iterdir())


def test_every_code_of_ours_is_on_the_published_lists_and_named_in_both_languages() -> None:
    for codelist, rows in codes.table().items():
        unknown = set(rows) - standard.codelists().get(codelist, set(rows))
        assert not unknown, codelist
        if codelist in ("Currency", "OrganisationRegistrationAgency", "FileFormat"):
            continue
        assert all(names["fr"] and names["en"] for names in rows.values()), codelist
    assert codes.name("Sector", "43081", "fr")
    assert codes.name("Sector", "00000", "fr") == ""


def test_every_country_on_offer_is_on_the_published_list() -> None:
    from django_countries import countries

    assert {country.code for country in countries} <= standard.codelists()["Country"]
