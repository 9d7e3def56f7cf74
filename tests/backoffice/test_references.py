"""What the rich text box asks, what it keeps, and the advice beside it."""

from typing import Any

import pytest
from django.test import Client

from atoutsud.backoffice import roles
from atoutsud.content.files import Document
from atoutsud.content.pictures import Picture
from atoutsud.site.pages import Page
from news.models import Article
from tests.backoffice import factories
from tests.content.uploads import a_picture, upload
from tests.lexicon import factories as lexicon
from tests.news.factories import article

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/references/"


def found(client: Client, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(ADDRESS, query)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    return list(answer.json()["found"])


def test_pictures_are_listed_newest_first_and_searched(editor_desk: Client) -> None:
    old = a_picture(alt_fr="Une réunion")
    new = a_picture(alt_fr="Un arbre", consent="missing")
    both = found(editor_desk, kind="picture", q="")
    assert [item["ref"] for item in both] == [f"ref:content.picture/{p.pk}" for p in (new, old)]
    assert both[0]["note"] and not both[1]["note"]
    assert both[1]["thumb"].startswith("/media/")
    assert [item["title"] for item in found(editor_desk, kind="picture", q="reunion")] == [
        "Une réunion"
    ]


def test_pages_of_every_kind_are_found_with_their_state(editor_desk: Client) -> None:
    published = article(title_fr="Zanzibar en fête", state="published")
    draft = article(title_fr="Zanzibar demain", state="draft")
    entry = lexicon.concept("zanzibar")
    items = {item["ref"]: item for item in found(editor_desk, kind="page", q="zanzibar")}
    assert set(items) == {
        f"ref:news.article/{published.pk}",
        f"ref:news.article/{draft.pk}",
        f"ref:lexicon.concept/{entry.pk}",
    }
    assert items[f"ref:news.article/{draft.pk}"]["note"] == "brouillon"
    assert items[f"ref:news.article/{published.pk}"]["note"] == ""


def test_documents_are_targets_too(editor_desk: Client) -> None:
    made = Document.take(upload(b"%PDF-1.4 x", "a.pdf"), title_fr="Rapport d’activité")
    (item,) = found(editor_desk, kind="page", q="activite rapport")
    assert (item["ref"], item["kind"]) == (f"ref:content.document/{made.pk}", "PDF")


def test_what_is_behind_references_and_addresses_is_told(editor_desk: Client) -> None:
    made, picture = article(title_fr="Un titre"), a_picture()
    names = [f"ref:news.article/{made.pk}", f"ref:content.picture/{picture.pk}"]
    asked = [*names, "ref:news.article/999", "ref:members.user/1", "ref:x.y/1", "nonsense"]
    assert [item["ref"] for item in found(editor_desk, ref=asked)] == names
    assert [item["ref"] for item in found(editor_desk, url=made.address("fr"))] == names[:1]
    assert found(editor_desk, url="https://example.org/") == []
    assert found(editor_desk) == []


def test_nobody_is_told_of_what_he_may_not_see() -> None:
    draft = article(title_fr="Zanzibar secret", state="draft")
    picture = a_picture()
    person = factories.person("bare@example.org")
    client = Client()
    client.force_login(person)
    assert found(client, kind="page", q="zanzibar") == []
    assert found(client, kind="picture", q="") == []
    asked = [f"ref:news.article/{draft.pk}", f"ref:content.picture/{picture.pk}"]
    assert found(client, ref=asked) == []
    assert Client().get(ADDRESS, {"q": "zanzibar"}).status_code == 302
    reviewer = factories.person("reviews@example.org", roles.REVIEWERS)
    client.force_login(reviewer)
    assert len(found(client, kind="page", q="zanzibar")) == 1  # reviewers see the news


@pytest.mark.parametrize("query", ["%", "'", "a" * 5000, "ref:", "🙂", '"'])
def test_absurd_questions_find_nothing(editor_desk: Client, query: str) -> None:
    for kind in ("page", "picture"):
        assert found(editor_desk, kind=kind, q=query) == []
    assert found(editor_desk, ref=query) == []
    assert found(editor_desk, url=query) == []


def test_a_link_to_this_site_is_saved_by_identity(editor_desk: Client) -> None:
    target = article(title_fr="La cible", state="published")
    body = f'<p><a href="{target.address("fr")}">La suite du récit</a></p>'
    data = factories.page_form(title_fr="Une page", body_fr=body)
    assert editor_desk.post("/admin/site/page/add/", data).status_code == 302
    assert f'href="ref:news.article/{target.pk}"' in (Page.objects.get().body_fr or "")


def test_advice_stands_beside_the_box_after_saving(editor_desk: Client) -> None:
    body = '<p>Pour lire le texte, <a href="https://example.org/">cliquez ici</a>.</p>'
    data = factories.page_form(title_fr="Une page", body_fr=body)
    answer = editor_desk.post("/admin/site/page/add/", data, follow=True)
    page = answer.content.decode()
    made = Page.objects.get()
    assert f"/admin/site/page/{made.pk}/change/#advice-body_fr" in page
    assert 'id="advice-body_fr"' in page and 'id="advice-body_en"' not in page
    assert "ne dit pas où il mène" in page


def test_advice_is_no_wall(editor_desk: Client) -> None:
    body = "<h4>Trop bas</h4><p>Le XQZT agit.</p>"
    data = factories.page_form(title_fr="Une page", body_fr=body, _publish="1")
    answer = editor_desk.post("/admin/site/page/add/", data, follow=True)
    made = Page.objects.get()
    assert made.is_public
    assert "#advice-body_fr" in answer.content.decode()


def test_a_text_without_fault_gets_no_advice(editor_desk: Client) -> None:
    data = factories.page_form(title_fr="Une page", body_fr="<p>Nous formons.</p>")
    answer = editor_desk.post("/admin/site/page/add/", data, follow=True)
    assert "advice-" not in answer.content.decode()


def test_a_refused_form_says_its_errors_alone(editor_desk: Client) -> None:
    made = factories.page(factories.editor("other@example.org"), **{"body.fr": "<h4>Bas</h4>"})
    data = factories.page_form(made, title_fr="", title_en="")
    answer = editor_desk.post(f"/admin/site/page/{made.pk}/change/", data)
    assert answer.status_code == 200
    assert "advice-" not in answer.content.decode()


def test_the_box_knows_where_to_ask(editor_desk: Client) -> None:
    page = editor_desk.get("/admin/news/article/add/").content.decode()
    assert 'data-references="/admin/references/"' in page
    assert "js/prosepick" in page
    assert not Article.objects.exists() and not Picture.objects.exists()
