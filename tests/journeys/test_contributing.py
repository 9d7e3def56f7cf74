"""On a phone, with and without script: nothing written is lost, and every answer is read."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from atoutsud.content.mail import OutboxMessage
from atoutsud.members.models import User
from lexicon.models import Concept, Contribution
from tests.journeys.conftest import send
from tests.lexicon import factories as make
from tests.lexicon.test_moderation import settle

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
PASSWORD = "Un-mot-de-passe-9"
PHONE = {"viewport": {"width": 360, "height": 740}}
scripts = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


def account(email: str, **fields: Any) -> User:
    person = User.objects.create_user(email, PASSWORD, **fields)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def enter(page: Any, base: str, email: str) -> None:
    page.goto(f"{base}/fr/compte/connexion/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    send(page, "main form[action] button.btn")


def fits(page: Any) -> bool:
    """No sideways scroll."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@scripts
def test_a_visitor_writes_first_and_signs_in_at_the_end(
    new_page: Any, live_server: Any, script: bool
) -> None:
    account("lea@example.org")
    page = new_page(**PHONE, java_script_enabled=script)
    page.goto(f"{live_server.url}/fr/lexique/contribuer/")
    page.fill("[name=term]", "étude de faisabilité")
    send(page, "[name=_preview]")
    assert "définition" in page.inner_text(".summary").lower()
    page.fill("[name=definition]", "Étude qui dit si un projet peut se faire.")
    send(page, "[name=_preview]")
    assert "étude de faisabilité" in page.inner_text("main")
    send(page, "[name=_edit]")
    assert page.input_value("[name=definition]").startswith("Étude")
    page.fill("[name=acronym]", "EDF")
    send(page, "[name=_preview]")
    send(page, "[name=_send]")
    page.fill("[name=login]", "lea@example.org")
    page.fill("[name=password]", PASSWORD)
    send(page, "main form[action] button.btn")
    page.wait_for_url("**/fr/lexique/contribuer/")
    assert page.input_value("[name=acronym]") == "EDF"
    send(page, "[name=_preview]")
    send(page, "[name=_send]")
    page.wait_for_url("**/fr/lexique/mes-contributions/**")
    assert Contribution.objects.get().subject == "étude de faisabilité"


@scripts
def test_a_visitor_writes_first_and_signs_up_at_the_end(
    new_page: Any, live_server: Any, script: bool
) -> None:
    page = new_page(**PHONE, java_script_enabled=script)
    page.goto(f"{live_server.url}/fr/lexique/contribuer/")
    page.fill("[name=term]", "chaîne de résultats")
    page.fill("[name=definition]", "Suite d’effets qui mène d’un projet à ce qu’il vise.")
    send(page, "[name=_preview]")
    send(page, "[name=_send]")
    assert "gardé" in page.inner_text("main .note")
    send(page, "main a[href*='inscription']")
    page.fill("[name=email]", "nouvelle@example.org")
    send(page, "main form[action] button.btn")
    found = re.search(r"^ {4}(\S+)$", OutboxMessage.objects.get().body, re.M)
    assert found and not Contribution.objects.exists()
    page.fill("[name=code]", found[1])
    send(page, "main form button.btn")
    page.wait_for_url("**/fr/lexique/contribuer/")
    assert fits(page)
    assert page.input_value("[name=term]") == "chaîne de résultats"
    send(page, "[name=_preview]")
    send(page, "[name=_send]")
    page.wait_for_url("**/fr/lexique/mes-contributions/**")
    sent = Contribution.objects.get()
    assert (sent.subject, sent.author.email) == ("chaîne de résultats", "nouvelle@example.org")  # type: ignore[union-attr]


@scripts
def test_the_line_drops_while_writing(new_page: Any, live_server: Any, script: bool) -> None:
    account("lea@example.org")
    entry = make.concept()
    page = new_page(**PHONE, java_script_enabled=script)
    enter(page, live_server.url, "lea@example.org")
    address = f"{live_server.url}/fr/lexique/{entry.pk}/proposer/"
    page.goto(address)
    page.fill("[name=definition_fr]", "Tableau qui tient tout un projet.")
    page.context.set_offline(True)
    page.click("[name=_preview]", no_wait_after=True)
    page.wait_for_function("!document.querySelector('form')") if script else page.wait_for_timeout(
        1500
    )
    page.context.set_offline(False)
    if script:
        page.goto(address)
        page.wait_for_selector(".note button")
    else:
        page.go_back()
    assert page.input_value("[name=definition_fr]") == "Tableau qui tient tout un projet."
    send(page, "[name=_preview]")
    send(page, "[name=_send]")
    page.wait_for_url("**/fr/lexique/mes-contributions/**")
    change = Contribution.objects.get().changes.get()
    assert change.path == "definition.fr" and change.new == "Tableau qui tient tout un projet."
    if script:
        page.goto(address)
        assert page.input_value("[name=definition_fr]") == "Tableau qui résume un projet."


@scripts
def test_a_conflict_is_seen_and_solved(new_page: Any, live_server: Any, script: bool) -> None:
    account("relecture@example.org", is_staff=True, is_superuser=True)
    entry = make.concept(definition_fr="Tableau qui résume un projet et ses risques.")
    author = account("lea@example.org")
    new = "Tableau clair qui résume un projet et ses risques."
    sent = make.proposal(entry, ("definition.fr", new), author=author)
    make.change(entry, {"definition.fr": "Tableau qui résume un projet et ses hypothèses."})
    page = new_page(**PHONE, java_script_enabled=script)
    enter(page, live_server.url, "relecture@example.org")
    page.goto(f"{live_server.url}/admin/lexicon/contribution/?tab=conflict")
    send(page, "td.field-what a")
    name = f"c{sent.changes.get().pk}"
    assert not page.is_checked(f"#{name} input[value=apply]")
    assert fits(page)
    page.check(f"#{name} input[value=edit]")
    together = "Tableau clair qui résume un projet et ses hypothèses."
    assert page.input_value(f"#{name}-t") == together
    send(page, "[name=_publish]")
    page.wait_for_url("**/admin/lexicon/contribution/")
    assert Concept.objects.get(pk=entry.pk).definition_fr == together
    assert Contribution.objects.get().changes.get().decision == "edited"


@scripts
def test_a_refusal_and_a_question_are_read_by_their_member(
    new_page: Any, live_server: Any, script: bool
) -> None:
    from lexicon import talking

    author = account("lea@example.org")
    entry = make.concept()
    settle(make.proposal(entry, ("note.fr", "Une note."), author=author), "refuse")
    asked = make.proposal(entry, ("note.en", "A note."), author=author)
    talking.ask(asked, reviewer=make.reviewer(), text="De quel guide vient-elle ?")
    page = new_page(**PHONE, java_script_enabled=script)
    enter(page, live_server.url, "lea@example.org")
    page.goto(f"{live_server.url}/fr/lexique/mes-contributions/")
    assert "Il manque une source" in page.inner_text("main") or "source" in page.inner_text("main")
    send(page, f"a[href$='/{asked.pk}/']")
    assert "De quel guide" in page.inner_text("main")
    page.fill("[name=text]", "Du guide du cycle de projet.")
    send(page, "main form button.btn")
    page.wait_for_url("**?answered=1")
    assert Contribution.objects.get(pk=asked.pk).state == "pending"
    assert fits(page)


@scripts
def test_an_account_is_exported_then_deleted(
    new_page: Any, live_server: Any, script: bool, tmp_path: Path
) -> None:
    author = account("lea@example.org", credit_choice="name", credit_name="Léa Martin")
    entry = make.concept()
    settle(make.proposal(entry, ("note.fr", "Une note."), author=author), "apply")
    page = new_page(**PHONE, java_script_enabled=script, accept_downloads=True)
    enter(page, live_server.url, "lea@example.org")
    page.goto(f"{live_server.url}/fr/compte/donnees/")
    with page.expect_download() as download:
        page.click("main form button.btn")
    target = tmp_path / "data.json"
    download.value.save_as(target)
    held = json.loads(target.read_text())
    assert held["account"]["credit_name"] == "Léa Martin" and held["contributions"]
    page.goto(f"{live_server.url}/fr/compte/supprimer/")
    assert fits(page)
    page.fill("[name=email]", "lea@example.org")
    send(page, "main form button.btn")
    page.wait_for_url("**/fr/compte/supprime/")
    assert not User.objects.filter(email="lea@example.org").exists()
    page.goto(f"{live_server.url}/fr/lexique/{entry.pk}/historique/")
    said = page.inner_text("main")
    assert "Léa Martin" not in said and "Révision 2" in said


def test_what_was_typed_waits_on_the_device_and_costs_nothing_before(
    new_page: Any, live_server: Any
) -> None:
    page = new_page(**PHONE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/fr/lexique/contribuer/")
    assert not [url for url in asked if "draft" in url]
    page.click("[name=term]")
    page.keyboard.type("étude de faisabilité")
    page.wait_for_function(
        "() => Object.keys(localStorage).some((key) => key.startsWith('draft:'))"
    )
    page.keyboard.type("s")
    page.reload()
    page.locator("[role=status] button").wait_for()
    assert page.input_value("[name=term]") == "étude de faisabilités"
    page.click("[role=status] button")
    page.wait_for_function("() => !document.querySelector('[name=term]').value")
    assert page.evaluate("localStorage.length") == 0
