import datetime
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from atoutsud.content.dates import VagueDate
from atoutsud.content.publication import State
from tests.trainings import factories
from trainings.models import Agreement, Commitment, ParticipantGroup, Programme, TopicLine

pytestmark = pytest.mark.django_db


def words(client: Client, address: str) -> str:
    """The page as a reader reads it: no tags, plain spaces and apostrophes."""
    response = client.get(address)
    assert response.status_code == 200, address
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    assert main
    text = re.sub(r"<[^>]*>", " ", main.group())
    text = text.replace("\u202f", " ").replace("\u00a0", " ").replace("&#x27;", "'")
    return " ".join(text.split()).replace("’", "'")


@pytest.mark.parametrize(
    "address",
    ["/fr/formations/", "/en/trainings/", "/fr/partenaires/", "/en/partners/"],
)
def test_lists_exist_in_both_languages_even_empty(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert len(re.findall(rb"<h1[ >]", response.content)) == 1


def test_a_training_and_a_partner_are_found_at_their_addresses(client: Client) -> None:
    made, who = factories.engagement(), factories.partner()
    for address in (
        f"/fr/formations/{made.pk}-formuler-des-projets/",
        f"/en/trainings/{made.pk}-formulating-projects/",
        f"/fr/partenaires/{who.pk}-bayti/",
        f"/en/partners/{who.pk}-bayti/",
    ):
        response = client.get(address)
        assert response.status_code == 200, address
        assert len(re.findall(rb"<h1[ >]", response.content)) == 1


@pytest.mark.parametrize("slug", ["", "-faux"])
def test_a_wrong_slug_leads_to_the_right_one(client: Client, slug: str) -> None:
    made = factories.engagement()
    response = client.get(f"/fr/formations/{made.pk}{slug}/")
    assert response.status_code == 301
    assert response.headers["Location"] == made.address("fr")


@pytest.mark.parametrize(
    "hidden",
    [
        {"state": State.DRAFT},
        {"publish_from": timezone.now() + datetime.timedelta(hours=1)},
    ],
)
def test_what_is_not_public_is_absent_everywhere(client: Client, hidden: dict[str, Any]) -> None:
    shown, made = factories.partner("Insaf"), factories.engagement(title_fr="Secrète", **hidden)
    factories.role(made, shown)
    factories.line(made, shown)
    who = factories.partner("Inconnue", **hidden)
    assert client.get(made.address("fr")).status_code == 404
    assert client.get(who.address("fr")).status_code == 404
    pages = ["/fr/", "/fr/formations/", "/fr/partenaires/", shown.address("fr")]
    for address in pages:
        text = words(client, address)
        assert "Secrète" not in text, address
        assert "Inconnue" not in text, address


@pytest.mark.parametrize("part", ["role", "payer", "channel", "institution", "agreement"])
def test_a_partner_who_is_not_public_is_never_named(client: Client, part: str) -> None:
    made, shown = factories.engagement(), factories.partner("Insaf")
    hidden = factories.partner("Inconnue", state=State.DRAFT)
    if part == "role":
        factories.role(made, hidden)
    elif part == "payer":
        factories.line(made, hidden)
    elif part == "channel":
        programme = Programme.objects.create(acronym="TRQN", managed_by=hidden)
        factories.line(made, shown, channel=hidden)
        factories.line(made, shown, "venue", programme=programme)
    elif part == "institution":
        ParticipantGroup.objects.create(engagement=made, institution=hidden, count=5)
    else:
        Agreement.objects.create(engagement=made, title_fr="Convention").partners.add(hidden)
    for address in (made.address("fr"), "/fr/formations/", "/fr/"):
        assert "Inconnue" not in words(client, address)


def test_a_withdrawn_training_is_gone(client: Client) -> None:
    made = factories.engagement()
    made.state = State.WITHDRAWN
    made.save()
    assert client.get(made.address("fr")).status_code == 410


def test_unknowns_are_said_in_words(client: Client) -> None:
    made = factories.engagement(duration_value=1, duration_unit="week")
    text = words(client, made.address("en"))
    assert "One week, date not published" in text
    assert "place not published" in text
    assert "number not stated" in text
    assert "Nothing was published about the funding." in text


def test_facts_stand_on_the_page(client: Client) -> None:
    made = factories.engagement(
        factories.EXPO, country="MA", participants_total=12, objectives_en="- One\n- Two"
    )
    alcs = factories.partner("Association de lutte contre le sida", acronym="ALCS")
    factories.role(made, alcs)
    made.beneficiaries_complete = False
    made.save()
    Commitment.objects.create(engagement=made, text_en="Answer a call.")
    Agreement.objects.create(
        engagement=made, purpose_en="A long partnership.", signatories_en="One person, president"
    ).partners.add(alcs)
    TopicLine.objects.create(engagement=made, label_en="Budgets")
    text = words(client, made.address("en"))
    for fact in (
        "31 October",
        "3 November 2016",
        "Morocco, town not published",
        "ALCS",
        "and others",
        "12",
        "One Two",
        "A long partnership.",
        "One person, president",
        "Budgets",
        "Answer a call.",
        "Still open",
    ):
        assert fact in text, fact


def test_who_paid_for_what_is_a_table_and_a_sentence(client: Client) -> None:
    made = factories.engagement()
    dutch, iom = factories.partner("Dutch cooperation"), factories.partner("IOM Netherlands")
    programme = Programme.objects.create(acronym="TRQN", managed_by=iom)
    factories.line(made, factories.partner("ALCS"), "logistics", nature="in_kind")
    factories.line(made, dutch, "flights", programme=programme, nature="in_kind")
    response = client.get(made.address("en")).content.decode()
    text = words(client, made.address("en"))
    assert "Dutch cooperation, through TRQN, run by IOM Netherlands" in text
    assert text.count("100%") == 2
    assert "Contributions in kind." in text
    assert "Amounts not published." in text
    label = re.search(r'role="img" aria-label="([^"]*)"', response)
    assert label
    assert "2 expenses, 2 payers: logistics, ALCS; flights, Dutch cooperation, through" in label[1]


def test_a_split_that_is_not_detailed_says_so(client: Client) -> None:
    made = factories.engagement()
    factories.line(made, factories.partner("European Union"), "other")
    text = words(client, made.address("en"))
    assert "How the costs were shared is not detailed." in text
    assert "%" not in text
    assert "split not detailed" in words(client, "/en/trainings/")


@pytest.mark.parametrize(("women", "men", "told"), [(2, 9, False), (9, 1, False), (3, 9, True)])
def test_women_and_men_are_not_told_apart_in_tiny_groups(
    client: Client, women: int, men: int, told: bool
) -> None:
    made = factories.engagement(participants_total=women + men)
    for sex, count in (("f", women), ("m", men)):
        ParticipantGroup.objects.create(engagement=made, profile="officer", sex=sex, count=count)
    text = words(client, made.address("en"))
    assert ("women" in text) == told
    assert ("(men)" in text) == told
    assert told or f"{women + men} project officers" in text


def test_a_training_to_come_says_how_to_take_part_and_stands_first(client: Client) -> None:
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    made = factories.engagement(
        VagueDate(tomorrow, tomorrow),
        course="confirmed",
        title_en="Next one",
        how_to_take_part_en="Write to us before May.",
    )
    factories.engagement(factories.JULY_2016, title_en="Long ago")
    factories.engagement(title_en="Undated")
    text = words(client, "/en/trainings/")
    assert text.index("Next one") < text.index("Long ago") < text.index("Undated")
    assert "No date is announced." not in text
    page = words(client, made.address("en"))
    assert "Write to us before May." in page
    assert "Confirmed" in page


def test_nothing_to_come_is_said_honestly(client: Client) -> None:
    factories.engagement(factories.JULY_2016)
    assert "No date is announced." in words(client, "/en/trainings/")
    assert "No training is announced at present." in words(client, "/en/")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("country=MA", "One"),
        ("country=AE", "Two"),
        ("year=2016", "One Two"),
        ("year=none", "Three"),
        ("kind=conference", "Two"),
        ("payer={payer}", "One"),
        ("country=MA&kind=conference", ""),
        ("year=abc", ""),
        ("payer=-1", ""),
        ("kind=%00%22", ""),
    ],
)
def test_the_list_is_filtered(client: Client, query: str, found: str) -> None:
    one = factories.engagement(factories.JULY_2016, title_en="One", beneficiary_countries="MA")
    factories.engagement(factories.EXPO, title_en="Two", country="AE", kind="conference")
    factories.engagement(title_en="Three")
    payer = factories.partner("ALCS")
    factories.line(one, payer)
    text = words(client, "/en/trainings/?" + query.format(payer=payer.pk))
    titles = [title for title in ("One", "Two", "Three") if f" {title} " in text]
    assert sorted(titles) == sorted(found.split())
    assert found or "No activity answers all of these at once." in text


def test_filters_are_kept_when_the_language_changes(client: Client) -> None:
    factories.engagement(country="MA")
    page = client.get("/en/trainings/?country=MA").content.decode()
    assert 'href="/fr/formations/?country=MA"' in page


def test_a_page_that_does_not_exist_is_404(client: Client) -> None:
    assert client.get("/fr/formations/?page=2").status_code == 404


def test_a_training_written_in_french_only_says_so_on_its_english_page(client: Client) -> None:
    made = factories.in_french()
    response = client.get(made.address("en"))
    page = response.content.decode()
    assert response.status_code == 200
    assert '<span lang="fr">Formuler des projets</span>' in page
    assert 'name="robots" content="noindex"' in page
    assert 'hreflang="en" href="http' not in page


def test_a_partner_tells_what_was_done_together_and_what_it_paid(client: Client) -> None:
    who = factories.partner(
        founded_year=1994,
        founded_note_en="with the support of Terre des Hommes",
        name_meaning_en="“my home”, in Arabic",
        mission_en="It works with street children.\n- prevention\n- protection",
        countries="MA",
    )
    made = factories.engagement(factories.JULY_2016)
    factories.role(made, who)
    factories.line(made, who, "logistics")
    text = words(client, who.address("en"))
    for fact in (
        "“my home”, in Arabic",
        "1994, with the support of Terre des Hommes",
        "Morocco",
        "street children. prevention protection",
        "Formulating projects",
        "Logistics",
        "100%",
    ):
        assert fact in text, fact
    assert "Web site" not in text


def test_figures_of_the_home_page_are_links_and_count_honestly(client: Client) -> None:
    factories.engagement(participants_total=12, beneficiary_countries="MA")
    factories.engagement(participants_total=26, beneficiary_countries="TN")
    factories.engagement(beneficiary_countries="MA")
    factories.engagement(kind="conference", participants_total=500, country="AE")
    text = words(client, "/en/")
    assert "3 trainings" in text
    assert "in 2 countries" in text
    assert "38 people were counted there" in text
    assert "1 training does not state its number" in text
    page = client.get("/en/").content.decode()
    assert 'href="/en/trainings/?country=TN"' in page


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_reading_pages_are_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)("/fr/formations/").status_code == 405


def test_several_beneficiaries_are_several_and_an_incomplete_list_too(client: Client) -> None:
    made = factories.engagement()
    factories.role(made, factories.partner("Bayti"))
    assert "Bénéficiaire Bayti" in words(client, made.address("fr"))
    factories.role(made, factories.partner("Insaf"))
    assert "Bénéficiaires Bayti" in words(client, made.address("fr"))
    assert "Beneficiaries Bayti" in words(client, made.address("en"))
    open_list = factories.engagement(beneficiaries_complete=False)
    factories.role(open_list, factories.partner("ONM"))
    assert "Bénéficiaires ONM et d'autres" in words(client, open_list.address("fr"))


def test_only_a_training_says_that_one_like_it_can_be_asked_for(client: Client) -> None:
    asked = "Une formation comme celle-ci"
    assert asked in words(client, factories.engagement(kind="workshop").address("fr"))
    assert asked not in words(client, factories.engagement(kind="conference").address("fr"))


def test_what_is_past_is_not_offered_to_a_calendar(client: Client) -> None:
    soon = timezone.localdate() + datetime.timedelta(days=9)
    offered = "Ajouter à votre agenda"
    assert offered in words(client, factories.engagement(VagueDate(soon, soon)).address("fr"))
    assert offered not in words(client, factories.engagement(factories.EXPO).address("fr"))


def test_each_of_seven_payers_has_a_pattern_that_the_stylesheet_draws(client: Client) -> None:
    made = factories.engagement()
    factories.line(made, factories.partner("Nous", is_self=True), "expertise")
    for number in range(6):
        factories.line(made, factories.partner(f"P{number}"), f"c{number}")
    page = client.get(made.address("fr")).content.decode()
    drawn = (settings.BASE_DIR / "static/css/site.css").read_text(encoding="utf-8")
    named = set(re.findall(r'class="key (f\d)', page))
    assert {"f2", "f3", "f4", "f5", "f6"} <= named
    assert all(f".{name}.{name}" in drawn for name in named - {"f1"})
