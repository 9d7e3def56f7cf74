"""How often one may try to get in: by account, by address, and everybody together."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.test import Client

from atoutsud.content import limits
from atoutsud.members import adapter, forms
from atoutsud.site import guardedform, publicpage
from lexicon import contributing, proposing
from tests.members import factories

pytestmark = pytest.mark.django_db
LOGIN = "/fr/compte/connexion/"
CODE = "/fr/compte/securite/code/"


def entered(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_limits_are_those_we_promise() -> None:
    """`docs/safety.md`, B01."""
    assert adapter.PASSWORDS_OF_ALL[1:] == (1000, 300)
    assert forms.CODES_A_DAY[1:] == (50, limits.DAY)
    assert settings.ACCOUNT_RATE_LIMITS == {
        "login": "30/m/ip",
        "login_failed": "10/5m/ip,5/5m/key",
        "signup": "5/h/ip",
        "reset_password": "20/m/ip,5/d/key",
        "request_login_code": "20/m/ip,3/m/key",
    }
    assert (guardedform.AN_HOUR, contributing.AN_HOUR, proposing.WAITING) == (3, 10, 30)
    assert publicpage.SEARCHES.limit[1:] == (5 * 60, 60)


def test_a_password_tried_from_everywhere_is_stopped_for_everybody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(adapter, "PASSWORDS_OF_ALL", adapter.PASSWORDS_OF_ALL._replace(most=3))
    moment = [1_800_000_000.0]
    monkeypatch.setattr(limits.time, "time", lambda: moment[0])
    factories.user()
    for number in range(3):
        tried = {"login": f"account{number}@example.org", "password": "the-same"}
        Client(REMOTE_ADDR=f"203.0.113.{number}").post(LOGIN, tried)
    mine = {"login": "lea@example.org", "password": factories.PASSWORD}
    client = Client(REMOTE_ADDR="198.51.100.7")
    answer = client.post(LOGIN, mine)
    assert not entered(client)
    assert "lea@example.org" in answer.content.decode()
    # A code by mail still opens, so that nobody is locked out by a stranger.
    assert (
        client.post("/fr/compte/connexion/code/", {"email": "lea@example.org"}).status_code == 302
    )
    moment[0] += adapter.PASSWORDS_OF_ALL.seconds + 1
    later = Client(REMOTE_ADDR="198.51.100.7")
    later.post(LOGIN, mine)
    assert entered(later)


def test_a_stranger_does_not_lock_the_holder_out() -> None:
    """Five wrong passwords close that way in for five minutes; a code by mail stays open."""
    factories.user()
    for _attempt in range(6):
        Client(REMOTE_ADDR="203.0.113.9").post(LOGIN, {"login": "lea@example.org", "password": "x"})
    client = Client(REMOTE_ADDR="198.51.100.7")
    client.post("/fr/compte/connexion/code/", {"email": "lea@example.org"})
    from tests.members.test_entrance import code_in_last_mail

    client.post("/fr/compte/connexion/code/saisir/", {"code": code_in_last_mail()})
    assert entered(client)


def at_the_second_door() -> tuple[Any, Client]:
    boss = factories.staff()
    totp.TOTP.activate(boss, totp.generate_totp_secret())
    client = Client()
    client.post(LOGIN, {"login": boss.email, "password": factories.PASSWORD})
    return boss, client


def test_five_wrong_codes_stop_the_sixth_even_right(monkeypatch: pytest.MonkeyPatch) -> None:
    boss, client = at_the_second_door()
    codes = RecoveryCodes.activate(boss).get_unused_codes()
    for _attempt in range(5):
        client.post(CODE, {"code": "000000"})
    client.post(CODE, {"code": codes[0]})
    assert not entered(client)


def test_a_day_of_codes_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    boss, client = at_the_second_door()
    codes = RecoveryCodes.activate(boss).get_unused_codes()
    monkeypatch.setattr(forms, "CODES_A_DAY", forms.CODES_A_DAY._replace(most=2))
    for _attempt in range(2):
        client.post(CODE, {"code": "000000"})
    client.post(CODE, {"code": codes[0]})
    assert not entered(client)


def test_a_code_works_once() -> None:
    boss, client = at_the_second_door()
    code = RecoveryCodes.activate(boss).get_unused_codes()[0]
    client.post(CODE, {"code": code})
    assert entered(client)
    again = Client()
    again.post(LOGIN, {"login": boss.email, "password": factories.PASSWORD})
    again.post(CODE, {"code": code})
    assert not entered(again)


def test_a_number_of_the_app_works_once(monkeypatch: pytest.MonkeyPatch) -> None:
    boss, client = at_the_second_door()
    secret = Authenticator.objects.get(user=boss, type="totp")
    key = decrypt(secret.data["secret"])
    number = totp.format_hotp_value(
        totp.hotp_value(key, next(totp.yield_hotp_counters_from_time()))
    )
    client.post(CODE, {"code": number})
    assert entered(client)
    again = Client()
    again.post(LOGIN, {"login": boss.email, "password": factories.PASSWORD})
    again.post(CODE, {"code": number})
    assert not entered(again)
