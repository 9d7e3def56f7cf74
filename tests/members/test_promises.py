"""What an account's holder may count on: rights that end at once, addresses that stay hers."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.test import Client

from atoutsud.backoffice import roles
from atoutsud.content.mail import OutboxMessage
from tests.members import factories
from tests.members.test_entrance import code_in_last_mail

pytestmark = pytest.mark.django_db
LOGIN = "/fr/compte/connexion/"
RESET = "/fr/compte/mot-de-passe/oublie/"
RESET_CODE = "/fr/compte/mot-de-passe/code/"


def enter(person: Any) -> Client:
    client = Client()
    client.post(LOGIN, {"login": person.email, "password": factories.PASSWORD})
    assert client.get("/fr/compte/").status_code == 200
    return client


def is_in(client: Client) -> bool:
    return client.get("/fr/compte/").status_code == 200


def test_a_disabled_account_is_out_at_its_next_request() -> None:
    person = factories.user()
    client = enter(person)
    person.is_active = False
    person.save()
    assert not is_in(client)


def test_rights_given_and_taken_count_from_the_next_request() -> None:
    person = factories.user(is_staff=True)
    client = enter(person)
    assert client.get("/admin/news/article/").status_code == 403
    person.groups.add(Group.objects.get(name=roles.EDITORS))
    assert client.get("/admin/news/article/").status_code == 200
    person.groups.clear()
    assert client.get("/admin/news/article/").status_code == 403
    person.is_staff = False
    person.save()
    assert client.get("/admin/").status_code in (302, 403)


def test_signing_in_makes_a_new_session_and_signing_out_ends_it_on_the_server() -> None:
    person, client = factories.user(), Client()
    session = client.session  # what a stranger may have put into the browser
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    client.post(LOGIN, {"login": person.email, "password": factories.PASSWORD})
    key = client.cookies["sessionid"].value
    assert key != planted and is_in(client)
    client.post("/fr/compte/deconnexion/")
    thief = Client()
    thief.cookies["sessionid"] = key
    assert not is_in(thief)


def test_a_new_password_ends_every_other_session() -> None:
    person = factories.user()
    here, elsewhere = enter(person), enter(person)
    fresh = "une-autre-phrase-entiere-8"
    answer = here.post(
        "/fr/compte/mot-de-passe/",
        {"oldpassword": factories.PASSWORD, "password1": fresh, "password2": fresh},
    )
    assert answer.status_code == 302
    assert is_in(here) and not is_in(elsewhere)


def test_a_new_address_is_confirmed_there_and_announced_at_the_old_one() -> None:
    person = factories.user()
    client = enter(person)
    client.post("/fr/compte/adresse/", {"action_add": "", "email": "neuve@example.org"})
    person.refresh_from_db()
    assert person.email == "lea@example.org", "nothing changes before the code"
    assert OutboxMessage.objects.latest("pk").to == "neuve@example.org"
    client.post("/fr/compte/adresse/code/", {"code": code_in_last_mail()})
    person.refresh_from_db()
    assert person.email == "neuve@example.org"
    assert [*EmailAddress.objects.values_list("email", flat=True)] == ["neuve@example.org"]
    told = OutboxMessage.objects.filter(to="lea@example.org").values_list("about", flat=True)
    assert "account:email_changed" in told


def test_a_reset_code_works_once_and_only_the_last_one() -> None:
    person = factories.user()
    first, second = Client(), Client()
    first.post(RESET, {"email": person.email})
    second.post(RESET, {"email": person.email})
    code = code_in_last_mail()
    fresh = {"password1": "une-autre-phrase-entiere-8", "password2": "une-autre-phrase-entiere-8"}
    second.post(RESET_CODE, {"code": code})
    second.post("/fr/compte/mot-de-passe/nouveau/", fresh)
    person.refresh_from_db()
    assert person.check_password(fresh["password1"])
    # Neither the code used nor the older page opens anything any more.
    second.post(RESET_CODE, {"code": code})
    first.post(RESET_CODE, {"code": code})
    other = {"password1": "encore-une-autre-phrase-9", "password2": "encore-une-autre-phrase-9"}
    for client in (first, second):
        client.post("/fr/compte/mot-de-passe/nouveau/", other)
    person.refresh_from_db()
    assert person.check_password(fresh["password1"])


@pytest.mark.parametrize(
    ("address", "more"),
    [
        (LOGIN, {"password": "faux-mot-9"}),
        (RESET, {}),
        ("/fr/compte/inscription/", {"password1": "des-mots-assez-longs-7"}),
        ("/fr/compte/connexion/code/", {}),
    ],
)
def test_the_answer_is_the_same_whoever_has_an_account(address: str, more: Any) -> None:
    factories.user()
    answers = []
    for email in ("lea@example.org", "non@example.org"):
        client = Client()
        answer = client.post(address, {"email": email, "login": email, **more}, follow=True)
        text = answer.content.decode().replace(email, "X")
        token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else ""
        hidden = answer.context["csrf_token"] if answer.context else ""
        answers.append((answer.redirect_chain, text.replace(str(hidden), "").replace(token, "")))
    import re

    stamps = [re.sub(r'value="[\w:-]{20,}"', "", text) for _chain, text in answers]
    assert answers[0][0] == answers[1][0]
    assert stamps[0] == stamps[1]
