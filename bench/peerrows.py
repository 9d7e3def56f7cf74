"""Our content as the Wagtail site beside it takes it: `bench.peers` writes it out once."""

from collections.abc import Iterator
from typing import Any


def rows() -> Iterator[dict[str, Any]]:
    from lexicon.models import Concept, Domain
    from news.models import Article

    for article in Article.public.order_by("pk").prefetch_related("tags"):
        texts = ("title_en", "lead_fr", "lead_en", "body_fr", "body_en")
        date = article.dateline or article.published_on
        yield {
            "kind": "news",
            "title": article.title_fr or article.title_en,
            "slug": article.where("fr"),
            "date": date.isoformat() if date else "",
            "tags": [tag.name for tag in article.tags.all()],
            **{name: getattr(article, name) or "" for name in texts},
        }
    names = {domain.pk: (domain.name_fr, domain.name_en) for domain in Domain.public.all()}
    entries = Concept.public.order_by("pk").prefetch_related("terms", "examples", "domains")
    for concept in entries.iterator(chunk_size=500):
        yield {
            "kind": "entry",
            "title": concept.heading_fr or concept.heading_en,
            "slug": concept.where("fr"),
            "sort": concept.sort_fr,
            "heading_en": concept.heading_en,
            "definition_fr": concept.definition_fr or "",
            "definition_en": concept.definition_en or "",
            "domains": [names[domain.pk] for domain in concept.domains.all()],
            "examples": [example.text for example in concept.examples.all()],
            "terms": [
                {
                    name: getattr(term, name)
                    for name in ("lang", "text", "kind", "status", "usage_label")
                }
                for term in concept.terms.all()
            ],
        }
