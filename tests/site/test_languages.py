from typing import Any

import pytest
from django.test import Client
from lxml import html

from atoutsud.site.languages import language_of
from tests.members.factories import staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("", "fr"),
        ("*", "fr"),
        ("en", "en"),
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("de,en;q=0.5", "en"),
        ("ar,fr;q=0.3,en;q=0.7", "en"),
        ("en;q=0,fr;q=0.1", "fr"),
        ("enochian", "fr"),
        ("x" * 5000, "fr"),
        ("en;q=nan", "fr"),
    ],
)
def test_the_front_door_follows_the_browser(client: Client, asked: str, given: str) -> None:
    response = client.get("/", headers={"accept-language": asked})
    assert (response.status_code, response.headers["Location"]) == (302, f"/{given}/")
    assert "Accept-Language" in response.headers["Vary"]
    assert "private" in response.headers["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_address_decides_whatever_the_browser_asks(client: Client, language: str) -> None:
    other = "en" if language == "fr" else "fr"
    response = client.get(f"/{language}/", headers={"accept-language": other})
    assert html.fromstring(response.content).get("lang") == language
    assert response.headers["Content-Language"] == language
    assert "Accept-Language" not in response.headers.get("Vary", "")


@pytest.mark.parametrize(
    ("path", "language"),
    [("/en/x/", "en"), ("/fr/", "fr"), ("/x/en/", "fr"), ("/english/", "fr"), ("/", "fr")],
)
def test_an_address_without_a_language_is_french(path: str, language: str) -> None:
    assert language_of(path) == language


def test_a_file_for_machines_is_in_no_language(client: Client) -> None:
    assert "Content-Language" not in client.get("/robots.txt").headers


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_back_office_speaks_the_language_of_its_user(client: Client, language: str) -> None:
    client.force_login(staff(language=language))
    response = client.get("/admin/")
    assert response.headers["Content-Language"] == language
    assert client.get("/fr/").headers["Content-Language"] == "fr"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", ["x-y/", "a/b/c/", "contact/nothing/"])
def test_an_error_is_told_in_the_language_of_its_address(
    client: Client, language: str, path: str
) -> None:
    response = client.get(f"/{language}/{path}")
    tree = html.fromstring(response.content)
    assert response.status_code == 404
    assert tree.get("lang") == language
    assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert len(tree.xpath("//h1")) == 1
    other = tree.xpath("//div[contains(@class, 'prose')]//i/@lang")
    assert other == ["en" if language == "fr" else "fr"]


@pytest.mark.parametrize(("path", "word"), [("/fr/x/", "panne"), ("/en/x/", "breakdown")])
def test_a_breakdown_needs_neither_data_nor_catalogue(
    rf: Any, path: str, word: str, django_assert_num_queries: Any
) -> None:
    from atoutsud.site.errors import server_error

    with django_assert_num_queries(0):
        response = server_error(rf.get(path))
    tree = html.fromstring(response.content)
    assert response.status_code == 500
    assert tree.get("lang") == path[1:3]
    assert tree.findtext(".//h1") == word


@pytest.mark.parametrize("status", [400, 403])
def test_refusals_have_their_page(rf: Any, status: int) -> None:
    from atoutsud.site import errors

    view = errors.bad_request if status == 400 else errors.forbidden
    response = view(rf.get("/fr/"))
    assert response.status_code == status
    assert "no-cache" in response.headers["Cache-Control"]


def test_a_form_left_open_too_long_says_so() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/en/contact/", {"message": "Hello"})
    assert response.status_code == 403
    assert "form out of date" in response.content.decode()
