"""What is held of a person: given back whole, erased on demand, forgotten with time."""

import datetime
import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.utils import timezone

from atoutsud.content import mail, privacy
from atoutsud.content.mail import OutboxMessage
from atoutsud.content.revisions import Revision
from atoutsud.members.models import Session, User
from atoutsud.members.views import erase, is_last_administrator
from lexicon.models import Contribution, Message
from tests.lexicon import factories as lexicon
from tests.lexicon.test_moderation import settle
from tests.members.factories import PASSWORD, user

pytestmark = pytest.mark.django_db
PERSONAL = {
    "email", "to", "reply_to", "ip", "phone", "agent", "user_agent", "credit_name",
    "credited_name", "contact_name", "first_name", "last_name", "birth_date", "address",
}  # fmt: skip
# Columns called so that hold nobody's data.
NOBODYS = {"account.emailconfirmation.key"}
# Who made a thing of the site: emptied when the account goes (SET_NULL).
MADE_BY = ("created_by",)


def columns() -> set[str]:
    """Every column that points to an account or is called like something personal."""
    found = set()
    for model in apps.get_models():
        label = model._meta.label_lower
        for column in model._meta.concrete_fields:
            to_account = column.is_relation and column.related_model in (User, EmailAddress)
            if to_account or isinstance(column, models.EmailField) or column.name in PERSONAL:
                if column.name in MADE_BY and column.remote_field.on_delete is models.SET_NULL:
                    continue
                found.add(f"{label}.{column.name}")
    found |= {f"members.user.{c.name}" for c in User._meta.concrete_fields if c.name != "id"}
    return found - NOBODYS


def test_every_personal_column_has_its_rule() -> None:
    rules = privacy.rules()
    assert columns() - set(rules) == set(), "say in a privacy.py what becomes of it"
    known = {f"{m._meta.label_lower}.{c.name}" for m in apps.get_models()
             for c in m._meta.concrete_fields}  # fmt: skip
    assert set(rules) <= known, "a rule names a column that is not there"


def lived() -> User:
    """Somebody who left a trace everywhere."""
    from atoutsud.site.models import ContactMessage
    from lexicon import talking

    person = user("lea@example.org", credit_choice="name", credit_name="Léa Martin")
    accepted = lexicon.proposal(lexicon.concept(), ("note.fr", "Une note."), author=person)
    settle(accepted, "apply")
    Contribution.objects.filter(pk=accepted.pk).update(message="Confidence de Léa.")
    refused = lexicon.new_proposal("mot refusé", author=person)
    settle(refused, "refuse", "refuse", "refuse")
    waiting = lexicon.new_proposal("mot en attente", author=person)
    talking.ask(waiting, reviewer=lexicon.reviewer(), text="D’où vient-il ?")
    talking.answer(waiting, author=person, text="De mon carnet.")
    ContactMessage.objects.create(email="lea@example.org", message="Bonjour.", language="fr")
    return person


def signed_in(person: User) -> Client:
    """As somebody who has just typed the password."""
    client = Client()
    answer = client.post("/fr/compte/connexion/", {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def test_the_export_holds_everything_and_no_secret() -> None:
    person = lived()
    client = signed_in(person)
    assert client.get("/fr/compte/donnees/").status_code == 200
    answer = client.post("/fr/compte/donnees/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    text = answer.content.decode()
    held = json.loads(text)
    assert {"account", "contributions", "history", "letters", "messages"} <= set(held)
    for words in ("lea@example.org", "Léa Martin", "mot refusé", "mot en attente", "De mon carnet.",
                  "Confidence de Léa.", "Bonjour.", "Une note."):  # fmt: skip
        assert words in text, words
    assert person.password not in text
    assert client.session.session_key not in text


def test_deletion_erases_the_person_and_keeps_the_history_whole() -> None:
    person = lived()
    client = signed_in(person)
    numbers = list(Revision.objects.order_by("pk").values_list("pk", "document"))
    wrong = client.post("/fr/compte/supprimer/", {"email": "autre@example.org"})
    assert wrong.status_code == 422 and User.objects.filter(pk=person.pk).exists()
    assert client.post("/fr/compte/supprimer/", {"email": " LEA@example.org"}).status_code == 302
    assert not User.objects.filter(pk=person.pk).exists()
    assert list(Revision.objects.order_by("pk").values_list("pk", "document")) == numbers
    assert not Revision.objects.filter(credited_name__contains="Léa").exists()
    left = Contribution.objects.get()
    assert (left.state, left.author, left.message) == ("accepted", None, "")
    assert not Message.objects.exists() and not Session.objects.filter(user=person.pk).exists()
    for model in apps.get_models():
        names = [
            c.name
            for c in model._meta.concrete_fields
            if isinstance(c, models.CharField | models.TextField | models.JSONField)
        ]
        for row in model._default_manager.values_list(*names) if names else ():
            assert "lea@example.org" not in str(row).lower(), model
            assert "Léa Martin" not in str(row), model
    assert client.get("/fr/compte/").status_code == 302


def test_the_deletion_is_all_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    person = lived()

    def broken(self: Any, *args: Any, **kwargs: Any) -> Any:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(User, "delete", broken)
    with pytest.raises(RuntimeError):
        erase(person)
    assert Message.objects.exists() and Revision.objects.filter(credited_name="Léa Martin").exists()


def test_what_weighs_heavily_asks_who_is_there(client: Client) -> None:
    person = user()
    client.force_login(person)
    for page in ("donnees", "supprimer"):
        answer = client.get(f"/fr/compte/{page}/")
        assert answer.status_code == 302 and "/compte/confirmer/" in answer["Location"]
        assert client.post(f"/fr/compte/{page}/", {"email": person.email}).status_code == 302
    assert User.objects.filter(pk=person.pk).exists()
    without = user("code@example.org", password=None)
    client.force_login(without)
    assert "/compte/connexion/" in client.get("/fr/compte/supprimer/")["Location"]
    assert client.get("/fr/compte/").status_code == 302


def test_the_last_administrator_stays() -> None:
    person = user("chef@example.org", is_staff=True, is_superuser=True)
    assert is_last_administrator(person)
    user("autre@example.org", is_staff=True, is_superuser=True)
    assert not is_last_administrator(person)


def old(**delta: float) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(**delta)


def test_time_forgets_what_was_kept_long_enough() -> None:
    from atoutsud.site.models import ContactMessage

    lived()
    ghost = User.objects.create_user("fantome@example.org")
    EmailAddress.objects.create(user=ghost, email=ghost.email, verified=False)
    made_by_office = User.objects.create_user("bureau@example.org")
    privacy.expire()
    assert User.objects.filter(pk=ghost.pk).exists()
    User.objects.update(date_joined=old(days=8))
    Contribution.objects.filter(state="refused").update(decided_at=old(days=366))
    ContactMessage.objects.update(created=old(days=366), answered=True)
    OutboxMessage.objects.update(sent=old(days=31))
    call_command("forget_old", dry_run=True)
    assert User.objects.filter(pk=ghost.pk).exists()
    call_command("forget_old")
    assert not User.objects.filter(pk=ghost.pk).exists()
    assert User.objects.filter(pk=made_by_office.pk).exists()
    assert not Contribution.objects.filter(state="refused").exists()
    assert Contribution.objects.filter(state="accepted").exists()
    assert not ContactMessage.objects.exists() and not OutboxMessage.objects.exists()


def test_devices_are_listed_and_the_others_ended() -> None:
    person = user()
    here, there, elsewhere = (signed_in(person) for _ in range(3))
    page = here.get("/fr/compte/seances/")
    text = page.content.decode()
    assert text.count('name="end"') == 3
    for row in Session.objects.all():
        assert row.session_key not in text
    stranger = signed_in(user("autre@example.org"))
    assert stranger.post("/fr/compte/seances/", {"end": "others"}).status_code == 302
    assert there.get("/fr/compte/").status_code == 200
    assert here.post("/fr/compte/seances/", {"end": "others"}).status_code == 302
    assert there.get("/fr/compte/").status_code == elsewhere.get("/fr/compte/").status_code == 302
    assert here.get("/fr/compte/").status_code == 200


def test_one_device_is_ended_alone() -> None:
    from atoutsud.members.views import mark_of

    person = user()
    here, there, third = (signed_in(person) for _ in range(3))
    key = there.session.session_key
    here.post("/fr/compte/seances/", {"end": mark_of(Session.objects.get(session_key=key))})
    assert there.get("/fr/compte/").status_code == 302
    assert third.get("/fr/compte/").status_code == 200


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/2010 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
         "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
         "Safari, iPhone"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_device_is_named_in_two_words(header: str, words: str) -> None:
    from atoutsud.members.sessions import agent_in_words

    assert agent_in_words(header) == words


def test_mail_given_up_is_tried_again_and_sent_once(mailoutbox: Any) -> None:
    letter = mail.queue("lea@example.org", "members_notice", {"change": "x", "email": "x"}, "fr")
    OutboxMessage.objects.update(attempts=mail.ATTEMPTS, not_before=old(days=-3), last_error="x")
    assert mail.send_due() == 0
    call_command("retry_mail")
    call_command("retry_mail")
    assert len(mailoutbox) == 1
    letter.refresh_from_db()
    assert letter.sent
