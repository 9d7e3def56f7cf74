"""The library: several files at once, one screen to describe them, uses, search, deletion."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from atoutsud.backoffice import roles
from atoutsud.backoffice.documentadmin import title_of
from atoutsud.content import rendering, revisions, uses
from atoutsud.content.drafts import save_draft
from atoutsud.content.files import Document
from atoutsud.content.pictures import Picture
from news.models import Article
from tests.backoffice import factories
from tests.content.uploads import a_picture, photo, upload
from tests.trainings import factories as trainings

pytestmark = pytest.mark.django_db
SEVERAL = "/admin/content/picture/several/"
LIST = "/admin/content/picture/"
JSON = {"accept": "application/json"}


def described(picture: Picture, **fields: Any) -> dict[str, Any]:
    """What the browser posts for one card of the second screen."""
    said = {
        "alt_fr": "", "alt_en": "", "caption_fr": "", "caption_en": "", "credit": "",
        "consent": "missing", "consent_note": "", **fields,
    }  # fmt: skip
    return {f"f{picture.pk}-{name}": value for name, value in said.items()}


def article(author: Any, **words: Any) -> Article:
    made = Article()
    fields = {"title.fr": "Une réunion", "body.fr": "<p>Oui.</p>", **words}
    revisions.apply(made, fields, seen_version=0, author=author)
    return made


def shown_in_text(picture: Picture) -> str:
    return f'<p>Voici.</p><figure><img src="ref:content.picture/{picture.pk}"></figure>'


def test_several_files_are_taken_and_the_bad_one_is_told(editor_desk: Client) -> None:
    files = [photo(), photo(), upload(b"no picture", "notes.jpg")]
    answer = editor_desk.post(SEVERAL, {"upload": files}, follow=True)
    taken = list(Picture.objects.order_by("pk"))
    assert len(taken) == 2
    assert {picture.consent for picture in taken} == {"missing"}
    assert taken[0].uploaded_by.email == "editor@example.org"  # type: ignore[union-attr]
    assert answer.redirect_chain == [
        (f"/admin/content/picture/describe/?ids={taken[0].pk},{taken[1].pk}", 302)
    ]
    assert b"notes.jpg" in answer.content


def test_a_script_sends_them_one_by_one(editor_desk: Client) -> None:
    good = editor_desk.post(SEVERAL, {"upload": photo()}, headers=JSON)
    assert good.status_code == 200
    assert json.loads(good.content) == {"ids": [Picture.objects.get().pk], "refused": []}
    bad = editor_desk.post(SEVERAL, {"upload": upload(b"<svg/>", "a.svg")}, headers=JSON)
    assert bad.status_code == 400
    assert json.loads(bad.content)["ids"] == []
    assert "SVG" in json.loads(bad.content)["refused"][0]


def test_nothing_chosen_says_so_and_takes_nothing(editor_desk: Client) -> None:
    answer = editor_desk.post(SEVERAL, {})
    assert answer.status_code == 400
    assert not Picture.objects.exists()


def test_those_who_only_look_neither_add_nor_describe(db: None) -> None:
    picture = a_picture()
    client = Client()
    client.force_login(factories.person("reads@example.org", roles.REVIEWERS))
    assert client.post(SEVERAL, {"upload": photo()}).status_code == 403
    address = f"/admin/content/picture/describe/?ids={picture.pk}"
    assert client.get(address).status_code == 403
    assert client.post(address, described(picture, alt_fr="Autre")).status_code == 403
    picture.refresh_from_db()
    assert picture.alt_fr == "Un mur bleu"


def test_one_screen_describes_them_all(editor_desk: Client) -> None:
    first, second = (Picture.take(photo()) for _ in range(2))
    address = f"/admin/content/picture/describe/?ids={first.pk},{second.pk}"
    page = editor_desk.get(address)
    assert page.content.count(b'<fieldset class="module aligned bilingual card') == 2
    data = described(
        first, alt_fr="Trois personnes", alt_en="Three people", caption_fr="À Dakar",
        credit="A. Diop", consent="obtained", consent_note="Papier, classeur 2", shows_minors="on",
    ) | described(second, decorative="on", consent="not_needed")  # fmt: skip
    answer = editor_desk.post(address, data)
    assert answer.status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.alt_en, first.credit, first.shows_minors) == ("Three people", "A. Diop", True)
    assert second.decorative and second.is_usable


def test_what_lacks_words_comes_back_as_typed_and_the_rest_is_saved(editor_desk: Client) -> None:
    good, bad, later = (Picture.take(photo()) for _ in range(3))
    address = f"/admin/content/picture/describe/?ids={good.pk},{bad.pk},{later.pk}"
    data = described(good, alt_fr="Un arbre") | described(bad, credit="Moi-même")
    answer = editor_desk.post(address, data | described(later))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Moi-même" in page and "Un arbre" not in page
    assert f"?ids={bad.pk}" in page
    good.refresh_from_db()
    bad.refresh_from_db()
    assert good.alt_fr == "Un arbre"
    assert bad.credit == ""


def test_minors_need_consent_here_too(editor_desk: Client) -> None:
    picture = Picture.take(photo())
    address = f"/admin/content/picture/describe/?ids={picture.pk}"
    data = described(picture, alt_fr="Des enfants", consent="not_needed", shows_minors="on")
    assert editor_desk.post(address, data).status_code == 400
    picture.refresh_from_db()
    assert not picture.shows_minors and not picture.is_usable


@pytest.mark.parametrize("ids", ["", "0", "x", "999999", "²", "1" * 40, ",,"])
def test_an_address_of_nothing_describes_nothing(editor_desk: Client, ids: str) -> None:
    answer = editor_desk.get("/admin/content/picture/describe/", {"ids": ids})
    assert answer.status_code == 200


def test_rows_outside_the_address_are_not_touched(editor_desk: Client) -> None:
    asked, other = a_picture(), a_picture()
    address = f"/admin/content/picture/describe/?ids={asked.pk}"
    editor_desk.post(address, described(asked) | described(other, alt_fr="Détourné"))
    other.refresh_from_db()
    assert other.alt_fr == "Un mur bleu"


def test_documents_come_several_at_once_with_a_first_title(editor_desk: Client) -> None:
    files = [upload(b"%PDF-1.4 x", "rapport_2019-final.pdf"), upload(b"a;b", "liste.csv")]
    answer = editor_desk.post("/admin/content/document/several/", {"upload": files})
    assert answer.status_code == 302
    assert sorted(str(document) for document in Document.objects.all()) == [
        "Liste", "Rapport 2019 final",
    ]  # fmt: skip
    page = editor_desk.get(answer.headers["Location"])
    assert page.content.count(b" card") >= 2
    listed = editor_desk.get("/admin/content/document/").content.decode()
    assert "PDF" in listed and "octets" in listed


@pytest.mark.parametrize(
    ("name", "title"), [("a.pdf", "A"), ("__.pdf", "Document"), ("b", "B"), ("l'été.odt", "L'été")]
)
def test_a_title_is_made_of_any_name(name: str, title: str) -> None:
    assert title_of(name) == title


# Where it is used


def test_every_kind_of_use_is_found(editor: Any) -> None:
    picture = a_picture()
    row = article(
        editor, **{"pictures/7f1d1a52-0f0e-4d6c-8d49-3c8a7d0f8f11/picture": str(picture.uid)}
    )
    text = article(editor, **{"title.fr": "Dans le texte", "body.fr": shown_in_text(picture)})
    page = factories.page(editor, **{"body.fr": shown_in_text(picture)})
    partner = trainings.partner(logo=picture)
    assert uses.owners(picture) == sorted(
        [row, text, page, partner], key=lambda owner: (owner._meta.label, owner.pk)
    )


def test_a_working_draft_counts_as_a_use(editor: Any) -> None:
    picture = a_picture()
    live = article(editor, state="published")
    document = revisions.snapshot(live) | {"body.fr": shown_in_text(picture)}
    save_draft(live, document, author=editor, base_version=live.version)
    assert uses.owners(picture) == [live]
    assert not uses.unused(Picture.objects.all()).exists()


def test_a_number_that_begins_the_same_is_another_picture(editor: Any) -> None:
    picture = a_picture()
    article(
        editor, **{"body.fr": f'<figure><img src="ref:content.picture/{picture.pk}7"></figure>'}
    )
    assert uses.owners(picture) == []
    assert list(uses.unused(Picture.objects.all())) == [picture]


def test_unused_files_are_listed(editor: Any, editor_desk: Client) -> None:
    used, text, free = a_picture(), a_picture(), a_picture(alt_fr="Libre comme l’air")
    article(editor, **{"pictures/7f1d1a52-0f0e-4d6c-8d49-3c8a7d0f8f11/picture": str(used.uid)})
    factories.page(editor, **{"body.fr": shown_in_text(text)})
    assert list(uses.unused(Picture.objects.all())) == [free]
    listed = editor_desk.get(LIST, {"used": "no"}).content.decode()
    assert "Libre comme l’air" in listed and "Un mur bleu" not in listed


def test_the_form_says_where_it_is_used(editor: Any, editor_desk: Client) -> None:
    picture = a_picture()
    text = article(editor, **{"body.fr": shown_in_text(picture)})
    page = editor_desk.get(f"{LIST}{picture.pk}/change/").content.decode()
    assert reverse("admin:news_article_change", args=[text.pk]) in page
    assert "Une réunion" in page


def test_what_a_person_may_not_see_is_not_named(editor: Any) -> None:
    picture = a_picture()
    article(editor, **{"title.fr": "Secret", "body.fr": shown_in_text(picture)})
    limited = factories.person("limited@example.org")
    limited.user_permissions.set(Permission.objects.filter(codename__endswith="_picture"))
    client = Client()
    client.force_login(limited)
    for view in ("change", "delete"):
        page = client.get(f"{LIST}{picture.pk}/{view}/")
        assert page.status_code == 200
        assert "Secret" not in page.content.decode()
    assert client.post(f"{LIST}{picture.pk}/delete/", {"post": "yes"}).status_code == 200
    assert Picture.objects.filter(pk=picture.pk).exists()


def test_a_used_file_is_not_deleted_and_the_page_says_why(editor: Any, editor_desk: Client) -> None:
    picture = a_picture()
    article(editor, **{"body.fr": shown_in_text(picture)})
    address = f"{LIST}{picture.pk}/delete/"
    page = editor_desk.get(address)
    assert "Une réunion" in page.content.decode()
    assert b'name="post"' not in page.content
    editor_desk.post(address, {"post": "yes"})
    assert Picture.objects.filter(pk=picture.pk).exists()


def test_an_unused_file_goes_with_all_its_sizes(
    editor_desk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    picture = a_picture()
    key = picture.key
    assert default_storage.listdir(key)[1]
    with django_capture_on_commit_callbacks(execute=True):
        answer = editor_desk.post(f"{LIST}{picture.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 302
    assert not Picture.objects.filter(pk=picture.pk).exists()
    with pytest.raises(FileNotFoundError):
        default_storage.listdir(key)


def test_another_file_takes_its_place_everywhere(
    editor: Any, editor_desk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    picture = a_picture()
    text = article(editor, **{"body.fr": shown_in_text(picture)})
    former = picture.key
    data = {
        "alt_fr": "Un mur rouge", "alt_en": "", "caption_fr": "", "caption_en": "", "credit": "",
        "focal_x": "50", "focal_y": "50", "consent": "not_needed", "consent_note": "",
        "upload": photo(colour="red"),
    }  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        assert editor_desk.post(f"{LIST}{picture.pk}/change/", data).status_code == 302
    picture.refresh_from_db()
    assert picture.key != former
    assert picture.key in rendering.render(text.body_fr, "fr")


# Lists


def test_a_search_minds_neither_accents_nor_order(editor_desk: Client) -> None:
    a_picture(alt_fr="Une réunion à Kénitra", alt_en="")
    a_picture(alt_fr="Un arbre", alt_en="")
    listed = editor_desk.get(LIST, {"q": "kenitra REUNION"}).content.decode()
    assert "Kénitra" in listed and "Un arbre" not in listed


def test_the_list_says_who_is_shown_and_what_is_kept_off(editor_desk: Client) -> None:
    a_picture(consent="obtained", consent_note="Papier", shows_minors=True)
    a_picture(consent="missing")
    listed = editor_desk.get(LIST).content.decode()
    assert "mineurs" in listed and "gardée hors du site" in listed
    assert editor_desk.get(LIST, {"shows_minors__exact": "1"}).content.count(b'class="thumb"') == 1
    assert editor_desk.get(LIST, {"consent__exact": "missing"}).content.count(b'class="thumb"') == 1


@pytest.mark.parametrize("query", ["", "?used=no", "?q=mur", "?words=fr"])
def test_a_list_costs_the_same_whatever_it_holds(
    editor: Any, editor_desk: Client, query: str
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert editor_desk.get(LIST + query).status_code == 200
        return len(seen)

    first = a_picture()
    article(editor, **{"body.fr": shown_in_text(first)})
    cost()
    before = cost()
    for number in range(6):
        article(editor, **{"title.fr": f"Texte {number}", "body.fr": shown_in_text(a_picture())})
    assert cost() == before
