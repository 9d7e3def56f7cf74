"""Staff come in by the same door, with a second factor while one is required."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.members import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def required(settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = True


def test_the_back_office_sends_visitors_to_the_common_door(client: Client) -> None:
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/fr/compte/connexion/?next=%2Fadmin%2F")


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("address", ["/admin/", "/admin/news/article/", "/admin/login/"])
def test_staff_without_a_second_factor_are_led_to_add_one(client: Client, address: str) -> None:
    client.force_login(factories.staff())
    response = client.get(address)
    assert response.status_code == 302
    assert response.headers["Location"] == "/fr/compte/securite/"


@pytest.mark.usefixtures("required")
def test_a_form_sent_to_the_back_office_is_stopped_too(client: Client) -> None:
    client.force_login(factories.staff())
    assert client.post("/admin/news/article/add/", {}).headers["Location"].endswith("/securite/")


@pytest.mark.usefixtures("required")
def test_staff_with_a_second_factor_enter(client: Client) -> None:
    boss = factories.staff()
    Authenticator.objects.create(user=boss, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(boss)
    assert client.get("/admin/").status_code == 200


def test_staff_enter_without_one_where_none_is_required(client: Client, settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(factories.staff())
    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("required")
def test_members_are_not_asked_for_a_second_factor(client: Client) -> None:
    client.force_login(factories.user())
    assert client.get("/fr/compte/").status_code == 200
    assert client.get("/admin/").status_code in (302, 403)


def test_a_second_factor_is_asked_for_at_the_door(client: Client) -> None:
    boss = factories.staff()
    Authenticator.objects.create(user=boss, type=Authenticator.Type.TOTP, data={"secret": "x"})
    data = {"login": boss.email, "password": factories.PASSWORD}
    response = client.post("/fr/compte/connexion/", data)
    assert response.headers["Location"].startswith("/fr/compte/securite/code/")
    assert client.get("/admin/").status_code == 302
    assert client.get("/fr/compte/securite/code/").status_code == 200
