"""Drafts, dates and the content version."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from atoutsud.content import publication
from atoutsud.content.publication import DueMoment, State
from atoutsud.content.tagging import Tag
from atoutsud.members.models import User
from news.models import Article

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def article(**fields: Any) -> Article:
    values = {"title_fr": "Titre", "body_fr": "<p>Texte</p>", "state": State.PUBLISHED, **fields}
    return Article.objects.create(**values)


@pytest.mark.parametrize(
    ("fields", "public"),
    [
        ({}, True),
        ({"state": State.DRAFT}, False),
        ({"state": State.WITHDRAWN}, False),
        ({"publish_from": -HOUR}, True),
        ({"publish_from": HOUR}, False),
        ({"publish_until": HOUR}, True),
        ({"publish_until": -HOUR}, False),
    ],
)
def test_what_readers_see_is_decided_in_the_query(fields: dict[str, Any], public: bool) -> None:
    now = timezone.now()
    dates = {k: now + v if isinstance(v, datetime.timedelta) else v for k, v in fields.items()}
    made = article(**dates)
    assert Article.public.exists() is public
    assert made.is_public is public
    assert Article.objects.exists()


def test_dates_out_of_order_are_refused_by_form_and_database() -> None:
    now = timezone.now()
    wrong = {"publish_from": now, "publish_until": now - HOUR}
    with pytest.raises(ValidationError, match="publi"):
        Article(title_en="x", **wrong).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        article(**wrong)


def test_a_withdrawn_thing_is_gone_and_a_draft_was_never_there() -> None:
    assert not Article.public.gone(article(state=State.DRAFT).pk)
    made = article()
    made.state = State.WITHDRAWN
    made.save()
    assert Article.public.gone(made.pk)


def test_staff_with_the_right_see_drafts_and_others_do_not() -> None:
    article(state=State.DRAFT)
    reader = User.objects.create_user("reader@example.org")
    staff = User.objects.create_user("staff@example.org", is_staff=True)
    admin = User.objects.create_superuser("admin@example.org")
    seen = [Article.objects.visible_to(who).count() for who in (None, reader, staff, admin)]
    assert seen == [0, 0, 0, 1]


def test_a_language_counts_when_its_declared_fields_are_filled() -> None:
    both = article(title_en="Title", body_en="<p>Text</p>")
    french = article(title_en="Title only")
    assert set(Article.objects.written_in("fr")) == {both, french}
    assert set(Article.objects.written_in("en")) == {both}
    assert set(Article.objects.lacking("en")) == {french}
    assert both.languages == ("fr", "en")
    assert french.languages == ("fr",)


@pytest.mark.parametrize(
    "change",
    [
        lambda a: a.save(),
        lambda a: a.delete(),
        lambda a: a.tags.add("genre"),
        lambda a: Article.objects.filter(pk=a.pk).update(place_fr="Rabat"),
        lambda a: Tag.objects.create(name="climat", slug="climat"),
    ],
)
def test_whatever_readers_could_see_moves_the_version(change: Callable[[Article], None]) -> None:
    made = article()
    before = publication.seen()
    change(made)
    assert publication.seen().site > before.site


def test_what_readers_never_see_does_not_move_the_version() -> None:
    before = publication.seen()
    User.objects.create_user("reader@example.org")
    assert publication.seen() == before


def test_a_publication_date_that_passes_moves_what_pages_depend_on() -> None:
    publication.bump()
    soon = timezone.now() + HOUR
    made = article(publish_from=soon)
    before = publication.seen()
    assert DueMoment.objects.get().moment == soon
    DueMoment.objects.update(moment=timezone.now() + datetime.timedelta(milliseconds=1))
    later = timezone.now() + 2 * HOUR
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: later)
        assert publication.seen().changed > before.changed
    made.publish_from = None
    made.save()
    assert not DueMoment.objects.exists()


def test_a_version_rolled_back_is_not_moved() -> None:
    publication.bump()
    before = publication.seen()
    with pytest.raises(RuntimeError), transaction.atomic():
        publication.bump()
        raise RuntimeError
    assert publication.seen() == before
