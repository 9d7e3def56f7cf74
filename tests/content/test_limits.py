"""Limits hold: per account, per block of addresses, for everybody, whatever headers say."""

import contextlib
import datetime
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from atoutsud.content import limits
from atoutsud.content.limits import Brief, Limit, Reached, Tally, address_of, block, take

pytestmark = pytest.mark.django_db
THREE = Limit("try", 3, 60)


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(limits.time, "time", found)
    return found


def test_a_window_slides(clock: Clock) -> None:
    for _time in range(3):
        take((THREE, "a"))
        clock.now += 10
    with pytest.raises(Reached) as reached:
        take((THREE, "a"))
    assert 30 <= reached.value.wait <= 32
    take((THREE, "b"))
    clock.now += 31
    take((THREE, "a"))
    with pytest.raises(Reached):
        take((THREE, "a"))


def test_a_refusal_by_one_limit_counts_for_none(clock: Clock) -> None:
    wide = Limit("wide", 100, 60)
    for _time in range(5):
        with contextlib.suppress(Reached):
            take((THREE, "a"), (wide, limits.EVERYBODY))
    assert len(Tally.objects.get(scope="wide").moments) == 3


def test_nothing_readable_of_an_address_is_kept_and_old_counts_go() -> None:
    take((THREE, "203.0.113.9"))
    assert "203" not in Tally.objects.get().key
    limits.forget_old()
    assert Tally.objects.exists()
    Tally.objects.update(updated=timezone.now() - datetime.timedelta(days=3))
    limits.forget_old()
    assert not Tally.objects.exists()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (0, None, "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "no address", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, None, "10.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(
    settings: Any, proxies: int, forwarded: str | None, expected: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.1")
    assert address_of(request) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("", ""),
        ("nonsense", "nonsense"),
    ],
)
def test_a_subscriber_of_ipv6_is_his_64(address: str, expected: str) -> None:
    assert block(address) == expected


def test_the_message_says_when_in_both_languages() -> None:
    with translation.override("en"):
        assert "in 1 minute" in str(Reached(20)) and "in 2 hours" in str(Reached(7000))
    with translation.override("fr"):
        assert "dans 5 minutes" in str(Reached(290))


def message(text: str) -> dict[str, str]:
    from tests.site.test_contact import stamp

    return {"email": "lea@example.org", "message": text, "shown": stamp()}


@pytest.mark.parametrize(("code", "words"), [("fr", "Beaucoup d’envois"), ("en", "A great deal")])
def test_the_fourth_message_of_an_hour_comes_back_whole(
    client: Client, code: str, words: str
) -> None:
    for number in range(3):
        assert (
            client.post(f"/{code}/contact/", message(f"Message {number} utile.")).status_code == 302
        )
    refused = client.post(
        f"/{code}/contact/",
        message("Le quatrième message."),
        headers={"X-Forwarded-For": "1.2.3.4"},
    )
    assert refused.status_code == 429
    assert 3500 < int(refused["Retry-After"]) <= 3601
    assert words in refused.text and "Le quatrième message." in refused.text
    # Sent again, what was kept already is not a new message.
    assert client.post(f"/{code}/contact/", message("Message 0 utile.")).status_code == 302


def test_a_form_with_a_fault_is_not_counted(client: Client) -> None:
    for _time in range(5):
        assert (
            client.post("/fr/contact/", {**message("Bonjour à tous."), "email": "x"}).status_code
            == 422
        )
    assert client.post("/fr/contact/", message("Bonjour à tous.")).status_code == 302


def test_reading_is_counted_without_writing(clock: Clock, django_assert_num_queries: Any) -> None:
    brief = Brief(Limit("read", 2, 60), clock)
    with django_assert_num_queries(0):
        assert [brief.wait("a"), brief.wait("a"), brief.wait("b")] == [0, 0, 0]
        assert 0 < brief.wait("a") <= 61
    clock.now += 60
    assert brief.wait("a") == 0
    brief.MOST_KEPT = 3  # type: ignore[misc]
    for number in range(20):
        brief.wait(str(number))
    assert len(brief.counts) <= 4


def test_a_flood_of_searches_is_slowed_and_keeps_the_words(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from atoutsud.site import publicpage

    monkeypatch.setattr(publicpage, "SEARCHES", Brief(Limit("search", 2, 60)))
    for code in ("fr", "en"):
        words = {"fr": "lexique", "en": "lexicon"}[code]
        answers = [client.get(f"/{code}/{words}/?q=cadre{n}") for n in range(3)]
        assert answers[-1].status_code == 429
        assert int(answers[-1]["Retry-After"]) <= 61
        assert "cadre2" in answers[-1].text
        assert client.get(f"/{code}/{words}/").status_code == 200
