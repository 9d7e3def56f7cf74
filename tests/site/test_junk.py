"""Requests no browser sends: refused, or answered without what made them odd."""

from io import BytesIO
from typing import Any

import pytest
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import Client

from atoutsud.wsgi import application
from tests.backoffice import factories

pytestmark = pytest.mark.django_db
NULS = '"\\000aaaaaaaaaa"'


def ask(path: str, **environ: Any) -> int:
    """The status of the whole application, as a server would call it."""
    answers: list[str] = []
    body = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(b""), "wsgi.errors": BytesIO(), "REMOTE_ADDR": "127.0.0.1",
    }  # fmt: skip
    request_started.disconnect(close_old_connections)
    try:
        list(
            application({**body, **environ}, lambda status, headers, e=None: answers.append(status))
        )
    finally:
        request_started.connect(close_old_connections)
    return int(answers[0][:3])


@pytest.mark.parametrize("charset", ["base64", "unicode_escape", "idna", "utf-16", "none-such"])
def test_a_charset_that_is_not_ours_is_400(charset: str) -> None:
    assert ask("/fr/", CONTENT_TYPE=f"text/plain; charset={charset}") == 400


def test_utf8_and_no_charset_are_read() -> None:
    assert ask("/healthz", CONTENT_TYPE="text/plain; charset=UTF-8") == 200
    assert ask("/healthz", CONTENT_TYPE="") == 200


@pytest.mark.parametrize(
    "address", ["/fr/lexique/contribuer/", "/fr/compte/", "/admin/", "/fr/compte/connexion/"]
)
def test_a_nul_in_a_cookie_is_no_cookie(client: Client, address: str) -> None:
    cookies = f"sessionid={NULS}; lexicon_draft={NULS}; csrftoken={NULS}; messages={NULS}"
    assert client.get(address, headers={"cookie": cookies}).status_code in (200, 302)


def test_a_nul_in_a_filter_of_the_back_office_is_400(client: Client) -> None:
    client.force_login(factories.superuser())
    assert client.get("/admin/news/article/?kind__exact=%00").status_code == 400


def test_a_very_long_list_of_languages_is_cut(client: Client) -> None:
    response = client.get("/", headers={"accept-language": "x" * 600})
    assert (response.status_code, response["Location"]) == (302, "/fr/")


@pytest.mark.parametrize("method", ["post", "put", "delete", "trace", "options"])
@pytest.mark.parametrize("address", ["/", "/id/1"])
def test_addresses_that_only_lead_elsewhere_are_only_read(
    client: Client, method: str, address: str
) -> None:
    assert getattr(client, method)(address).status_code == 405


def test_any_version_will_do_only_where_there_is_a_page(client: Client) -> None:
    headers = {"if-none-match": "*"}
    assert client.get("/fr/actualites/99999-x/", headers=headers).status_code == 404


@pytest.mark.parametrize(
    ("asked", "given"),
    [("gzip", "gzip"), ("br;q=1, GZIP;q=0.5", "br"), ("gzip, br;q=0", "gzip"), ("gzip;q=0", None),
     ("gzip; q=0.000", None), ("identity, gzip;q=0, *", None), ("xgzip", None)],
)  # fmt: skip
def test_what_is_compressed_goes_to_those_who_take_it(
    client: Client, asked: str, given: str | None
) -> None:
    response = client.get("/fr/", headers={"accept-encoding": asked})
    assert response.headers.get("Content-Encoding") == given


def test_a_page_number_is_canonical_only_where_there_are_pages(client: Client) -> None:
    html = client.get("/fr/?page=7", headers={"accept-encoding": "identity"}).content.decode()
    assert 'rel="canonical" href="http://127.0.0.1:8000/fr/"' in html
    assert "page=7" not in html.partition('class="lang"')[0]
