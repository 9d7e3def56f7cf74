from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from atoutsud.members import sessions
from atoutsud.members.passwords import MaximumLengthValidator

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    class Clock:
        now = 1_800_000_000.0

    monkeypatch.setattr(sessions.time, "time", lambda: Clock.now)
    return Clock


def entered(client: Client, *, staff: bool) -> Client:
    user = get_user_model().objects.create_user("someone@example.org", is_staff=staff)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("account_change_password")).wsgi_request.user.is_authenticated


@pytest.mark.parametrize(("staff", "limits"), [(True, sessions.STAFF), (False, sessions.MEMBER)])
class TestLimits:
    def test_a_session_ends_after_silence(
        self, client: Client, clock: Any, staff: bool, limits: sessions.Limits
    ) -> None:
        entered(client, staff=staff)
        clock.now += limits.idle - 10
        assert is_in(client)
        clock.now += limits.idle + 10
        assert not is_in(client)
        assert not Session.objects.filter(session_key=client.cookies["sessionid"].value).exists()

    def test_a_session_ends_however_busy(
        self, client: Client, clock: Any, staff: bool, limits: sessions.Limits
    ) -> None:
        entered(client, staff=staff)
        end = clock.now + limits.whole
        while clock.now + limits.idle - 10 < end:
            clock.now += limits.idle - 10
            assert is_in(client)
        clock.now = end + 10
        assert not is_in(client)


def test_a_reading_page_neither_reads_nor_renews_a_session(
    client: Client, django_assert_num_queries: Any
) -> None:
    entered(client, staff=False)
    answer = client.get("/robots.txt")
    assert not answer.cookies
    assert not answer.wsgi_request.session.accessed


def test_a_password_has_an_end() -> None:
    MaximumLengthValidator(128).validate("x" * 128)
    with pytest.raises(ValidationError, match="128"):
        MaximumLengthValidator(128).validate("x" * 129)
