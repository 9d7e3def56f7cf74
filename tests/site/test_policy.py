"""The style in a page is the one, and the only one, that the policy of its answer allows."""

import re
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory

from atoutsud.site import pagestore, policy
from atoutsud.stylesheet import source_of, worn_by
from tests.lexicon import factories as make

pytestmark = pytest.mark.django_db
ADDRESSES = ("/fr/", "/en/impact/", "/fr/lexique/imprimer/?letter=c", "/en/account/login/",
             "/fr/there-is-no-such-page-anywhere/", "/fr/contact/")  # fmt: skip


def style(answer: Any) -> str:
    found: list[str] = re.findall(r"<style>(.*?)</style>", answer.content.decode(), re.DOTALL)
    assert len(found) == 1 and found[0]
    return found[0]


def allowed(answer: Any) -> list[str]:
    directive = re.search(r"style-src ([^;]*)", answer["Content-Security-Policy"])
    assert directive
    return directive[1].split()


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_bears_one_style_and_its_policy_knows_it(client: Client, address: str) -> None:
    for _time in range(3):  # made, kept, and sent as it was sent before
        answer = client.get(address)
        assert allowed(answer) == ["'self'", source_of(style(answer))]
        assert policy.STYLE not in answer


def test_another_page_has_another_style(client: Client) -> None:
    home, form = client.get("/fr/"), client.get("/fr/contact/")
    assert ".field{" in style(form) and ".field{" not in style(home)
    assert source_of(style(home)) not in form["Content-Security-Policy"]


def test_a_page_of_a_kind_adds_its_own_sheet_to_the_same_style(client: Client) -> None:
    answer = client.get("/en/impact/")
    assert worn_by(answer.content.decode(), ("site", "impact")) == style(answer)


def test_a_page_in_the_frame_of_another_site_is_dressed_too(client: Client) -> None:
    entry = make.concept()
    answer = client.get(f"/fr/lexique/{entry.pk}/integrer/")
    assert answer.status_code == 200
    assert source_of(style(answer)) in allowed(answer)
    assert "frame-ancestors *" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("kept", [True, False])
def test_a_reader_who_has_the_page_keeps_the_policy_it_came_with(
    client: Client, kept: bool
) -> None:
    """A browser takes the headers of a 304 for those of the page."""
    etag = client.get("/fr/")["ETag"]
    if not kept:
        pagestore.store().clear()
    again = client.get("/fr/", headers={"if-none-match": etag})
    assert again.status_code == 304
    assert not again.has_header("Content-Security-Policy")


def test_what_is_no_page_of_ours_allows_no_style(client: Client) -> None:
    assert allowed(client.get("/robots.txt")) == ["'self'"]


def test_a_page_without_anybody_who_asks_links_its_sheet() -> None:
    page = Template("{% load sheets %}{% dressed %}{% stylesheet %}<p>{% enddressed %}")
    assert 'rel="stylesheet"' in page.render(Context()) and "<style" not in page.render(Context())
    request = RequestFactory().get("/fr/")
    assert page.render(Context({"request": request})).startswith("<style>:root")
    assert getattr(request, "own_style").startswith("'sha256-")  # noqa: B009


def test_the_sheet_is_a_file_while_it_is_worked_on(client: Client, settings: Any) -> None:
    settings.DEBUG = True
    assert b"<style" not in client.get("/fr/contact/").content
