from typing import Any

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client

from atoutsud.content.mail import OutboxMessage
from atoutsud.site import guardedform
from trainings.models import TrainingRequest

pytestmark = pytest.mark.django_db

ADDRESS = "/fr/formations/demander/"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A form a person took the time to fill."""
    monkeypatch.setattr(guardedform, "QUICKEST", -1)
    return {
        "organisation": "Une association",
        "country": "MA",
        "contact_name": "Une personne",
        "email": "quelquun@example.org",
        "need": "Savoir répondre à un appel à propositions.",
        "people": "une quinzaine",
        "shown": signing.dumps("", salt=guardedform.SALT),
    }


@pytest.mark.parametrize("address", [ADDRESS, "/en/trainings/ask/"])
def test_the_form_is_there_in_both_languages(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert "no-cache" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]


def test_a_request_is_kept_and_the_association_told(client: Client, typed: dict[str, Any]) -> None:
    response = client.post(ADDRESS, typed)
    assert response.status_code == 302
    asked = TrainingRequest.objects.get()
    assert (asked.organisation, asked.state, asked.language) == ("Une association", "new", "fr")
    letter = OutboxMessage.objects.get()
    assert letter.to == settings.CONTACT_EMAIL
    assert letter.reply_to == asked.email
    assert "Une association" in letter.subject
    assert asked.need in letter.body
    assert f"/{asked.pk}/change/" in letter.body
    thanks = client.get(response.headers["Location"])
    assert thanks.status_code == 200
    assert b"<h1" in thanks.content


def test_a_refused_form_loses_nothing(client: Client, typed: dict[str, Any]) -> None:
    response = client.post(ADDRESS, {**typed, "email": "pas une adresse"})
    assert response.status_code == 422
    page = response.content.decode()
    for value in ("Une association", "pas une adresse", "Savoir répondre", "une quinzaine"):
        assert value in page
    assert not TrainingRequest.objects.exists()


@pytest.mark.parametrize("missing", ["organisation", "contact_name", "email", "need"])
def test_what_an_answer_needs_is_asked_for(
    client: Client, typed: dict[str, Any], missing: str
) -> None:
    response = client.post(ADDRESS, {**typed, missing: ""})
    assert response.status_code == 422
    assert not TrainingRequest.objects.exists()


def test_an_invented_country_is_refused(client: Client, typed: dict[str, Any]) -> None:
    assert client.post(ADDRESS, {**typed, "country": "XX"}).status_code == 422


def test_a_robot_is_thanked_and_nothing_is_kept(client: Client, typed: dict[str, Any]) -> None:
    assert client.post(ADDRESS, {**typed, "website": "http://x"}).status_code == 302
    assert not TrainingRequest.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_links_by_the_dozen_are_refused(client: Client, typed: dict[str, Any]) -> None:
    assert client.post(ADDRESS, {**typed, "need": "http://x " * 9}).status_code == 422
