"""The import screens: a preview before anything, a signed plan, the rights of the back office."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from atoutsud.backoffice import roles
from tests.members.factories import user
from tests.trainings import factories
from tests.trainings.test_tables import edited, through_the_door, training
from trainings.models import Engagement, Partner
from trainings.tables.engagements import TABLE as TRAININGS

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/trainings/engagement/import/trainings/"
PARTNERS = "/admin/trainings/partner/import/partners/"


def staff(group: str = roles.EDITORS, name: str = "editor") -> Client:
    made = user(f"{name}@example.org", is_staff=True)
    made.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(made)
    return client


def send(client: Client, content: bytes, address: str = ADDRESS) -> Any:
    return client.post(address, {"file": SimpleUploadedFile("table.csv", content)})


def plan_in(answer: Any) -> str:
    found = html.fromstring(answer.content).xpath("//input[@name='plan']/@value")
    return str(found[0]) if found else ""


def test_a_change_is_shown_then_confirmed_then_written() -> None:
    made, client = training(), staff()
    answer = send(client, edited(TRAININGS, lambda row: row.update(title_fr="Du tableur")))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<del>Une semaine</del>" in page and "<ins>Du tableur</ins>" in page
    made.refresh_from_db()
    assert made.title_fr == "Une semaine"
    done = client.post(ADDRESS, {"plan": plan_in(answer)})
    assert done.status_code == 302
    made.refresh_from_db()
    assert made.title_fr == "Du tableur" and made.state == "published"


def test_faults_are_told_by_line_and_column_and_cannot_be_confirmed() -> None:
    training()
    answer = send(staff(), edited(TRAININGS, lambda row: row.update(country="Maroc")))
    assert answer.status_code == 422 and not plan_in(answer)
    cells = html.fromstring(answer.content).xpath("//tbody/tr[1]/td")
    assert [c.text_content() for c in cells[:2]] == ["2", "country"]


def test_a_file_that_says_the_same_has_nothing_to_confirm() -> None:
    training()
    answer = send(staff(), edited(TRAININGS, lambda row: None))
    assert answer.status_code == 200 and not plan_in(answer)


@pytest.mark.parametrize("tamper", [lambda plan: plan[:-3] + "AAA", lambda plan: "", str.upper])
def test_a_plan_that_was_touched_is_refused(tamper: Any) -> None:
    made, client = training(), staff()
    answer = send(client, edited(TRAININGS, lambda row: row.update(title_fr="Autre")))
    refused = client.post(ADDRESS, {"plan": tamper(plan_in(answer))})
    assert refused.status_code == 422
    made.refresh_from_db()
    assert made.version == 1


def test_a_plan_serves_the_person_and_the_table_it_was_made_for() -> None:
    training()
    plan = plan_in(send(staff(), edited(TRAININGS, lambda row: row.update(title_fr="Autre"))))
    assert staff(name="second").post(ADDRESS, {"plan": plan}).status_code == 422
    assert Engagement.objects.get().title_fr == "Une semaine"


def test_what_changed_between_preview_and_confirmation_stops_everything() -> None:
    from atoutsud.content import revisions

    made, client = training(), staff()
    plan = plan_in(send(client, edited(TRAININGS, lambda row: row.update(title_fr="Autre"))))
    revisions.apply(made, {"title.fr": "Entre-temps"}, seen_version=1, author=None)
    answer = client.post(ADDRESS, {"plan": plan})
    assert answer.status_code == 409
    made.refresh_from_db()
    assert made.title_fr == "Entre-temps"


@pytest.mark.parametrize("address", [ADDRESS, PARTNERS])
def test_who_may_not_add_and_change_does_not_import(address: str) -> None:
    reviewer = staff(roles.REVIEWERS, "reviewer")
    assert reviewer.get(address).status_code == 403
    assert send(reviewer, b"uid\n", address).status_code == 403
    assert Client().get(address).status_code == 302
    listing = address.split("import")[0]
    assert address not in reviewer.get(listing).content.decode()
    assert address in staff().get(listing).content.decode()


@pytest.mark.parametrize("content", [b"", b"\x00" * 50, b"PK\x03\x04", b'uid;title_fr\n"'])
def test_a_broken_file_is_answered_in_words(content: bytes) -> None:
    training()
    answer = send(staff(), content)
    assert answer.status_code == 422
    assert Engagement.objects.get().version == 1


def test_a_partner_comes_back_too() -> None:
    made = through_the_door(Partner, name__fr="ALCS")
    client = staff()
    content = f"uid;version;founded_year;name_fr\n{made.uid};1;1988;ALCS\n;;1994;Bayti\n".encode()
    plan = plan_in(send(client, content, PARTNERS))
    assert client.post(PARTNERS, {"plan": plan}).status_code == 302
    made.refresh_from_db()
    assert made.founded_year == 1988
    assert Partner.objects.get(name_fr="Bayti").state == "draft"


def test_publishing_says_what_keeps_a_training_out_of_iati(settings: Any) -> None:
    settings.IATI_ORG_ID = "XI-IATI-ATOUTSUD"
    factories.partner("Atoutsud", is_self=True)
    made = training()
    page = staff().post(
        "/admin/trainings/engagement/",
        {"action": "publish", "_selected_action": [made.pk]},
        follow=True,
    )
    assert page.status_code == 200
    from trainings import iati

    assert "pays" in " ".join(iati.told(made)) or "country" in " ".join(iati.told(made))
    settings.IATI_ORG_ID = ""
    assert iati.told(made) == []
