"""The mail server is down for a while: pages go on, and every mail leaves once afterwards."""

import datetime
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from atoutsud.content import mail
from atoutsud.content.mail import OutboxMessage
from tests.lexicon import factories as make
from tests.lexicon.test_moderation import settle

pytestmark = pytest.mark.django_db


class Flaky(EmailBackend):
    """Refuses everything while `down`."""

    down = True

    def send_messages(self, messages: Any) -> int:
        if Flaky.down:
            raise ConnectionRefusedError("nobody listens")
        return int(super().send_messages(messages))


def test_every_mail_leaves_once_when_the_server_is_back(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, mailoutbox: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Flaky"
    monkeypatch.setattr(Flaky, "down", True)
    entry = make.concept()
    for number in range(3):
        author = make.member(f"m{number}@example.org")
        settle(make.proposal(entry, (f"note.{'fr' if number else 'en'}", f"{number}"),
                             author=author), "apply" if number < 2 else "refuse")  # fmt: skip
    client.force_login(make.member("m0@example.org"))
    now = timezone.now() + datetime.timedelta(minutes=6)
    monkeypatch.setattr(timezone, "now", lambda: now)
    for _tour in range(5):
        assert mail.send_due() == 0
        now += datetime.timedelta(minutes=20)
        assert client.get("/fr/lexique/mes-contributions/").status_code == 200
        assert client.get("/fr/").status_code == 200
    assert OutboxMessage.objects.waiting().count() == 3
    assert "nobody listens" in OutboxMessage.objects.first().last_error  # type: ignore[union-attr]
    Flaky.down = False
    now += datetime.timedelta(hours=12)
    assert mail.send_due() == 3
    now += datetime.timedelta(hours=12)
    assert mail.send_due() == 0
    assert sorted(letter.to[0] for letter in django_mail.outbox) == [
        "m0@example.org", "m1@example.org", "m2@example.org",
    ]  # fmt: skip
