"""A page that was sent before leaves again with the same headers, and nothing else is asked."""

import gzip
from io import BytesIO
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
from django.core.signals import request_started
from django.db import OperationalError, close_old_connections, connection
from django.test import Client, override_settings

from atoutsud.content import publication
from atoutsud.site import headers, keptpages, pagestore, publicpage
from atoutsud.wsgi import application
from tests.members.factories import user
from tests.site.factories import bilingual

pytestmark = pytest.mark.django_db
ONE = "/fr/mentions-legales/"
# What each answer has of its own.
OWN = {"X-Request-ID"}


def headers_of(response: Any) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name not in OWN}


class OnTheWire(NamedTuple):
    status: str
    headers: dict[str, str]
    content: bytes


def wire(path: str, **environ: Any) -> OnTheWire:
    """What the server that calls the application is told."""
    told: list[Any] = []
    asked = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http",
        "HTTP_HOST": "testserver", "wsgi.input": BytesIO(b""), "wsgi.errors": BytesIO(),
        "REMOTE_ADDR": "127.0.0.1", **environ,
    }  # fmt: skip
    # Nothing may close the connection that holds the test's transaction.
    request_started.disconnect(close_old_connections)
    try:
        parts = application(asked, lambda status, pairs, e=None: told.extend((status, pairs)))
        content = b"".join(parts)
    finally:
        request_started.connect(close_old_connections)
    names = [name for name, _value in told[1]]
    assert len(names) == len(set(names))
    return OnTheWire(told[0], dict(told[1]), content)


@pytest.fixture
def no_request(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions of which Django made a request."""
    made: list[str] = []
    real = headers.HeadersMiddleware.__call__

    def counting(self: Any, request: Any) -> Any:
        made.append(request.path)
        return real(self, request)

    monkeypatch.setattr(headers.HeadersMiddleware, "__call__", counting)
    return made


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


def test_the_server_is_given_a_kept_page_before_a_request_is_made_of_the_question(
    client: Client, no_request: list[str], django_assert_num_queries: Any
) -> None:
    bilingual()
    for taken in ("identity", "gzip", "br"):
        first = client.get(ONE, headers={"accept-encoding": taken})
        no_request.clear()
        with django_assert_num_queries(1):
            sent = wire(ONE, HTTP_ACCEPT_ENCODING=taken)
        assert no_request == []
        assert (sent.status, sent.content) == ("200 OK", first.content)
        assert {n: v for n, v in sent.headers.items() if n not in OWN} == headers_of(first)
        assert sent.headers["X-Request-ID"] != first.headers["X-Request-ID"]
        head = wire(ONE, HTTP_ACCEPT_ENCODING=taken, REQUEST_METHOD="HEAD")
        assert head.content == b"" and head.headers["Content-Length"] == str(len(first.content))


def test_the_server_is_told_that_a_reader_has_the_page(
    client: Client, no_request: list[str]
) -> None:
    bilingual()
    first = client.get(ONE)
    full = client.get(ONE, headers={"if-none-match": first.headers["ETag"]})
    no_request.clear()
    for known in (
        {"HTTP_IF_NONE_MATCH": first.headers["ETag"]},
        {"HTTP_IF_NONE_MATCH": f'"another", {first.headers["ETag"]}'},
        {"HTTP_IF_MODIFIED_SINCE": first.headers["Last-Modified"]},
    ):
        sent = wire(ONE, **known)
        assert (sent.status, sent.content) == ("304 Not Modified", b"")
        assert {n: v for n, v in sent.headers.items() if n not in OWN} == headers_of(full)
    assert wire(ONE, HTTP_IF_NONE_MATCH='W/"another"').status == "200 OK"
    assert no_request == []


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"HTTP_HOST": "evil.example"}, "400"),
        ({"HTTP_HOST": ""}, "400"),
        ({"HTTP_HOST": "testserver@evil.example"}, "400"),
        ({"REQUEST_METHOD": "POST"}, "403"),
        ({"REQUEST_METHOD": "DELETE"}, "403"),
        ({"CONTENT_TYPE": "text/html; charset=utf-7"}, "400"),
        ({"HTTP_IF_NONE_MATCH": "*"}, "200"),
        ({"HTTP_IF_MATCH": '"another"'}, "200"),
        ({"QUERY_STRING": "utm=1"}, "200"),
    ],
)
def test_whatever_is_not_plain_goes_the_whole_way(
    client: Client, no_request: list[str], asked: dict[str, str], status: str
) -> None:
    bilingual()
    client.get(ONE)
    no_request.clear()
    assert wire(ONE, **asked).status[:3] == status
    assert no_request == [ONE]


def test_a_page_asked_in_clear_goes_the_whole_way_where_that_redirects(
    client: Client, no_request: list[str], settings: Any
) -> None:
    bilingual()
    client.get(ONE)
    settings.SECURE_SSL_REDIRECT = True
    no_request.clear()
    wire(ONE, **{"wsgi.url_scheme": "https"})
    assert no_request == []
    wire(ONE)
    assert no_request == [ONE]
    # Only the proxy that the settings name is believed.
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert not keptpages._is_secure({"HTTP_X_FORWARDED_PROTO": "http", "wsgi.url_scheme": "https"})
    assert keptpages._is_secure({"HTTP_X_FORWARDED_PROTO": "https", "wsgi.url_scheme": "http"})
    settings.SECURE_PROXY_SSL_HEADER = None
    assert not keptpages._is_secure({"HTTP_X_FORWARDED_PROTO": "https", "wsgi.url_scheme": "http"})
