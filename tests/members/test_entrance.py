"""Coming in: by code, by password, and what is refused."""

import re
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail as django_mail
from django.test import Client

from atoutsud.content import mail
from atoutsud.content.mail import OutboxMessage
from atoutsud.members.models import User
from tests.members import factories

pytestmark = pytest.mark.django_db

LOGIN = "/fr/compte/connexion/"
SIGNUP = "/fr/compte/inscription/"
CODE = "/fr/compte/connexion/code/"


def code_in_last_mail() -> str:
    message = OutboxMessage.objects.latest("pk")
    found = re.search(r"^ {4}(\S+)$", message.body, re.M)
    assert found, message.body
    return found[1]


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_signing_up_with_an_address_alone(client: Client) -> None:
    response = client.post(SIGNUP, {"email": "nouveau@example.org"})
    assert response.status_code == 302
    assert response.headers["Location"] == "/fr/compte/adresse/code/"
    assert not signed_in(client)
    client.post("/fr/compte/adresse/code/", {"code": code_in_last_mail()})
    assert signed_in(client)
    user = User.objects.get(email="nouveau@example.org")
    assert user.language == "fr"
    assert not user.has_usable_password()


def test_signing_up_with_a_password_in_english_is_remembered(client: Client) -> None:
    client.post(
        "/en/account/sign-up/", {"email": "new@example.org", "password1": factories.PASSWORD}
    )
    message = OutboxMessage.objects.latest("pk")
    assert message.language == "en"
    client.post("/en/account/email/code/", {"code": code_in_last_mail()})
    user = User.objects.get(email="new@example.org")
    assert user.language == "en"
    assert user.check_password(factories.PASSWORD)


def test_a_wrong_code_lets_nobody_in(client: Client) -> None:
    client.post(SIGNUP, {"email": "nouveau@example.org"})
    response = client.post("/fr/compte/adresse/code/", {"code": "WRONG-CODE"})
    assert response.status_code == 200
    assert not signed_in(client)


def test_signing_in_by_password(client: Client) -> None:
    factories.user()
    response = client.post(LOGIN, {"login": "LEA@example.org", "password": factories.PASSWORD})
    assert (response.status_code, response.headers["Location"]) == (302, "/fr/compte/")
    assert signed_in(client)


def test_a_wrong_password_is_refused_without_saying_who_exists(client: Client) -> None:
    factories.user()
    known = client.post(LOGIN, {"login": "lea@example.org", "password": "x"})
    unknown = client.post(LOGIN, {"login": "personne@example.org", "password": "x"})
    assert known.status_code == unknown.status_code == 200
    assert not signed_in(client)


def test_signing_in_by_code(client: Client) -> None:
    factories.user(password=None)
    response = client.post(CODE, {"email": "lea@example.org"})
    assert response.headers["Location"] == "/fr/compte/connexion/code/saisir/"
    client.post("/fr/compte/connexion/code/saisir/", {"code": code_in_last_mail()})
    assert signed_in(client)


def test_a_code_for_nobody_says_so_by_mail_only(client: Client) -> None:
    response = client.post(CODE, {"email": "personne@example.org"})
    assert response.status_code == 302
    assert "personne@example.org" in OutboxMessage.objects.latest("pk").body


def test_signing_up_twice_is_told_by_mail_only(client: Client) -> None:
    factories.user()
    response = client.post(SIGNUP, {"email": "LEA@example.org"})
    assert response.headers["Location"] == "/fr/compte/adresse/code/"
    assert User.objects.count() == 1
    assert "/fr/compte/mot-de-passe/oublie/" in OutboxMessage.objects.latest("pk").body


@pytest.mark.parametrize(
    ("address", "posted"),
    [(SIGNUP, {"password1": "des-mots-assez-longs-7"}), (LOGIN, {"password": "faux-mot-9"})],
    ids=["sign-up", "log-in"],
)
def test_the_work_of_hashing_does_not_tell_who_has_an_account(
    monkeypatch: pytest.MonkeyPatch, address: str, posted: dict[str, str]
) -> None:
    factories.user()
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    work = []
    for email in ("lea@example.org", "personne@example.org"):
        hashed.clear()
        Client().post(address, {"email": email, "login": email, **posted})
        work.append(list(hashed))
    assert work[0] == work[1] and len(work[0]) == 1


def test_a_forgotten_password_is_replaced_with_a_code(client: Client) -> None:
    user = factories.user()
    client.post("/fr/compte/mot-de-passe/oublie/", {"email": user.email})
    response = client.post("/fr/compte/mot-de-passe/code/", {"code": code_in_last_mail()})
    assert response.headers["Location"] == "/fr/compte/mot-de-passe/nouveau/"
    new = "un-autre-mot-de-passe-43"
    client.post("/fr/compte/mot-de-passe/nouveau/", {"password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)


def test_notices_speak_the_holder_s_language(client: Client) -> None:
    client.force_login(factories.user(language="en"))
    new = "un-autre-mot-de-passe-43"
    client.post(
        "/fr/compte/mot-de-passe/",
        {"oldpassword": factories.PASSWORD, "password1": new, "password2": new},
    )
    message = OutboxMessage.objects.latest("pk")
    assert message.language == "en"
    assert message.subject == "A change to your Atoutsud account"
    assert "was changed" in message.body


def test_the_worker_sends_what_is_written(client: Client) -> None:
    client.post(SIGNUP, {"email": "nouveau@example.org"})
    code = code_in_last_mail()
    assert mail.send_due() == 1
    assert django_mail.outbox[0].to == ["nouveau@example.org"]
    assert code in django_mail.outbox[0].body
    assert not OutboxMessage.objects.get().body, "a code that left is kept nowhere"


def test_signing_out_takes_a_post(client: Client) -> None:
    client.force_login(factories.user())
    assert client.get("/fr/compte/deconnexion/").status_code == 200
    assert signed_in(client)
    response = client.post("/fr/compte/deconnexion/")
    assert response.status_code == 302
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/fr/lexique/contribuer/", "/fr/lexique/contribuer/"),
        ("https://elsewhere.example/", "/fr/compte/"),
        ("//elsewhere.example/", "/fr/compte/"),
        ("/\\elsewhere.example/", "/fr/compte/"),
        ("javascript:alert(1)", "/fr/compte/"),
    ],
)
def test_signing_in_leads_to_our_own_pages_only(client: Client, wanted: str, reached: str) -> None:
    factories.user()
    data = {"login": "lea@example.org", "password": factories.PASSWORD, "next": wanted}
    assert client.post(LOGIN, data).headers["Location"] == reached


def test_a_closed_account_does_not_open(client: Client) -> None:
    factories.user(is_active=False)
    client.post(LOGIN, {"login": "lea@example.org", "password": factories.PASSWORD})
    assert not signed_in(client)


def test_too_many_wrong_passwords_are_stopped(client: Client) -> None:
    factories.user()
    for _attempt in range(6):
        client.post(LOGIN, {"login": "lea@example.org", "password": "x"})
    client.post(LOGIN, {"login": "lea@example.org", "password": factories.PASSWORD})
    assert not signed_in(client)


def test_a_form_from_elsewhere_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    factories.user()
    data: dict[str, Any] = {"login": "lea@example.org", "password": factories.PASSWORD}
    assert strict.post(LOGIN, data).status_code == 403
