"""The account's pages: one heading, the page's language, no copies kept."""

import re

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse
from django.utils import translation

from atoutsud.members.models import User
from tests.members import factories

pytestmark = pytest.mark.django_db

ENTRANCE = ["account_login", "account_signup", "account_request_login_code",
            "account_reset_password", "account_inactive"]  # fmt: skip
ACCOUNT = ["members-account", "account_email", "account_change_password", "account_logout",
           "mfa_index"]  # fmt: skip


def check(client: Client, name: str, language: str) -> None:
    with translation.override(language):
        address = reverse(name)
    response = client.get(address)
    assert response.status_code == 200, address
    text = response.content.decode()
    assert len(re.findall(r"<h1[ >]", text)) == 1, address
    assert f'<html lang="{language}"' in text
    assert "no-store" in response.headers["Cache-Control"], address
    assert "private" in response.headers["Cache-Control"], address
    assert 'id="contenu"' in text
    labels = set(re.findall(r'<label[^>]* for="([^"]+)"', text))
    fields = re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]* id="([^"]+)"', text)
    assert set(fields) - {"q"} <= labels, address


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", ENTRANCE)
def test_the_pages_at_the_entrance(client: Client, name: str, language: str) -> None:
    check(client, name, language)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", ACCOUNT)
def test_the_pages_of_an_account(client: Client, name: str, language: str) -> None:
    client.force_login(factories.user())
    check(client, name, language)


@pytest.mark.parametrize("name", ["members-account", "account_email", "mfa_index"])
def test_an_account_page_asks_who_you_are(client: Client, name: str) -> None:
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/fr/compte/connexion/?next=")


def test_language_and_credit_are_chosen_there(client: Client) -> None:
    user = factories.user()
    client.force_login(user)
    data = {"language": "en", "credit_choice": "pseudonym", "credit_name": "Une voisine"}
    response = client.post("/fr/compte/", data)
    assert response.status_code == 302
    user = User.objects.get(pk=user.pk)
    assert (user.language, user.credited_name) == ("en", "Une voisine")


def test_a_credit_without_a_name_is_sent_back_beside_its_field(client: Client) -> None:
    user = factories.user()
    client.force_login(user)
    data = {"language": "fr", "credit_choice": "name", "credit_name": ""}
    response = client.post("/fr/compte/", data)
    assert response.status_code == 200
    assert "credit_name" in response.context["form"].errors
    assert User.objects.get(pk=user.pk).credited_name == ""


def test_nobody_can_make_themselves_staff(client: Client) -> None:
    user = factories.user()
    client.force_login(user)
    data = {"language": "fr", "credit_choice": "anonymous", "is_staff": "on", "is_superuser": "on"}
    client.post("/fr/compte/", data)
    assert not User.objects.get(pk=user.pk).is_staff


def test_an_authenticator_is_added_after_saying_who_you_are(client: Client) -> None:
    user = factories.user()
    client.post("/fr/compte/connexion/", {"login": user.email, "password": factories.PASSWORD})
    add = "/fr/compte/securite/application/ajouter/"
    asked = client.get(add)
    assert asked.headers["Location"].startswith("/fr/compte/confirmer/?next=")
    confirmed = client.post(asked.headers["Location"], {"password": factories.PASSWORD})
    assert confirmed.headers["Location"] == add
    page = client.get(add)
    text = page.content.decode()
    assert "<svg" in text
    assert "data:image" not in text
    assert "<?xml" not in text
    secret = page.context["form"].secret
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    done = client.post(add, {"code": code})
    assert done.headers["Location"] == "/fr/compte/securite/codes-de-secours/"
    codes = client.get(done.headers["Location"]).content.decode()
    assert codes.count("<code>") == 10
    for name in ("mfa_index", "mfa_deactivate_totp", "mfa_generate_recovery_codes"):
        check(client, name, "en")
