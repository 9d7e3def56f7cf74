from typing import Any
from unittest.mock import patch

import pytest
from django.core import signing
from django.db import DatabaseError
from django.test import Client
from lxml import html

from atoutsud.content.mail import OutboxMessage
from atoutsud.site import guardedform
from atoutsud.site.models import ContactMessage

pytestmark = pytest.mark.django_db
TEXT = "Bonjour, pouvons-nous parler d’une formation\N{NO-BREAK SPACE}?"


def stamp(ago: int = 60) -> str:
    """A form shown `ago` seconds before now."""
    import time

    with patch("django.core.signing.time.time", return_value=time.time() - ago):
        return signing.dumps("", salt=guardedform.SALT)


def sent(**changes: Any) -> dict[str, Any]:
    good = {"email": "lea@example.org", "message": TEXT, "shown": stamp()}
    return {**good, **changes}


def test_the_form_shows_its_fields_with_labels_and_no_account(client: Client) -> None:
    response = client.get("/fr/contact/")
    tree = html.fromstring(response.content)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-cache"
    for field in tree.xpath("//form[@method='post']//input[@type!='hidden'] | //textarea"):
        assert tree.xpath(f"//label[@for='{field.get('id')}']")
    assert "sessionid" not in response.cookies


@pytest.mark.parametrize(
    ("address", "thanks", "language"),
    [
        ("/fr/contact/", "/fr/contact/merci/", "fr"),
        ("/en/contact/", "/en/contact/thanks/", "en"),
    ],
)
def test_a_message_is_kept_and_told_to_the_association(
    client: Client, settings: Any, address: str, thanks: str, language: str
) -> None:
    response = client.post(address, sent(name="Léa", subject="Une idée & <b>deux</b>"))
    assert (response.status_code, response.headers["Location"]) == (302, thanks)
    assert client.get(thanks).status_code == 200
    message = ContactMessage.objects.get()
    assert (message.email, message.message, message.language) == ("lea@example.org", TEXT, language)
    letter = OutboxMessage.objects.get()
    assert letter.to == settings.CONTACT_EMAIL
    assert letter.reply_to == "lea@example.org"
    assert TEXT in letter.body
    assert "Une idée & <b>deux</b>" in letter.subject
    assert f"/admin/site/contactmessage/{message.pk}/" in letter.body


def test_a_message_and_its_mail_are_stored_together(client: Client) -> None:
    with patch("atoutsud.site.contact.mail.queue", side_effect=DatabaseError):
        client.raise_request_exception = False
        assert client.post("/fr/contact/", sent()).status_code == 500
    assert not ContactMessage.objects.exists()


def test_errors_come_first_and_nothing_typed_is_lost(client: Client) -> None:
    response = client.post("/en/contact/", sent(email="lea@", subject="An idea", name="Léa <i>"))
    tree = html.fromstring(response.content)
    assert response.status_code == 422
    assert not ContactMessage.objects.exists()
    assert tree.findtext(".//title").startswith("Error:")
    assert tree.xpath("//div[@role='alert']//a/@href") == ["#id_email"]
    field = tree.get_element_by_id("id_email")
    assert field.get("aria-invalid") == "true"
    for described in field.get("aria-describedby").split():
        assert tree.get_element_by_id(described).text_content().strip()
    assert field.value == "lea@"
    assert tree.get_element_by_id("id_name").value == "Léa <i>"
    assert tree.get_element_by_id("id_subject").value == "An idea"
    assert tree.get_element_by_id("id_message").value.strip() == TEXT


@pytest.mark.parametrize(
    "changes",
    [
        {"email": ""},
        {"email": "lea@example.org\nBcc: all@example.org"},
        {"message": ""},
        {"message": "court"},
        {"message": "x" * 5_001},
        {"subject": "x" * 151},
        {"message": "https://a.example https://b.example http://c.example https://d.example"},
        {"message": "HTTPS://a.example www.b.example http://www.c.example see www.d.example"},
        {"message": "a\x00b" * 20},
    ],
)
def test_what_cannot_be_kept_is_refused(client: Client, changes: dict[str, str]) -> None:
    assert client.post("/fr/contact/", sent(**changes)).status_code == 422
    assert not ContactMessage.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_a_robot_is_thanked_and_forgotten(client: Client) -> None:
    response = client.post("/fr/contact/", sent(website="https://spam.example"))
    assert response.headers["Location"] == "/fr/contact/merci/"
    assert not ContactMessage.objects.exists()


def test_the_trap_is_out_of_sight_and_of_the_tab_order(client: Client) -> None:
    tree = html.fromstring(client.get("/fr/contact/").content)
    trap = tree.get_element_by_id("id_website")
    assert (trap.get("tabindex"), trap.get("autocomplete")) == ("-1", "off")
    assert trap.getparent().get("aria-hidden") == "true"


def test_a_form_sent_at_once_is_asked_for_again_and_then_kept(client: Client) -> None:
    first = client.post("/fr/contact/", sent(shown=stamp(0)))
    assert first.status_code == 422
    tree = html.fromstring(first.content)
    assert tree.get_element_by_id("id_message").value.strip() == TEXT
    assert client.post("/fr/contact/", sent(shown=stamp(10))).status_code == 302


@pytest.mark.parametrize(
    "shown",
    ["", "forged", "x" * 500, stamp(3 * 24 * 3600)],
    ids=["empty", "forged", "long", "old"],
)
def test_a_form_without_a_recent_stamp_comes_back_with_a_new_one(
    client: Client, shown: str
) -> None:
    response = client.post("/fr/contact/", sent(shown=shown))
    assert response.status_code == 422
    new = html.fromstring(response.content).get_element_by_id("id_shown").value
    assert signing.loads(new, salt=guardedform.SALT) == ""
    assert not ContactMessage.objects.exists()


def test_a_message_needs_the_csrf_token() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/fr/contact/", sent()).status_code == 403
    page = html.fromstring(client.get("/fr/contact/").content)
    token = page.xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]
    answer = client.post("/fr/contact/", sent(csrfmiddlewaretoken=token))
    assert answer.status_code == 302


def test_other_methods_are_refused(client: Client) -> None:
    assert client.put("/fr/contact/").status_code == 405
    assert client.post("/fr/contact/merci/").status_code == 405
