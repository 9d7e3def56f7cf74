"""Asking for the letter, confirming it by mail, giving it up: no account, no script, no telling."""

import datetime
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from lxml import html

from atoutsud.content import limits, mail, privacy
from atoutsud.content.mail import OutboxMessage
from atoutsud.site.guardedform import AN_HOUR
from atoutsud.site.models import Subscriber
from atoutsud.site.newsletter import letters
from tests.members.factories import user
from tests.site.newsletter.factories import letter, reader
from tests.site.test_contact import stamp

pytestmark = pytest.mark.django_db
FORM = "/fr/lettre-info/"
ASKED = "/fr/lettre-info/merci/"


def sent(**changes: Any) -> dict[str, Any]:
    return {"email": "lea@example.org", "language": "fr", "shown": stamp(), **changes}


def link_in_mail() -> str:
    """The path of the link in the newest mail."""
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+/)$", OutboxMessage.objects.latest("pk").body,
                      re.M)  # fmt: skip
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("form", "asked", "confirm", "language"),
    [
        (FORM, ASKED, "/fr/lettre-info/confirmer/", "fr"),
        ("/en/newsletter/", "/en/newsletter/thanks/", "/en/newsletter/confirm/", "en"),
    ],
)
def test_an_address_is_kept_once_its_holder_confirms(
    client: Client, form: str, asked: str, confirm: str, language: str
) -> None:
    answer = client.post(form, sent(language=language))
    assert (answer.status_code, answer.headers["Location"]) == (302, asked)
    assert client.get(asked).status_code == 200
    assert not Subscriber.objects.confirmed().exists()
    link = link_in_mail()
    assert link.startswith(confirm)
    assert client.get(link).status_code == 200
    assert not Subscriber.objects.confirmed().exists(), "programs open links before people do"
    answer = client.post(link)
    assert answer.status_code == 302 and client.get(answer.headers["Location"]).status_code == 200
    assert Subscriber.objects.confirmed().get().language == language


def test_the_form_offers_the_language_of_the_page(client: Client) -> None:
    for form, code in ((FORM, "fr"), ("/en/newsletter/", "en")):
        answer = client.get(form)
        assert answer.headers["Cache-Control"] == "private, no-cache"
        tree = html.fromstring(answer.content)
        assert tree.xpath("//input[@type='radio' and @checked]/@value") == [code]
        assert "sessionid" not in answer.cookies


def test_the_token_is_nowhere_in_the_database_once_the_mail_left(client: Client) -> None:
    client.post(FORM, sent())
    token = link_in_mail().rstrip("/").rpartition("/")[2]
    assert len(token) > 40
    assert Subscriber.objects.get().token not in ("", None, token)
    assert mail.send_due() == 1
    for model in (Subscriber, OutboxMessage):
        for row in model.objects.values_list():
            assert token not in str(row)


def test_a_link_works_once_and_not_after_a_week(client: Client) -> None:
    client.post(FORM, sent())
    link = link_in_mail()
    Subscriber.objects.update(asked=timezone.now() - datetime.timedelta(days=8))
    assert client.get(link).status_code == client.post(link).status_code == 404
    assert not Subscriber.objects.confirmed().exists()
    Subscriber.objects.update(asked=timezone.now())
    assert client.post(link).status_code == 302
    assert client.post(link).status_code == 404


def test_a_forged_link_confirms_nobody(client: Client) -> None:
    reader()
    for token in ("forged", "x" * 300, "é", "0"):
        assert client.post(f"/fr/lettre-info/confirmer/{token}/").status_code == 404
        assert client.post(f"/fr/lettre-info/desabonnement/{token}/").status_code == 200
    assert Subscriber.objects.count() == 1


def test_nothing_tells_whether_an_address_is_known(client: Client) -> None:
    """The same answer and the same mail for a stranger, someone who waits and a reader."""
    reader("known@example.org")
    client.post(FORM, sent(email="waits@example.org"))
    Subscriber.objects.filter(confirmed=None).update(
        asked=timezone.now() - datetime.timedelta(hours=1)
    )
    told = set()
    for email in ("known@example.org", "waits@example.org", "new@example.org"):
        answer = Client(REMOTE_ADDR=f"192.0.2.{len(email)}").post(FORM, sent(email=email))
        letter_sent = OutboxMessage.objects.latest("pk")
        assert letter_sent.to == email
        words = re.sub(r"confirmer/\S+", "", letter_sent.body)
        told.add((answer.status_code, answer.headers["Location"], letter_sent.subject, words))
    assert len(told) == 1


def test_asking_again_changes_the_language_only_once_confirmed(client: Client) -> None:
    known = reader("lea@example.org", "fr")
    client.post(FORM, sent(email=" LEA@example.org", language="en"))
    known.refresh_from_db()
    assert (known.language, Subscriber.objects.count()) == ("fr", 1)
    since = known.confirmed
    client.post(link_in_mail())
    known.refresh_from_db()
    assert (known.language, known.confirmed) == ("en", since)


def test_a_look_alike_of_an_address_gets_no_mail(client: Client) -> None:
    reader("lea@example.org")
    client.post(FORM, sent(email="lea@\N{FULLWIDTH LATIN SMALL LETTER E}xample.org"))
    assert {row.to for row in OutboxMessage.objects.all()} == {"lea@example.org"}


def test_a_button_pressed_twice_sends_one_mail(client: Client) -> None:
    for _time in range(2):
        assert client.post(FORM, sent()).status_code == 302
    assert OutboxMessage.objects.count() == 1


def test_an_address_gets_three_such_mails_a_day_and_nobody_is_told() -> None:
    for number in range(5):
        answer = Client(REMOTE_ADDR=f"192.0.2.{number}").post(FORM, sent())
        assert answer.headers["Location"] == ASKED
        past = timezone.now() - datetime.timedelta(minutes=5)
        Subscriber.objects.update(asked=past)
    assert OutboxMessage.objects.count() == 3


def test_too_many_from_one_place_are_asked_to_wait(client: Client) -> None:
    for number in range(AN_HOUR):
        assert client.post(FORM, sent(email=f"n{number}@example.org")).status_code == 302
    answer = client.post(FORM, sent(email="last@example.org"))
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
    assert "last@example.org" in answer.content.decode()
    assert Subscriber.objects.count() == AN_HOUR


@pytest.mark.parametrize(
    "changes",
    [
        {"email": ""},
        {"email": "lea@"},
        {"email": "lea@example.org\nBcc: all@example.org"},
        {"email": f"{'x' * 250}@example.org"},
        {"language": "de"},
        {"language": ""},
        {"shown": "forged"},
    ],
)
def test_what_cannot_be_kept_is_refused(client: Client, changes: dict[str, str]) -> None:
    assert client.post(FORM, sent(**changes)).status_code == 422
    assert not Subscriber.objects.exists() and not OutboxMessage.objects.exists()


def test_a_robot_is_thanked_and_forgotten(client: Client) -> None:
    answer = client.post(FORM, sent(website="https://spam.example"))
    assert answer.headers["Location"] == ASKED
    assert not Subscriber.objects.exists()


def test_giving_it_up_takes_one_post_and_no_account_cookie_or_token() -> None:
    known = reader()
    address = known.leaving_address("fr").removeprefix("http://127.0.0.1:8000")
    client = Client(enforce_csrf_checks=True)
    page = client.get(address)
    tree = html.fromstring(page.content)
    assert len(tree.xpath("//main//form[@method='post']//button")) == 1
    assert "no-store" in page.headers["Cache-Control"] and not page.cookies
    assert Subscriber.objects.exists(), "a GET changes nothing"
    # As a mail program does it (RFC 8058), which follows no redirect.
    answer = client.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and not answer.cookies
    assert not Subscriber.objects.exists()
    assert client.post(address).content == answer.content, "again is the same"
    assert client.get(address).content == page.content


def test_giving_it_up_takes_back_what_has_not_left() -> None:
    known, other = reader(), reader("other@example.org")
    made = letter()
    letters.release(made.pk)
    assert letters.hand_over() == 2
    mail.queue(known.email, "newsletter_confirm", {"days": 7}, "fr")
    path = known.leaving_address("en").removeprefix("http://127.0.0.1:8000")
    assert Client().post(path).status_code == 200
    left = OutboxMessage.objects.filter(about__startswith="letter/")
    assert [row.to for row in left] == [other.email]


def test_what_is_not_confirmed_is_forgotten_after_a_week() -> None:
    old = timezone.now() - datetime.timedelta(days=8)
    reader("old@example.org", confirmed=None, token="a" * 64, asked=old)
    reader("new@example.org", confirmed=None, token="b" * 64)
    reader("reader@example.org", asked=old)
    call_command("forget_old")
    assert {row.email for row in Subscriber.objects.all()} == {
        "new@example.org", "reader@example.org",
    }  # fmt: skip


def test_an_account_takes_its_subscription_along() -> None:
    person = user("lea@example.org")
    reader("LEA@example.org", "en")
    reader("other@example.org")
    held = privacy.export(person)["newsletter"]
    assert (held["email"], held["language"]) == ("LEA@example.org", "en")
    privacy.forget(person)
    assert [row.email for row in Subscriber.objects.all()] == ["other@example.org"]


def test_addresses_are_not_kept_by_the_counters(client: Client) -> None:
    client.post(FORM, sent())
    assert "lea" not in str(list(limits.Tally.objects.values_list()))
