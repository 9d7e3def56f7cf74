"""Those who translate write one language of what is there, and publish nothing."""

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client

from atoutsud.backoffice import roles
from atoutsud.content import drafts, revisions
from atoutsud.site.pages import Page
from tests.backoffice.factories import page, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def translator() -> Client:
    client = Client()
    client.force_login(person("t@example.org", roles.TRANSLATORS))
    return client


def address(obj: Page, language: str = "en") -> str:
    kind = ContentType.objects.get_for_model(Page).pk
    return f"/admin/translations/{kind}/{obj.pk}/{language}/"


def test_the_board_leads_there(translator: Client, admin_user: Any) -> None:
    made = page(admin_user)
    assert address(made) in translator.get("/admin/translations/?tab=missing-en").text


def test_a_draft_is_written_in_its_other_language(translator: Client, admin_user: Any) -> None:
    made = page(admin_user)
    text = translator.get(address(made)).text
    assert "Qui sommes-nous" in text and 'lang="fr"' in text and 'name="title_en"' in text
    data = {"title_en": "Who we are", "body_en": "<p>Hello.</p>", "_seen_version": 1}
    answer = translator.post(address(made), {**data, "title_fr": "Pirate", "state": "published"})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.title_en, made.title_fr, made.state) == ("Who we are", "Qui sommes-nous", "draft")


def test_what_readers_see_waits_for_an_editor(translator: Client, admin_user: Any) -> None:
    made = page(admin_user, state="published")
    data = {"title_en": "Who we are", "body_en": "<p>Hello.</p>", "_seen_version": made.version}
    translator.post(address(made), data)
    made.refresh_from_db()
    assert not made.title_en
    draft = drafts.draft_of(made)
    assert draft is not None and draft.document["title.en"] == "Who we are"
    assert translator.post(f"/admin/site/page/{made.pk}/draft/", {"_publish": 1}).status_code == 403
    editor = Client()
    editor.force_login(person("e@example.org", roles.EDITORS))
    assert f"/admin/site/page/{made.pk}/draft/" in editor.get("/admin/content/workingdraft/").text
    editor.post(f"/admin/site/page/{made.pk}/draft/", {"_publish": 1})
    made.refresh_from_db()
    assert made.title_en == "Who we are"


def test_two_translators_of_the_same_words_are_told(translator: Client, admin_user: Any) -> None:
    made = page(admin_user, state="published")
    data = {"title_en": "Who we are", "_seen_version": made.version, "_seen_draft": 0}
    translator.post(address(made), data)
    answer = translator.post(address(made), {**data, "title_en": "About us"})
    assert answer.status_code == 409
    assert "About us" in answer.text and "Who we are" in answer.text
    text = answer.text
    seen = text.partition('name="_seen_draft" value="')[2].partition('"')[0]
    again = {**data, "title_en": "About us", "_seen_draft": seen}
    assert translator.post(address(made), again).status_code == 302
    draft = drafts.draft_of(made)
    assert draft is not None and draft.document["title.en"] == "About us"


def test_a_stale_text_is_said_to_be_right(translator: Client, admin_user: Any) -> None:
    made = page(admin_user, **{"title.en": "Who we are", "body.en": "<p>Hello.</p>"})
    revisions.apply(made, {"title.fr": "Nous"}, seen_version=1, author=admin_user)
    assert 'value="title.en"' in translator.get(address(made)).text
    translator.post(address(made), {"_current": "title.en", "_seen_version": 2})
    assert 'value="title.en"' not in translator.get(address(made)).text


@pytest.mark.parametrize(("role", "status"), [(None, 404), (roles.REVIEWERS, 404)])
def test_others_do_not_reach_it(role: Any, status: int, admin_user: Any) -> None:
    client = Client()
    client.force_login(person("x@example.org", *([role] if role else [])))
    assert client.get(address(page(admin_user))).status_code == status


def test_a_translator_changes_nothing_else(translator: Client, admin_user: Any) -> None:
    made = page(admin_user)
    assert translator.post(f"/admin/site/page/{made.pk}/change/", {}).status_code == 403
    answer = translator.post(
        "/admin/site/page/", {"action": "publish", "_selected_action": [made.pk]}
    )
    made.refresh_from_db()
    assert made.state == "draft" and answer.status_code != 500
    assert translator.get(address(made, "de")).status_code == 404
    wrong = address(made).replace(f"/{made.pk}/", "/999999/")
    assert translator.get(wrong).status_code == 404
