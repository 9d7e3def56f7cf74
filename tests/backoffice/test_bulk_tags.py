"""Many texts tagged at once, through the door of every other change."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from atoutsud.content import revisions
from news.models import Article
from tests.backoffice.test_history import article

pytestmark = pytest.mark.django_db

LIST = "admin:news_article_changelist"


def send(desk: Client, made: list[Article], **data: Any) -> Any:
    ticked = {"action": "tag", "_selected_action": [one.pk for one in made]}
    return desk.post(reverse(LIST), {**ticked, **data})


def tags(obj: Any) -> list[str]:
    return sorted(obj.tags.values_list("name", flat=True))


def test_tags_are_added_and_taken_off_with_a_revision_for_each(
    desk: Client, admin_user: Any
) -> None:
    one = article(admin_user, **{"tags/Genre": True})
    two = article(admin_user, **{"tags/climat": True})
    html = send(desk, [one, two]).content.decode()
    assert 'name="take_off" value="Genre"' in html
    assert tags(one) == ["Genre"]
    answer = send(desk, [one, two], _tag="1", add_tags="genre, Sud-Sud", take_off=["climat"])
    assert answer.status_code == 302
    assert tags(one) == tags(two) == ["Genre", "Sud-Sud"]
    assert [revisions.history(obj).count() for obj in (one, two)] == [2, 2]
    last = revisions.history(two).first()
    assert last is not None
    assert last.author == admin_user
    # Once more changes nothing, and writes no revision.
    send(desk, [one, two], _tag="1", add_tags="GENRE")
    assert revisions.history(one).count() == 2


@pytest.mark.parametrize("words", ["", "x" * 101, "a\x00b"])
def test_what_cannot_be_a_tag_is_said_and_kept(desk: Client, admin_user: Any, words: str) -> None:
    made = article(admin_user)
    answer = send(desk, [made], _tag="1", add_tags=words)
    assert answer.status_code == 400
    assert "errornote" in answer.content.decode()
    assert tags(made) == []


def test_the_right_is_asked_of_each_text(
    desk: Client, admin_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, theirs = article(admin_user), article(admin_user)
    office = admin.site._registry[Article]
    monkeypatch.setattr(
        type(office),
        "has_change_permission",
        lambda self, request, obj=None: obj is None or obj.pk == mine.pk,
    )
    send(desk, [mine, theirs], _tag="1", add_tags="climat")
    assert (tags(mine), tags(theirs)) == (["climat"], [])


@pytest.mark.parametrize("label", ["news.Article", "lexicon.Concept", "trainings.Engagement"])
def test_every_list_of_texts_with_tags_offers_it(desk: Client, label: str) -> None:
    from django.apps import apps

    assert "tag" in (admin.site._registry[apps.get_model(label)].actions or ())
