"""The demo's news, loaded through the one door, so that each article has its history."""

import uuid
from pathlib import Path
from typing import Any

from django.apps import apps

from atoutsud.content import documents, revisions
from atoutsud.content.pictures import Picture
from atoutsud.content.tagging import Tag
from news.demo.articles import SAMPLES, TAGS, Drawn, Sample
from news.demo.drawing import draw
from news.models import Article

TEXTS = Path(__file__).parent / "texts"
NAMES = uuid.UUID("5b7c1c3e-2f0a-4d55-9a5e-0f6a3f0c9e21")


def load(author: Any) -> None:
    """Idempotent; the trainings an article speaks of are linked as soon as they exist."""
    for sample in reversed(SAMPLES):
        uid = uuid.uuid5(NAMES, sample.key)
        article = Article.objects.filter(uid=uid).first()
        if article is None:
            article = Article(uid=uid)
            changes = document(sample)
            revisions.apply(article, changes, seen_version=0, author=author)
        link_training(article, sample, author)
    for name, (french, english) in TAGS.items():
        for tag in Tag.objects.filter(name=name, label_fr="", label_en=""):
            tag.label_fr, tag.label_en = french, english
            tag.save()


def document(sample: Sample) -> dict[str, Any]:
    """The article as the door takes it."""
    values: dict[str, Any] = {
        "kind": sample.kind,
        "state": "published",
        "country": sample.country,
        f"pictures/{uuid.uuid5(NAMES, sample.key + '/picture')}": {
            "picture": documents.identity(picture(sample.drawn)),
            "position": 0,
        },
    }
    for name in ("title", "lead", "author_line", "place"):
        for language, text in getattr(sample, name).items():
            values[f"{name}.{language}"] = text
    for language in ("fr", "en"):
        text = TEXTS / f"{sample.key}.{language}.html"
        if text.exists():
            values[f"body.{language}"] = text.read_text(encoding="utf-8")
    if sample.when:
        start, end, precision = sample.when
        values |= {"start_earliest": start, "end_latest": end, "precision": precision}
    return values | {f"tags/{name}": True for name in sample.tags}


def picture(drawn: Drawn) -> Picture:
    return Picture.take(
        draw(drawn.subject),
        alt_fr=drawn.alt[0],
        alt_en=drawn.alt[1],
        caption_fr=drawn.caption[0],
        caption_en=drawn.caption[1],
        credit="Atoutsud",
        consent="not_needed",
    )


def link_training(article: Article, sample: Sample, author: Any) -> None:
    """By reference and by name: the news know no other app."""
    if not sample.training or article.training_id:
        return
    engagement = apps.get_model("trainings", "Engagement")
    found = engagement.objects.filter(reference__iexact=sample.training).first()
    if found is not None:
        changes = {"training": documents.identity(found)}
        revisions.apply(article, changes, seen_version=article.version, author=author)
