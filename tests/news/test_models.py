import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import translation

from atoutsud.content import revisions
from atoutsud.content.publication import State
from atoutsud.members.models import User
from news.models import Article
from tests.news import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("titles", [{}, {"title_fr": "", "title_en": ""}])
def test_an_article_without_any_title_is_refused(titles: dict[str, str]) -> None:
    with pytest.raises(IntegrityError):
        Article.objects.create(**titles)


def test_the_editor_is_told_in_words() -> None:
    with pytest.raises(ValidationError, match="title"), translation.override("en"):
        Article(body_fr="<p>x</p>").full_clean()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_one_title_is_enough_whatever_the_active_language(language: str) -> None:
    with translation.override(language):
        Article(title_en="Only English").full_clean(exclude=["created_by"])
        Article.objects.create(title_en="Only English")


def test_an_event_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(IntegrityError):
        factories.article(
            kind="event",
            start_earliest=datetime.date(2016, 11, 3),
            end_latest=datetime.date(2016, 10, 31),
            precision="day",
        )


def test_the_plain_twin_follows_the_text_in_each_language() -> None:
    made = factories.bilingual()
    assert "Une partie" in made.body_plain_fr
    assert "<" not in made.body_plain_fr
    assert made.body_plain_en.strip() == "Words."
    made.body_en = "<p>Other</p>"
    made.save(update_fields=["body_en"])
    made.refresh_from_db()
    assert made.body_plain_en.strip() == "Other"


def test_the_text_is_cleaned_when_it_is_written() -> None:
    made = factories.article(title_fr="x", body_fr='<p onclick="x()">a<script>b</script></p>')
    assert "script" not in made.body_fr
    assert "onclick" not in made.body_fr


def test_lists_follow_the_event_s_date_or_the_day_of_the_text() -> None:
    day, event = datetime.date(2020, 1, 2), datetime.date(2019, 4, 1)
    dates = {
        "published_on": day,
        "start_earliest": event,
        "end_latest": event,
        "precision": "day",
    }
    assert factories.article(kind="event", **dates).dateline == event
    assert factories.article(kind="report", **dates).dateline == day
    assert factories.article(published_on=day).dateline == day
    assert factories.article().dateline is None


def test_the_undated_stand_last() -> None:
    undated = factories.article()
    old = factories.article(published_on=datetime.date(2015, 1, 1))
    new = factories.article(published_on=datetime.date(2025, 1, 1))
    assert list(Article.public.newest_first()) == [new, old, undated]


def test_a_row_knows_its_languages_without_loading_its_text(
    django_assert_num_queries: object,
) -> None:
    factories.english()
    factories.bilingual()
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert [row.languages for row in Article.public.for_list()] == [("fr", "en"), ("en",)]


def test_everything_in_it_has_a_history() -> None:
    author = User.objects.create_user("a@example.org")
    made = Article()
    changes = {"title.fr": "Un", "body.fr": "<p>a</p>", "kind": "report", "tags/sud-sud": True}
    revisions.apply(made, changes, seen_version=0, author=author)
    revisions.apply(made, {"title.fr": "Deux"}, seen_version=1, author=author)
    assert revisions.history(made).count() == 2
    revisions.revert(made, 1, author=author)
    made.refresh_from_db()
    assert made.title_fr == "Un"
    assert made.state == State.DRAFT
    assert [tag.name for tag in made.tags.all()] == ["sud-sud"]


def test_reading_takes_a_minute_at_least() -> None:
    made = factories.article(title_fr="x", body_fr="<p>" + "mot " * 450 + "</p>")
    assert made.reading_minutes("fr") == 3
    assert factories.article().reading_minutes("fr") == 1
