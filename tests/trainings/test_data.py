"""Open data: what is public, in words and codes, never more, and nothing made up."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from tests.trainings import factories
from tests.trainings.factories import EXPO, JULY_2016
from tests.trainings.iati.makers import group
from trainings.models import Programme

pytestmark = pytest.mark.django_db
FILES = ("trainings.csv", "trainings.json", "cofunding.csv", "partners.csv", "partners.json")


def get(client: Client, name: str) -> Any:
    return client.get(f"/data/{name}", headers={"accept-encoding": "identity"})


def table(client: Client, name: str) -> list[dict[str, str]]:
    content = get(client, name).content
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_open_to_all_and_answers_304(client: Client, name: str) -> None:
    factories.engagement(EXPO)
    answer = client.get(f"/data/{name}")
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "creativecommons.org/licenses/by/4.0" in answer.headers["Link"]
    again = client.get(f"/data/{name}", headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304
    zipped = client.get(f"/data/{name}", headers={"accept-encoding": "gzip"})
    assert zipped.headers.get("Content-Encoding") == "gzip" or len(answer.content) < 500


def test_codes_come_with_their_words_in_both_languages(client: Client) -> None:
    factories.engagement(JULY_2016, country="MA", beneficiary_countries="MA,TN", kind="workshop")
    (row,) = table(client, "trainings.csv")
    assert (row["kind"], row["kind_label_fr"], row["kind_label_en"]) == (
        "workshop",
        "atelier",
        "workshop",
    )
    assert (row["country"], row["country_label_fr"]) == ("MA", "Maroc")
    assert row["beneficiary_countries"] == "MA TN"
    assert (row["start_earliest"], row["end_latest"]) == ("2016-07-01", "2016-07-31")
    assert (row["date_precision"], row["date_fr"]) == ("month", "juillet 2016")
    assert row["participants_total"] == "" and row["date_approximate"] == "false"


def test_unknown_is_null_and_never_zero(client: Client) -> None:
    factories.engagement()
    (record,) = json.loads(get(client, "trainings.json").content)["trainings"]
    assert record["date"] is None and record["participants"]["total"] is None
    assert record["cofunding"] == []


def test_a_share_nobody_typed_is_told_apart_from_one_typed(client: Client) -> None:
    made = factories.engagement(EXPO)
    payer = factories.partner("ALCS")
    factories.line(made, payer, "flights")
    (row,) = table(client, "cofunding.csv")
    assert (row["share"], row["share_computed"]) == ("", "100.00")
    assert row["training"] == made.reference and row["funder_name_fr"] == "ALCS"


def test_a_hidden_organisation_is_named_in_no_file(client: Client) -> None:
    made = factories.engagement(EXPO)
    hidden = factories.partner("Zqcanari", state="draft")
    programme = Programme.objects.create(acronym="TRQN", managed_by=hidden)
    factories.line(made, hidden, channel=hidden, programme=programme)
    factories.role(made, hidden)
    group(made, 5, institution=hidden)
    for name in FILES:
        content = get(client, name).content.decode()
        assert "canari" not in content.casefold(), name
        assert str(hidden.uid) not in content, name


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_only_what_is_public_is_in_the_files(client: Client, state: str) -> None:
    made = factories.engagement(EXPO, state=state, title_fr="Zqcanari")
    payer = factories.partner("Zqautre", state=state)
    factories.line(made, payer)
    for name in FILES:
        assert "zqcanari" not in get(client, name).content.decode().casefold(), name
        assert "zqautre" not in get(client, name).content.decode().casefold(), name


@pytest.mark.parametrize(
    ("total", "counted", "told"),
    [
        (12, [("f", 9), ("m", 3)], {("f", 9), ("m", 3)}),
        (12, [("f", 10), ("m", 2)], {(None, 12)}),
        (12, [("f", 10)], {(None, 10)}),
        (12, [("f", 9)], {("f", 9)}),
        (None, [("f", 2)], {(None, 2)}),
        (None, [("f", 5), ("unknown", 1)], {(None, 6)}),
        (9, [("f", 4), ("m", 4)], {(None, 8)}),
    ],
)
def test_no_sex_is_told_of_two_people_or_fewer_nor_left_to_subtraction(
    client: Client, total: int | None, counted: list[Any], told: set[Any]
) -> None:
    made = factories.engagement(EXPO, participants_total=total)
    for sex, count in counted:
        group(made, count, sex)
    (record,) = json.loads(get(client, "trainings.json").content)["trainings"]
    found = {(g["sex"], g["count"]) for g in record["participants"]["groups"]}
    assert found == told


def test_the_page_hides_what_the_files_hide(client: Client) -> None:
    made = factories.engagement(EXPO, participants_total=12)
    group(made, 10, "f")
    assert "(femmes)" not in client.get(made.address("fr")).content.decode()
    made.all_groups.update(count=9)
    assert "(femmes)" in client.get(made.address("fr")).content.decode()


def test_cells_that_a_spreadsheet_would_run_are_guarded(client: Client) -> None:
    factories.engagement(EXPO, title_fr="=1+1", title_en="+212 5", city_fr="-5 %", city_en="@x")
    (row,) = table(client, "trainings.csv")
    found = (row["title_fr"], row["title_en"], row["city_fr"], row["city_en"])
    assert found == ("'=1+1", "'+212 5", "'-5 %", "'@x")


@pytest.mark.parametrize("name", FILES)
def test_queries_do_not_grow_with_the_content(
    client: Client, django_assert_max_num_queries: Any, name: str
) -> None:
    for number in range(3):
        made = factories.engagement(EXPO)
        factories.line(made, factories.partner(f"P{number}"))
    with django_assert_max_num_queries(4):
        get(client, name)


def test_the_page_of_open_data_describes_each_column_and_says_why_iati_is_off(
    client: Client, settings: Any
) -> None:
    settings.IATI_ORG_ID = ""
    page = client.get("/fr/donnees/").content.decode()
    for words in ("/data/trainings.csv", "/data/cofunding.csv", "/data/partners.json",
                  "beneficiary_countries", "L’export IATI est à l’arrêt"):  # fmt: skip
        assert words in page, words
    assert "/data/iati/activities.xml" not in page
    settings.IATI_ORG_ID = "XI-IATI-ATOUTSUD"
    factories.partner("Atoutsud", is_self=True)
    assert "/data/iati/activities.xml" in client.get("/en/data/").content.decode()
