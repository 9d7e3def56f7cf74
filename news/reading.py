"""All that the page of an article shows, in three prepared statements."""

from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef

from atoutsud.content.pictures import Picture
from atoutsud.content.prepared import Prepared, columns, instance
from atoutsud.content.tagging import Tag
from news.models import Article, ArticlePicture

_OWN = columns(Article)
_USE = columns(ArticlePicture)
_PICTURE = columns(Picture)
_TAG = columns(Tag)


def article(pk: int) -> Any:
    """A public article with its `pictures`, its `shown_tags`, and its training if public."""
    for row in _ARTICLE.rows(pk):
        found = instance(Article, _OWN, row)
        training_is_public = row[len(_OWN)]
        if found.training_id and training_is_public:
            engagement = apps.get_model("trainings", "Engagement")
            found.training = instance(engagement, columns(engagement), row[len(_OWN) + 1 :])
        found.training_is_public = bool(training_is_public)
        found.pictures = [_picture(found, row) for row in _PICTURES.rows(pk)]
        found.shown_tags = [instance(Tag, _TAG, row) for row in _TAGS.rows(pk)]
        return found
    return None


def _picture(article: Article, row: tuple[Any, ...]) -> ArticlePicture:
    used = instance(ArticlePicture, _USE, row)
    used.picture = instance(Picture, _PICTURE, row[len(_USE) :])
    return used


def _article(pk: int) -> Any:
    engagement = apps.get_model("trainings", "Engagement")
    seen = engagement.public.filter(pk=OuterRef("training"))
    training = [f"training__{name}" for name in columns(engagement)]
    rows = Article.public.filter(pk=pk).order_by().annotate(training_is_public=Exists(seen))
    return rows.rewrite(False).values_list(*_OWN, "training_is_public", *training)


def _pictures(pk: int) -> Any:
    seen = Picture.public.filter(pk=OuterRef("picture"))
    rows = ArticlePicture.objects.filter(Exists(seen), article=pk).order_by("position", "pk")
    return rows.rewrite(False).values_list(*_USE, *(f"picture__{name}" for name in _PICTURE))


def _tags(pk: int) -> Any:
    marks = {"content_type__app_label": "news", "content_type__model": "article", "object_id": pk}
    rows = Tag.objects.filter(**{f"all_items__{name}": value for name, value in marks.items()})
    return rows.order_by("name", "pk").rewrite(False).values_list(*_TAG)


_ARTICLE = Prepared(_article)
_PICTURES = Prepared(_pictures)
_TAGS = Prepared(_tags)
