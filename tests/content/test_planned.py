"""What was planned and never seen leaves no trace: no 410, no date of a first day."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from atoutsud.content import revisions
from tests.lexicon import factories as entries
from tests.news import factories as news

pytestmark = pytest.mark.django_db
LATER = datetime.timedelta(days=3)


def turn(obj: Any, **changes: Any) -> None:
    revisions.apply(obj, changes, seen_version=obj.version, author=None)


def test_withdrawn_before_its_day_is_404(client: Client) -> None:
    article = news.article(publish_from=timezone.now() + LATER)
    turn(article, state="withdrawn")
    assert article.first_published is None
    assert client.get(article.address("fr")).status_code == 404


def test_an_entry_withdrawn_before_its_day_is_404(client: Client) -> None:
    entry = entries.concept(publish_from=(timezone.now() + LATER).isoformat())
    turn(entry, state="withdrawn")
    assert client.get(entry.address("fr")).status_code == 404
    assert client.get(f"/id/{entry.pk}").status_code == 404


def test_a_day_put_off_puts_off_the_first_day() -> None:
    article = news.article(publish_from=timezone.now() + LATER)
    turn(article, publish_from=(timezone.now() + 2 * LATER).isoformat())
    assert article.first_published == article.publish_from


def test_withdrawn_after_its_day_is_410(client: Client) -> None:
    article = news.article()
    turn(article, state="withdrawn")
    assert client.get(article.address("fr")).status_code == 410
