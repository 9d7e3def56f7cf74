"""A page that was sent before leaves again with the same headers, and nothing else is asked."""

import gzip
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings

from atoutsud.content import publication
from atoutsud.site import keptpages, pagestore, publicpage
from tests.members.factories import user
from tests.site.factories import bilingual

pytestmark = pytest.mark.django_db
ONE = "/fr/mentions-legales/"
# What each answer has of its own.
OWN = {"X-Request-ID"}


def headers_of(response: Any) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name not in OWN}


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses of which a view was asked."""
    asked: list[str] = []
    real = publicpage._kept

    def counting(request: Any, *args: Any) -> Any:
        asked.append(request.path)
        return real(request, *args)

    monkeypatch.setattr(publicpage, "_kept", counting)
    return asked


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_the_second_answer_is_the_first_without_asking_the_view(
    client: Client, rendered: list[str], encoding: str, django_assert_num_queries: Any
) -> None:
    bilingual()
    first = client.get(ONE, headers={"accept-encoding": encoding})
    assert rendered == [ONE]
    with django_assert_num_queries(1):
        second = client.get(ONE, headers={"accept-encoding": encoding})
    assert rendered == [ONE]
    assert second.content == first.content
    assert headers_of(second) == headers_of(first)
    assert {"Content-Security-Policy", "X-Frame-Options", "Content-Language"} <= set(second.headers)
    assert not OWN - set(second.headers)


def test_another_encoding_is_made_once(client: Client, rendered: list[str]) -> None:
    bilingual()
    plain = client.get(ONE, headers={"accept-encoding": "identity"})
    for _time in range(3):
        packed = client.get(ONE, headers={"accept-encoding": "gzip"})
        assert gzip.decompress(packed.content) == plain.content
    assert rendered == [ONE, ONE]


def test_who_has_the_page_gets_304_with_what_caches_need(
    client: Client, rendered: list[str]
) -> None:
    bilingual()
    first = client.get(ONE)
    known = {"if-none-match": first.headers["ETag"]}
    again = client.get(ONE, headers=known)
    since = client.get(ONE, headers={"if-modified-since": first.headers["Last-Modified"]})
    assert rendered == [ONE]
    for response in (again, since):
        assert response.status_code == 304 and not response.content
        for name in ("ETag", "Last-Modified", "Cache-Control", "Vary"):
            assert response.headers[name] == first.headers[name]
        assert not [name for name in response.headers if name in keptpages.OF_CONTENT]
    assert client.get(ONE, headers={"if-none-match": 'W/"other"'}).status_code == 200
    assert client.get(ONE, headers={"if-none-match": "*"}).status_code == 200
    assert client.get(ONE, headers={"if-match": '"other"'}).status_code in (200, 412)


def test_head_is_answered_like_get(client: Client, rendered: list[str]) -> None:
    bilingual()
    first = client.get(ONE)
    again = client.head(ONE)
    assert headers_of(again) == headers_of(first)
    assert rendered == [ONE]


def test_a_change_is_seen_by_the_next_reader(client: Client) -> None:
    page = bilingual()
    old = client.get(ONE).headers["ETag"]
    client.get(ONE)
    page.body_fr = "<p>Changé.</p>"
    page.save()
    response = client.get(ONE, headers={"if-none-match": old})
    assert response.status_code == 200 and "Changé." in response.content.decode()


def test_what_would_be_refused_is_refused(client: Client) -> None:
    bilingual()
    client.get(ONE)
    assert client.get(ONE, headers={"host": "evil.example"}).status_code == 400
    assert client.post(ONE).status_code == 405
    assert client.generic("GET", ONE, b"x" * 9).status_code == 200
    with override_settings(SECURE_SSL_REDIRECT=True):
        again = Client()
        moved = again.get(ONE)
        assert (moved.status_code, moved["Location"][:8]) == (301, "https://")
        assert again.get(ONE, secure=True).status_code == 200


def test_no_reader_leaves_anything_for_the_next(client: Client) -> None:
    """Not the one for whom it was first made, with a session, odd cookies and wishes."""
    bilingual()
    first = Client(headers={"accept-language": "en", "origin": "https://elsewhere.example"})
    first.force_login(user("lectrice@example.org"))
    first.cookies["csrftoken"] = "broken"
    first.get(ONE)
    again = client.get(ONE)
    assert again.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in again.headers and not again.cookies
    pagestore.store().clear()
    assert headers_of(client.get(ONE)) == headers_of(again)


def test_private_pages_are_never_answered_from_here(client: Client) -> None:
    for address in ("/fr/compte/connexion/", "/fr/contact/", "/admin/login/", "/healthz"):
        client.get(address)
        assert not pagestore.store().knows(f"{address}?")


def test_a_database_that_is_away_is_told_as_elsewhere(client: Client) -> None:
    bilingual()
    client.get(ONE)
    with patch.object(publication, "seen", side_effect=OperationalError("unable to open database")):
        response = client.get(ONE)
    assert response.status_code == 503


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no line to cut")
@pytest.mark.django_db(transaction=True)
def test_a_line_cut_meanwhile_costs_no_reader_anything(client: Client) -> None:
    bilingual()
    assert client.get(ONE).status_code == 200
    assert connection.connection is not None
    connection.connection.close()
    assert client.get(ONE).status_code == 200


def test_a_page_forgotten_is_made_again(client: Client, rendered: list[str]) -> None:
    bilingual()
    client.get(ONE)
    pagestore.store().clear()
    client.get(ONE)
    client.get(ONE)
    assert rendered == [ONE, ONE]
