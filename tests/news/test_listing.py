"""A line of a list stays written only while it says the same."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from news import listing
from news.models import Article
from tests.news import factories

pytestmark = pytest.mark.django_db
LIST = {"fr": "/fr/actualites/", "en": "/en/news/"}


@pytest.mark.parametrize(
    ("change", "language", "said"),
    [
        ({"title_fr": "Un autre titre"}, "fr", "Un autre titre"),
        ({"title_en": "Another title"}, "en", "Another title"),
        ({"lead_fr": "Une autre accroche."}, "fr", "Une autre accroche."),
        ({"place_fr": "Nouakchott"}, "fr", "Nouakchott"),
        ({"kind": "opinion"}, "fr", "Réflexion"),
        ({"published_on": datetime.date(2009, 5, 4)}, "fr", "4 mai 2009"),
        ({"title_en": "", "body_en": ""}, "en", "in French only"),
    ],
)
def test_whatever_a_line_says_is_said_anew(
    client: Client, change: dict[str, Any], language: str, said: str
) -> None:
    article = factories.bilingual()
    before = client.get(LIST[language]).content.decode()
    assert said not in before
    Article.objects.filter(pk=article.pk).update(**change)
    assert said in client.get(LIST[language]).content.decode()
    assert said not in before


def test_a_line_is_written_once_in_each_language(monkeypatch: pytest.MonkeyPatch) -> None:
    # What no other test says: rows of theirs may bear the same number.
    factories.bilingual(lead_fr="Une seule fois.", lead_en="Only once.")
    written: list[str] = []
    real = listing._line

    def counting(row: Any, language: str) -> Any:
        written.append(language)
        return real(row, language)

    monkeypatch.setattr(listing, "_line", counting)
    for language in ("fr", "en", "fr", "en"):
        with translation.override(language):
            (line,) = listing.lines(None, 1)
            assert f'href="/{language}/' in line.html
    assert written == ["fr", "en"]
