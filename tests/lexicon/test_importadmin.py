"""Imports in the back office: upload, preview, confirm, publish; each for those who may."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from atoutsud.backoffice import roles
from lexicon.models import Concept, Contribution, ImportBatch, ImportRow
from tests.lexicon import factories

pytestmark = pytest.mark.django_db
ADD = "/admin/lexicon/importbatch/add/"
CSV = (
    "fr_preferred;en_preferred;definition_fr\n"
    "amont;upstream;Plus haut.\n"
    "mission;;Déplacement.\n"
    ";;Sans terme.\n"
)


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(factories.reviewer())
    return client


def send(client: Client, content: str | bytes = CSV, name: str = "a.csv", **data: Any) -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return client.post(ADD, {"file": SimpleUploadedFile(name, raw), **data})


def test_a_file_is_read_shown_confirmed_and_published(office: Client) -> None:
    factories.concept("mission", definition_fr="Tâche.")
    answer = send(office)
    assert answer.status_code == 302
    page = office.get(answer.headers["Location"])
    tree = html.fromstring(page.content.decode())
    assert "Rien n’est encore écrit" in tree.text_content()
    states = [s.get("class") for s in tree.xpath("//span[contains(@class, 'state ')]")]
    assert states == ["state is-doubt", "state is-refused", "state is-new"]
    assert "Créer 1 proposition" in tree.text_content()
    assert Contribution.objects.count() == 0
    for _twice in range(2):
        office.post(answer.headers["Location"], {"_confirm": "1"})
    assert Contribution.objects.count() == 1
    office.post(answer.headers["Location"], {"_publish": "1"})
    batch = ImportBatch.objects.get()
    assert batch.state == ImportBatch.State.PUBLISHING
    from lexicon.exchange import running

    running.go_on()
    assert Concept.public.filter(heading_fr="amont").exists()
    assert office.get(answer.headers["Location"]).status_code == 200


def test_a_doubtful_line_is_taken_when_chosen(office: Client) -> None:
    factories.concept("mission", definition_fr="Tâche.")
    here = send(office).headers["Location"]
    doubtful = ImportRow.objects.get(verdict="doubtful")
    office.post(here, {"_keep": "1", f"l{doubtful.pk}": "new", "lx": "new", "l9": "new"})
    assert (
        "Créer 2 propositions" in html.fromstring(office.get(here).content.decode()).text_content()
    )
    office.post(here, {"_confirm": "1", f"l{doubtful.pk}": "new"})
    assert Contribution.objects.filter(kind="new").count() == 2


def test_each_kind_of_line_has_its_list(office: Client) -> None:
    here = send(office).headers["Location"]
    for show in ("new", "changed", "same", "doubtful", "refused", "look", "x"):
        assert office.get(here, {"show": show, "p": "x"}).status_code == 200


def test_refused_lines_are_downloaded_with_their_reasons(office: Client) -> None:
    send(office)
    batch = ImportBatch.objects.get()
    answer = office.get(reverse("admin:lexicon_importbatch_refused", args=[batch.pk]))
    assert "Il n’y a pas de terme" in answer.content.decode("utf-8-sig")


def test_a_file_that_cannot_be_read_says_why(office: Client) -> None:
    answer = send(office, '{"concepts":[\n{', "a.json")
    tree = html.fromstring(office.get(answer.headers["Location"]).content.decode())
    assert "Ligne 2" in tree.text_content()
    nothing = send(office, "  ", "b.csv")
    assert nothing.status_code == 422
    assert "vide" in nothing.content.decode()
    unknown = send(office, "abc", "sans-nom")
    assert unknown.status_code == 422


def test_an_import_is_given_up(office: Client) -> None:
    here = send(office).headers["Location"]
    office.post(here, {"_drop": "1"})
    assert ImportBatch.objects.get().state == ImportBatch.State.DROPPED
    assert office.get(here).status_code == 200


def test_the_lexicon_offers_to_import_and_to_export(office: Client) -> None:
    tree = html.fromstring(office.get(reverse("admin:lexicon_concept_changelist")).content)
    links = set(tree.xpath("//ul[@class='object-tools']//a/@href"))
    assert {ADD, "/data/lexicon.csv", "/data/lexicon.xlsx", "/data/lexicon.tbx"} <= links


def test_an_import_is_one_line_for_reviewers_and_none_in_the_queue(office: Client) -> None:
    here = send(office).headers["Location"]
    office.post(here, {"_confirm": "1"})
    queue = office.get(reverse("admin:lexicon_contribution_changelist"))
    assert "amont" not in queue.content.decode()
    today = html.fromstring(office.get("/admin/").content)
    assert today.xpath("//a[contains(@href, 'importbatch')]")


def test_an_editor_may_look_and_not_import(client: Client) -> None:
    editor = factories.member("edition@example.org", is_staff=True)
    editor.groups.add(Group.objects.get(name=roles.EDITORS))
    client.force_login(factories.reviewer())
    here = send(client).headers["Location"]
    client.force_login(editor)
    assert client.get(here).status_code == 200
    assert client.post(here, {"_confirm": "1"}).status_code == 403
    assert send(client).status_code == 403
