"""The whole way of a word: a visitor writes, a reviewer decides, a reader finds."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from atoutsud.content.mail import OutboxMessage
from atoutsud.members.models import User
from lexicon.models import Concept, Contribution, Domain
from tests.journeys.conftest import send

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
MEMBER, REVIEWER, PASSWORD = "membre@example.org", "relecture@example.org", "Un-mot-de-passe-9"


@pytest.fixture
def reviewer() -> User:
    from allauth.account.models import EmailAddress

    user = User.objects.create_user(REVIEWER, PASSWORD, is_staff=True)
    EmailAddress.objects.create(user=user, email=REVIEWER, verified=True, primary=True)
    user.groups.add(Group.objects.get(name="Relecteurs"))
    return user


@pytest.fixture
def domain() -> Domain:
    return Domain.objects.create(
        code="cycle-projet", name_fr="Cycle de projet", name_en="Project cycle"
    )


def code_in_mail() -> str:
    body = OutboxMessage.objects.filter(to=MEMBER).latest("pk").body
    found = re.search(r"^\s*([A-Z0-9]{3,5}-?[A-Z0-9]{3,5})\s*$", body, re.M)
    assert found, body
    return found[1]


def propose(page: Any, term: str, definition: str, acronym: str = "", english: str = "") -> None:
    page.fill("[name=term]", term)
    page.fill("[name=acronym]", acronym)
    page.fill("[name=definition]", definition)
    page.fill("[name=equivalents]", english)


def enter(page: Any, base: str, email: str) -> None:
    page.goto(f"{base}/fr/compte/connexion/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    send(page, "main form[action] button.btn")


def test_a_word_from_a_visitor_to_a_reader(
    new_page: Any, live_server: Any, reviewer: User, domain: Domain
) -> None:
    base = live_server.url
    member, review = new_page(), new_page()

    # A visitor writes first, and is asked for an account at the end: not a word is lost.
    member.goto(f"{base}/fr/lexique/contribuer/")
    propose(
        member,
        "étude de faisabilité",
        "Etude qui dit si un projet peut se faire.",
        acronym="EdF",
        english="feasibility study\nfeasability study",
    )
    member.select_option("[name=domain]", label="Cycle de projet")
    send(member, "[name=_preview]")
    assert "feasibility study" in member.inner_text("main")
    send(member, "[name=_send]")
    member.wait_for_url("**/fr/compte/connexion/**")
    send(member, "main a[href*='inscription']")
    member.fill("[name=email]", MEMBER)
    send(member, "main form button.btn")
    member.fill("[name=code]", code_in_mail())
    send(member, "main form button.btn")
    member.wait_for_url("**/fr/lexique/contribuer/")
    assert member.input_value("[name=term]") == "étude de faisabilité"
    assert "feasibility study" in member.input_value("[name=equivalents]")
    send(member, "[name=_preview]")
    send(member, "[name=_send]")
    member.wait_for_url("**/fr/lexique/mes-contributions/**")
    first = Contribution.objects.get()
    assert first.author.email == MEMBER
    assert not Concept.public.exists()

    # The reviewer amends one field, refuses one, applies the rest.
    enter(review, base, REVIEWER)
    review.goto(f"{base}/admin/lexicon/contribution/")
    send(review, "#result_list tbody a >> nth=0")
    for section in review.query_selector_all("section.change"):
        text = section.inner_text()
        name = section.get_attribute("id")
        verdict = "apply"
        if "Etude qui dit" in text:
            verdict = "edit"
        elif "feasability" in text:
            verdict = "refuse"
        review.check(f"#{name} input[value={verdict}]")
        if verdict == "edit":
            review.fill(f"#{name}-t", "Étude qui dit si un projet peut se faire, et à quel prix.")
        if verdict == "refuse":
            review.select_option(f"#{name}-r", "word_for_word")
            review.fill(f"#{name}-w", "Faute de frappe pour feasibility.")
    send(review, "[name=_publish]")
    first.refresh_from_db()
    assert first.state == "partly"
    entry = Concept.public.get()
    assert entry.definition_fr == "Étude qui dit si un projet peut se faire, et à quel prix."

    # A reader, without an account, finds it by acronym, without accents, in both languages.
    reader = new_page()
    for address in (
        "/fr/lexique/?q=edf",
        "/fr/lexique/?q=etude+de+faisabilite",
        "/fr/lexique/?q=FAISABILITE",
        "/en/lexicon/?q=feasibility",
        "/en/lexicon/?q=EDF",
    ):
        reader.goto(f"{base}{address}")
        assert reader.locator("main a[href*='/lexi']", has_text="tude de faisabilit").count() or (
            reader.locator("main a[href*='/lexi']", has_text="feasibility study").count()
        ), address
    reader.goto(f"{base}{entry.address('fr')}")
    assert "à quel prix" in reader.inner_text("main")
    assert reader.context.cookies() == []

    # The member reads what became of each part, and why.
    member.goto(f"{base}/fr/lexique/mes-contributions/")
    told = member.inner_text("main")
    assert "Faute de frappe pour feasibility." in told

    # A second proposal is refused with a reason that the member can read.
    member.goto(f"{base}/fr/lexique/contribuer/")
    propose(member, "recette de couscous", "Plat de semoule et de légumes.")
    send(member, "[name=_preview]")
    send(member, "[name=_send]")
    member.wait_for_url("**/fr/lexique/mes-contributions/**")
    second = Contribution.objects.latest("pk")
    review.goto(f"{base}/admin/lexicon/contribution/{second.pk}/change/")
    for section in review.query_selector_all("section.change"):
        name = section.get_attribute("id")
        review.check(f"#{name} input[value=refuse]")
        review.select_option(f"#{name}-r", "out_of_scope")
    send(review, "[name=_publish]")
    second.refresh_from_db()
    assert second.state == "refused"
    member.goto(f"{base}/fr/lexique/mes-contributions/")
    assert "Le terme est hors du sujet" in member.inner_text("main")
    assert Concept.public.count() == 1
    call_command("work", once=True, verbosity=0)
    assert OutboxMessage.objects.filter(to=MEMBER, about__contains="contribution").exists()
