"""A session that ends while someone writes takes nothing along."""

from typing import Any

import pytest
from django.test import Client

from atoutsud.site.pages import Page
from tests.backoffice.browser import posted
from tests.backoffice.factories import page_form, superuser

pytestmark = pytest.mark.django_db
ADD = "/admin/site/page/add/"
TEXT = "<p>Une heure de travail, avec « guillemets », &amp; et <b>gras</b>, à ne pas perdre.</p>"


def lost() -> dict[str, Any]:
    return page_form(title_fr="Nouvelle page", body_fr=TEXT, _publish="1")


def test_what_was_posted_without_a_session_comes_back_whole() -> None:
    answer = Client().post(ADD, lost())
    assert answer.status_code == 403
    assert "no-store" in answer["Cache-Control"]
    assert not Page.objects.exists()
    from lxml import html

    form = html.document_fromstring(answer.content.decode()).xpath("//form[@action]")
    again = next(f for f in form if f.get("action") == ADD)
    values = dict(again.form_values())
    assert values["body_fr"] == TEXT
    assert values["title_fr"] == "Nouvelle page"


def test_sent_again_after_signing_in_it_is_saved() -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/fr/compte/connexion/")
    client.get("/admin/login/")
    token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else ""
    origin = {"origin": "http://testserver"}
    first = client.post(ADD, {**lost(), "csrfmiddlewaretoken": token}, headers=origin)
    assert first.status_code == 403
    client.force_login(superuser())
    second = client.post(ADD, {**lost(), "csrfmiddlewaretoken": "x" * 64}, headers=origin)
    assert second.status_code == 403
    assert "guillemets" in second.content.decode()
    fresh = second.context["csrf_token"]
    third = client.post(ADD, {**lost(), "csrfmiddlewaretoken": str(fresh)}, headers=origin)
    assert third.status_code == 302
    assert "guillemets" in Page.objects.get().body_fr


@pytest.mark.parametrize("headers", [{}, {"origin": "https://evil.example"}, {"origin": "null"}])
def test_a_strangers_page_does_not_find_its_words_one_press_from_being_saved(
    headers: dict[str, str],
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(superuser())
    answer = client.post(ADD, lost(), headers=headers)
    assert answer.status_code == 403
    assert "guillemets" not in answer.content.decode()


def test_hostile_names_and_values_come_back_escaped() -> None:
    answer = Client().post(ADD, {'"><script>x</script>': '"><script>alert(1)</script>' * 3})
    assert answer.status_code == 403
    assert "<script>alert" not in answer.content.decode()
    assert "<script>x" not in answer.content.decode()


def test_signing_out_and_reading_are_answered_as_before() -> None:
    assert Client().get(ADD).status_code == 302
    assert Client().post("/admin/logout/").status_code in (302, 403)


def test_a_signed_in_browser_is_not_told_of_a_session_that_ended(desk: Client) -> None:
    assert desk.post(ADD, lost()).status_code == 302


def test_the_page_form_comes_with_the_box_of_kept_typing(desk: Client) -> None:
    content = desk.get(ADD).content
    assert b"data-kept-typing" in content
    assert posted(content, "page_form")
