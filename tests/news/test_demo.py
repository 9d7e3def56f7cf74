import re

import pytest
from django.test import Client

from atoutsud.content.pictures import Picture
from atoutsud.members.models import User
from news import demo
from news.models import Article

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded() -> User:
    author = User.objects.create_user("demo@example.org")
    demo.load(author)
    return author


def test_loading_twice_changes_nothing(loaded: User) -> None:
    before = (Article.objects.count(), Picture.objects.count())
    demo.load(loaded)
    assert (Article.objects.count(), Picture.objects.count()) == before


@pytest.mark.usefixtures("loaded")
def test_the_opinion_piece_exists_in_english_only() -> None:
    piece = Article.public.get(kind="opinion")
    assert piece.languages == ("en",)
    assert len(piece.body_plain_en.split()) >= 900
    assert piece.body_en.count("<table") >= 1
    assert "Hakam El Asri" in piece.author_line_en


@pytest.mark.usefixtures("loaded")
def test_the_other_articles_exist_in_both_languages() -> None:
    others = Article.public.exclude(kind="opinion")
    assert others.count() == 6
    assert all(article.languages == ("fr", "en") for article in others)
    opening = others.get(title_fr="Le site est ouvert")
    assert len(opening.body_plain_fr.split()) >= 500


@pytest.mark.usefixtures("loaded")
def test_every_page_of_the_demo_reads_well(client: Client) -> None:
    for article in Article.public.all():
        for language in ("fr", "en"):
            response = client.get(article.address(language))
            assert response.status_code == 200, article
            text = response.content.decode()
            assert len(re.findall(r"<h1[ >]", text)) == 1
            assert "<picture" in text
            assert 'alt=""' not in text.split("<footer")[0]
            assert "ref:" not in text


@pytest.mark.usefixtures("loaded")
def test_the_event_has_its_exact_dates(client: Client) -> None:
    event = Article.public.get(kind="event")
    text = client.get(event.address("fr")).content.decode()
    assert 'datetime="2016-10-31"' in text
    assert 'datetime="2016-11-03"' in text
