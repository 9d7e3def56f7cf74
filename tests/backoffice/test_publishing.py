"""The form of a publishable thing: everything is written through the one door."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from atoutsud.content import revisions
from atoutsud.content.pictures import Picture
from atoutsud.content.publication import State
from atoutsud.content.tagging import Tag
from atoutsud.site.pages import Page
from news.models import Article
from tests.backoffice.factories import page, page_form

pytestmark = pytest.mark.django_db
ADD = "/admin/site/page/add/"
LIST = "/admin/site/page/"


def change(obj: Page) -> str:
    return reverse("admin:site_page_change", args=[obj.pk])


def numbers(obj: Any) -> list[int]:
    return list(revisions.history(obj).values_list("number", flat=True))


def test_a_page_is_added_in_both_languages_and_published(desk: Client, admin_user: Any) -> None:
    data = page_form(
        title_fr="Nous", title_en="Us", body_fr="<p>Un</p>", body_en="<p>One</p>", _publish="1"
    )
    assert desk.post(ADD, data).status_code == 302
    made = Page.objects.get()
    assert (made.title_fr, made.title_en, made.state) == ("Nous", "Us", State.PUBLISHED)
    assert made.is_public
    assert made.languages == ("fr", "en")
    assert numbers(made) == [1]
    assert made.version == 1
    assert made.created_by == admin_user
    assert revisions.history(made).get().author == admin_user


def test_english_alone_is_enough(desk: Client) -> None:
    data = page_form(title_en="Only English", body_en="<p>Here.</p>", _publish="1")
    assert desk.post(ADD, data).status_code == 302
    made = Page.objects.get()
    assert made.languages == ("en",)
    assert made.title_fr in ("", None)


def test_no_title_at_all_is_refused_with_what_was_typed(desk: Client) -> None:
    answer = desk.post(ADD, page_form(body_fr="<p>Perdu ?</p>", _publish="1"))
    assert answer.status_code == 200
    assert not Page.objects.exists()
    assert "Perdu ?" in answer.content.decode()


def test_keeping_a_draft_publishes_nothing(desk: Client) -> None:
    desk.post(ADD, page_form(title_fr="Ébauche", body_fr="<p>a</p>"))
    made = Page.objects.get()
    assert made.state == State.DRAFT
    assert made.first_published is None


def test_the_enter_key_never_publishes_a_draft(desk: Client) -> None:
    html = desk.get(ADD).content.decode()
    assert html.index('name="_draft"') < html.index('name="_publish"')


def test_an_edit_makes_the_next_revision_and_says_why(desk: Client, admin_user: Any) -> None:
    made = page(admin_user)
    desk.post(change(made), page_form(made, title_fr="Nouveau", _why="Plus clair"))
    made.refresh_from_db()
    assert made.version == 2
    assert numbers(made) == [2, 1]
    assert revisions.history(made).first().summary == "Plus clair"


def test_saving_without_a_change_makes_no_revision(desk: Client, admin_user: Any) -> None:
    made = page(admin_user, **{"body.fr": "<p>a</p>\n<p>b</p>", "title.en": "Who we are"})
    data = page_form(made)
    data["body_fr"] = data["body_fr"].replace("\n", "\r\n")
    desk.post(change(made), data)
    made.refresh_from_db()
    assert made.version == 1
    assert numbers(made) == [1]


def test_a_stale_save_keeps_what_others_wrote_elsewhere(desk: Client, admin_user: Any) -> None:
    made = page(admin_user)
    mine = page_form(made, title_fr="Mon titre")
    revisions.apply(made, {"title.en": "Theirs"}, seen_version=1, author=admin_user)
    assert desk.post(change(made), mine).status_code == 302
    made.refresh_from_db()
    assert (made.title_fr, made.title_en, made.version) == ("Mon titre", "Theirs", 3)


def test_the_same_words_changed_twice_are_a_conflict(desk: Client, admin_user: Any) -> None:
    made = page(admin_user)
    mine = page_form(made, title_fr="Mon titre", body_fr="<p>Mon texte.</p>")
    revisions.apply(made, {"title.fr": "Leur titre"}, seen_version=1, author=admin_user)
    answer = desk.post(change(made), mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Mon titre" in text
    assert "Mon texte." in text
    assert "Leur titre" in text
    assert 'href="#id_title_fr"' in text
    made.refresh_from_db()
    assert (made.title_fr, made.version) == ("Leur titre", 2)


def test_after_a_conflict_saving_again_takes_mine_and_nothing_else(
    desk: Client, admin_user: Any
) -> None:
    made = page(admin_user)
    mine = page_form(made, title_fr="Mon titre")
    theirs = {"title.fr": "Leur titre", "lead.fr": "Leur chapeau"}
    revisions.apply(made, theirs, seen_version=1, author=admin_user)
    refused = desk.post(change(made), mine)
    assert refused.status_code == 409
    again = mine | {"_seen_version": refused.context["seen_version"]}
    assert again["_seen_version"] == 2
    assert refused.context["base_version"] == 1
    assert desk.post(change(made), again).status_code == 302
    made.refresh_from_db()
    assert (made.title_fr, made.lead_fr) == ("Mon titre", "Leur chapeau")


def test_after_a_conflict_theirs_can_be_kept(desk: Client, admin_user: Any) -> None:
    made = page(admin_user)
    mine = page_form(made, title_fr="Mon titre", lead_en="My lead")
    revisions.apply(made, {"title.fr": "Leur titre"}, seen_version=1, author=admin_user)
    desk.post(change(made), mine)
    desk.post(change(made), mine | {"_seen_version": 2, "_theirs": "title.fr"})
    made.refresh_from_db()
    assert (made.title_fr, made.lead_en) == ("Leur titre", "My lead")


def test_the_state_is_never_a_field_of_the_form(desk: Client, admin_user: Any) -> None:
    made = page(admin_user)
    forged = page_form(made, state="published", version="99", created_by="1", lead_fr="x")
    desk.post(change(made), forged)
    made.refresh_from_db()
    assert (made.state, made.version) == (State.DRAFT, 2)


def test_withdrawing_keeps_the_row_and_its_history(desk: Client, admin_user: Any) -> None:
    made = page(admin_user, state="published")
    desk.post(change(made), page_form(made, _withdraw="1"))
    made.refresh_from_db()
    assert made.state == State.WITHDRAWN
    assert numbers(made) == [2, 1]


def test_what_was_public_cannot_be_deleted(desk: Client, admin_user: Any) -> None:
    made = page(admin_user, state="published")
    url = reverse("admin:site_page_delete", args=[made.pk])
    assert desk.get(url).status_code == 403
    assert desk.post(url, {"post": "yes"}).status_code == 403
    assert Page.objects.filter(pk=made.pk).exists()


def test_a_draft_nobody_saw_can_be_deleted(desk: Client, admin_user: Any) -> None:
    made = page(admin_user)
    desk.post(reverse("admin:site_page_delete", args=[made.pk]), {"post": "yes"})
    assert not Page.objects.exists()


def test_dates_that_cross_are_refused(desk: Client, admin_user: Any) -> None:
    made = page(admin_user)
    dates = {
        "publish_from_0": "2027-02-01",
        "publish_from_1": "10:00",
        "publish_until_0": "2027-01-01",
        "publish_until_1": "10:00",
    }
    answer = desk.post(change(made), page_form(made, **dates, _publish="1"))
    assert answer.status_code == 200
    made.refresh_from_db()
    assert made.state == State.DRAFT
    assert made.version == 1


def test_a_date_saved_again_is_no_change(desk: Client, admin_user: Any) -> None:
    made = page(admin_user)
    dates = {"publish_from_0": "2027-02-01", "publish_from_1": "10:00:00"}
    desk.post(change(made), page_form(made, **dates))
    made.refresh_from_db()
    assert timezone.localtime(made.publish_from).hour == 10
    assert made.version == 2
    desk.post(change(made), page_form(made, **dates))
    made.refresh_from_db()
    assert made.version == 2


@pytest.mark.parametrize(("action", "state"), [("publish", "published"), ("withdraw", "withdrawn")])
def test_ticked_rows_are_turned_through_the_door(
    desk: Client, admin_user: Any, action: str, state: str
) -> None:
    first, second = page(admin_user), page(admin_user, **{"title.fr": "Autre"})
    desk.post(LIST, {"action": action, "_selected_action": [first.pk]})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.version, second.state) == (state, 2, State.DRAFT)
    assert numbers(first) == [2, 1]


def test_nothing_is_deleted_in_bulk(desk: Client, admin_user: Any) -> None:
    made = page(admin_user)
    desk.post(LIST, {"action": "delete_selected", "_selected_action": [made.pk], "post": "yes"})
    assert Page.objects.filter(pk=made.pk).exists()


def test_the_list_says_what_lacks_english(desk: Client, admin_user: Any) -> None:
    page(admin_user, **{"title.fr": "Sans anglais"})
    page(admin_user, **{"title.fr": "Avec", "title.en": "With", "body.en": "<p>x</p>"})
    shown = desk.get(LIST, {"lacks": "en"}).content.decode()
    assert "Sans anglais" in shown
    assert ">Avec<" not in shown
    assert "EN" in desk.get(LIST).content.decode()


def test_the_list_makes_as_many_queries_for_one_row_as_for_twenty(
    desk: Client, admin_user: Any, django_assert_max_num_queries: Any
) -> None:
    for index in range(20):
        page(admin_user, **{"title.fr": f"Page {index}"})
    with django_assert_max_num_queries(10):
        desk.get(LIST)


def article_form(**fields: Any) -> dict[str, Any]:
    data = {
        "kind": "article",
        "title_fr": "",
        "title_en": "",
        "lead_fr": "",
        "lead_en": "",
        "body_fr": "",
        "body_en": "",
        "author_line_fr": "",
        "author_line_en": "",
        "author_line": "",
        "published_on": "",
        "when": "",
        "place": "",
        "place_fr": "",
        "place_en": "",
        "country": "",
        "tags": "",
        "training": "",
        "autolink": "on",
        "publish_from_0": "",
        "publish_from_1": "",
        "publish_until_0": "",
        "publish_until_1": "",
        "all_pictures-TOTAL_FORMS": "0",
        "all_pictures-INITIAL_FORMS": "0",
        "_seen_version": "0",
        "_base_version": "0",
        "_draft": "1",
    }
    return data | fields


def test_tags_and_a_vague_date_are_kept(desk: Client) -> None:
    Tag.objects.create(name="Migrations", slug="migrations")
    answer = desk.post(
        "/admin/news/article/add/",
        article_form(
            title_fr="Rencontre", kind="event", when="juillet 2016", tags="migrations, Sud-Sud"
        ),
    )
    assert answer.status_code == 302, answer.context["errors"]
    made = Article.objects.get()
    assert sorted(tag.name for tag in made.tags.all()) == ["Migrations", "Sud-Sud"]
    assert made.when is not None
    assert made.when.precision == "month"
    form = desk.get(f"/admin/news/article/{made.pk}/change/").context["adminform"].form
    again = article_form(
        title_fr="Rencontre",
        kind="event",
        when=form["when"].value(),
        tags="Sud-Sud",
        _seen_version=1,
        _base_version=1,
    )
    assert desk.post(f"/admin/news/article/{made.pk}/change/", again).status_code == 302
    made.refresh_from_db()
    assert [tag.name for tag in made.tags.all()] == ["Sud-Sud"]
    assert made.when.precision == "month"
    assert made.version == 2


def pictured(author: Any) -> tuple[Article, Any]:
    picture = Picture.objects.create(alt_fr="Carte", consent="not_needed")
    made = Article()
    row = {"picture": str(picture.uid), "caption.fr": "Légende", "position": 1}
    words = {"title.fr": "Visite", "body.fr": "<p>a</p>", f"pictures/{uuid.uuid4()}": row}
    revisions.apply(made, words, seen_version=0, author=author)
    return made, picture


def rows_form(made: Article, **fields: Any) -> dict[str, Any]:
    """The article's form with its one picture."""
    row = made.all_pictures.get()
    prefix = "all_pictures-0-"
    data = article_form(title_fr=made.title_fr, body_fr=made.body_fr)
    data |= {
        "_seen_version": made.version,
        "_base_version": made.version,
        "all_pictures-TOTAL_FORMS": "1",
        "all_pictures-INITIAL_FORMS": "1",
        f"{prefix}id": row.pk,
        f"{prefix}article": made.pk,
        f"{prefix}picture": row.picture_id,
        f"{prefix}caption_fr": row.caption_fr,
        f"{prefix}caption_en": row.caption_en or "",
        f"{prefix}position": row.position,
    }
    return data | fields


def article_change(made: Article) -> str:
    return reverse("admin:news_article_change", args=[made.pk])


def test_rows_are_changed_through_the_same_door(desk: Client, admin_user: Any) -> None:
    made, _picture = pictured(admin_user)
    uid = made.all_pictures.get().uid
    data = rows_form(made, **{"all_pictures-0-caption_en": "A caption"})
    assert desk.post(article_change(made), data).status_code == 302
    row = made.all_pictures.get()
    made.refresh_from_db()
    assert (row.uid, row.caption_fr, row.caption_en) == (uid, "Légende", "A caption")
    assert made.version == 2
    assert revisions.history(made).first().document[f"pictures/{uid}/caption.en"] == "A caption"


def test_rows_left_alone_are_no_change(desk: Client, admin_user: Any) -> None:
    made, _picture = pictured(admin_user)
    desk.post(article_change(made), rows_form(made))
    made.refresh_from_db()
    assert made.version == 1


def test_a_row_is_removed_by_its_tick(desk: Client, admin_user: Any) -> None:
    made, picture = pictured(admin_user)
    desk.post(article_change(made), rows_form(made, **{"all_pictures-0-DELETE": "on"}))
    assert not made.all_pictures.exists()
    assert Picture.objects.filter(pk=picture.pk).exists()


def test_a_row_added_by_someone_else_meanwhile_stays(desk: Client, admin_user: Any) -> None:
    made, _picture = pictured(admin_user)
    mine = rows_form(made, title_fr="Autre titre")
    other = Picture.objects.create(alt_fr="Autre", consent="not_needed")
    row = {"picture": str(other.uid), "position": 2}
    revisions.apply(made, {f"pictures/{uuid.uuid4()}": row}, seen_version=1, author=admin_user)
    assert desk.post(article_change(made), mine).status_code == 302
    made.refresh_from_db()
    assert made.title_fr == "Autre titre"
    assert made.all_pictures.count() == 2


def test_a_row_removed_by_someone_else_is_said(desk: Client, admin_user: Any) -> None:
    made, _picture = pictured(admin_user)
    mine = rows_form(made, title_fr="Autre titre", **{"all_pictures-0-caption_fr": "Mienne"})
    uid = made.all_pictures.get().uid
    revisions.apply(made, {f"pictures/{uid}": None}, seen_version=1, author=admin_user)
    answer = desk.post(article_change(made), mine)
    made.refresh_from_db()
    assert answer.status_code == 200
    assert made.title_fr == "Visite"
    assert "Mienne" in answer.content.decode()
    assert answer.context["inline_admin_formsets"][0].formset.non_form_errors()


def test_a_row_of_another_article_cannot_be_taken(desk: Client, admin_user: Any) -> None:
    made, _picture = pictured(admin_user)
    victim, _other = pictured(admin_user)
    row = victim.all_pictures.get()
    data = rows_form(made, **{"all_pictures-0-id": row.pk, "all_pictures-0-caption_fr": "Volée"})
    desk.post(article_change(made), data)
    row.refresh_from_db()
    assert (row.article_id, row.caption_fr) == (victim.pk, "Légende")
