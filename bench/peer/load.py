"""Fill the peer's database: `python -m bench.peer.load FILE`, a JSON object a line."""

import datetime
import json
import os
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BATCH = 500


def main(source: str) -> None:
    import django

    beside = Path(source).parent / "peer_migrations"
    beside.mkdir(exist_ok=True)
    (beside / "__init__.py").touch()
    sys.path.insert(0, str(beside.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.peer.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    call_command("makemigrations", "peer", interactive=False, verbosity=0)
    call_command("migrate", verbosity=0)
    with transaction.atomic(), open(source, encoding="utf-8") as lines:
        _fill([json.loads(line) for line in lines])
    call_command("update_index", chunk_size=BATCH, verbosity=0)


def _fill(rows: list[dict[str, Any]]) -> None:
    from wagtail.models import Page, Site

    from bench.peer.models import HomePage, LexiconIndexPage, NewsIndexPage

    Page.objects.filter(depth__gt=1).delete()
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="Accueil", slug="accueil"))
    Site.objects.all().delete()
    Site.objects.create(hostname="127.0.0.1", root_page=home, is_default_site=True)
    news = home.add_child(
        instance=NewsIndexPage(title="Actualités", slug="actualites", show_in_menus=True)
    )
    lexicon = home.add_child(
        instance=LexiconIndexPage(title="Lexique", slug="lexique", show_in_menus=True)
    )
    _news(news, [row for row in rows if row["kind"] == "news"])
    _entries(lexicon, [row for row in rows if row["kind"] == "entry"])


def _pages(parent: Any, model: Any, rows: list[dict[str, Any]]) -> Iterator[tuple[int, Any]]:
    """(id, row) of pages of `model` under `parent`, made in bulk: one by one takes many minutes."""
    from django.contrib.contenttypes.models import ContentType
    from django.utils import timezone
    from wagtail.models import Page

    kind = ContentType.objects.get_for_model(model)
    now = timezone.now()
    for begin in range(0, len(rows), BATCH):
        batch = rows[begin : begin + BATCH]
        made = Page.objects.bulk_create(
            Page(
                title=row["title"],
                draft_title=row["title"],
                slug=row["slug"],
                content_type=kind,
                depth=parent.depth + 1,
                path=Page._get_path(parent.path, parent.depth + 1, begin + place + 1),
                url_path=f"{parent.url_path}{row['slug']}/",
                translation_key=uuid.uuid4(),
                locale_id=parent.locale_id,
                live=True,
                first_published_at=now,
                last_published_at=now,
            )
            for place, row in enumerate(batch)
        )
        yield from zip([page.pk for page in made], batch, strict=True)
    Page.objects.filter(pk=parent.pk).update(numchild=len(rows))


def _insert(rows: list[Any]) -> None:
    """The own table of pages whose common rows are there."""
    if rows:
        model = type(rows[0])
        for begin in range(0, len(rows), 50):
            model._base_manager._insert(
                rows[begin : begin + 50], fields=model._meta.local_concrete_fields, using="default"
            )


def _news(parent: Any, rows: list[dict[str, Any]]) -> None:
    from taggit.models import Tag

    from bench.peer.models import NewsPage, NewsTag

    tags: dict[str, Any] = {}
    pages, tagged = [], []
    for pk, row in _pages(parent, NewsPage, rows):
        date = datetime.date.fromisoformat(row["date"]) if row["date"] else None
        names = ("title_en", "lead_fr", "lead_en", "body_fr", "body_en")
        pages.append(NewsPage(page_ptr_id=pk, date=date, **{name: row[name] for name in names}))
        for name in row["tags"]:
            tag = tags.get(name) or Tag.objects.create(name=name)
            tags[name] = tag
            tagged.append(NewsTag(content_object_id=pk, tag=tag))
    _insert(pages)
    NewsTag.objects.bulk_create(tagged, batch_size=BATCH)


def _entries(parent: Any, rows: list[dict[str, Any]]) -> None:
    from bench.peer.models import Domain, EntryPage, Example, Term

    domains: dict[str, Any] = {}
    pages, terms, examples, filed = [], [], [], []
    through = EntryPage.domains.through
    names = ("sort", "heading_en", "definition_fr", "definition_en")
    for pk, row in _pages(parent, EntryPage, rows):
        pages.append(EntryPage(page_ptr_id=pk, **{name: row[name] for name in names}))
        for place, term in enumerate(row["terms"]):
            terms.append(Term(page_id=pk, sort_order=place, **term))
        examples += [Example(page_id=pk, text=text) for text in row["examples"]]
        for name, name_en in row["domains"]:
            known = domains.get(name) or Domain.objects.create(name=name, name_en=name_en)
            domains[name] = known
            filed.append(through(entrypage_id=pk, domain_id=known.pk))
    _insert(pages)
    Term.objects.bulk_create(terms, batch_size=BATCH)
    Example.objects.bulk_create(examples, batch_size=BATCH)
    through.objects.bulk_create(filed, batch_size=BATCH)


if __name__ == "__main__":
    main(sys.argv[1])
