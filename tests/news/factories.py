"""Articles as tests need them."""

from typing import Any

from atoutsud.content.pictures import Picture
from atoutsud.content.publication import State
from news.demo.drawing import draw, triangle
from news.models import Article, ArticlePicture

BODY = "<p>Un texte.</p><h2>Une partie</h2><p>Suite.</p><h2>Une autre</h2><p>Fin.</p>"


def article(**fields: Any) -> Article:
    """A public article in French, unless told otherwise."""
    if not any(name.startswith("title_") for name in fields):
        fields = {"title_fr": "Le site est ouvert", "body_fr": BODY, **fields}
    return Article.objects.create(**{"state": State.PUBLISHED, **fields})


def english(**fields: Any) -> Article:
    return article(**{"title_en": "A learning path", "body_en": "<p>Some words.</p>", **fields})


def bilingual(**fields: Any) -> Article:
    return article(
        title_fr="Une semaine",
        body_fr=BODY,
        title_en="A week",
        body_en="<p>Words.</p>",
        **fields,
    )


def picture_of(made: Article, **fields: Any) -> ArticlePicture:
    picture = Picture.take(
        draw(triangle), alt_fr="Un dessin", alt_en="A drawing", consent="not_needed"
    )
    return ArticlePicture.objects.create(article=made, picture=picture, **fields)
