"""The same thing sent or decided twice, and what no database stores."""

import threading
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from atoutsud.content.mail import OutboxMessage
from lexicon import moderation, review
from lexicon.models import Change, Concept, Contribution
from lexicon.moderation import Decision, Seen
from tests.lexicon import factories

ENTRY = {"term": "théorie", "acronym": "TDC", "definition": "Récit.", "equivalents": "theory"}


def entry(**typed: str) -> dict[str, str]:
    return {**ENTRY, "shown": factories.stamp(), **typed}


@pytest.mark.django_db
def test_a_form_sent_twice_is_one_proposal(client: Client) -> None:
    client.force_login(factories.member())
    for _time in range(3):
        assert client.post("/fr/lexique/contribuer/", entry()).status_code == 303
    assert Contribution.objects.count() == 1
    client.post("/fr/lexique/contribuer/", entry(definition="Un autre récit."))
    assert Contribution.objects.count() == 2


@pytest.mark.django_db
def test_two_members_may_propose_the_same(client: Client) -> None:
    for email in ("a@example.org", "b@example.org"):
        client.force_login(factories.member(email))
        client.post("/fr/lexique/contribuer/", entry())
    assert Contribution.objects.count() == 2


@pytest.mark.django_db
def test_a_decision_with_a_nul_is_kept_without_it(client: Client) -> None:
    contribution = factories.new_proposal()
    client.force_login(factories.reviewer())
    posted: dict[str, Any] = {"version": "9" * 5000}
    for card in review.cards(contribution):
        posted |= {card.name: "refuse", f"{card.name}-word": "Trop\x00 court.",
                   f"{card.name}-mark": card.mark}  # fmt: skip
    response = client.post(f"/admin/lexicon/contribution/{contribution.pk}/change/", posted)
    assert response.status_code == 302
    contribution.refresh_from_db()
    assert contribution.reason == "Trop court."


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_reviewers_at_once_make_one_entry_and_one_mail() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the tests' SQLite is in memory, where threads do not wait for each other")
    contribution = factories.new_proposal()
    reviewer = factories.reviewer()
    before = OutboxMessage.objects.count()
    chosen = {change.pk: Decision("apply") for change in contribution.changes.all()}
    marks = {change.pk: moderation.mark(change, {}) for change in Change.objects.all()}
    late: list[Any] = []
    gate = threading.Barrier(4)

    def decide() -> None:
        gate.wait()
        try:
            moderation.decide(contribution, chosen, reviewer=reviewer, seen=Seen(0, marks))
        except moderation.Late as error:
            late.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(late) == 3
    assert Concept.objects.count() == 1
    assert OutboxMessage.objects.count() == before + 1
