"""What a site holds, and what must be equal after it was put back."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import override_settings

from atoutsud.content.revisions import apply
from atoutsud.site.backups import rows, snapshot
from news.models import Article
from tests.content.uploads import a_picture
from tests.durability.conftest import connected


@contextmanager
def site(address: str, folder: Path) -> Iterator[Any]:
    """Everything speaks to the database at `address` and keeps its files in `folder`."""
    for part in ("backups", "media"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    files = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(folder / "media"), "base_url": "/media/"},
    }
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    here = override_settings(DATA_DIR=folder, STORAGES={"default": files, "staticfiles": plain})
    # Kinds of content bear other numbers in another database, and are remembered by the process.
    ContentType.objects.clear_cache()
    try:
        with here, snapshot.standing_in(connected(address)) as own:
            yield own
    finally:
        ContentType.objects.clear_cache()


def write_article(number: int) -> Article:
    """An article and its first revision, in one transaction."""
    words = {
        "title.fr": f"Suivi numéro {number}",
        "body.fr": f"<p>Une évaluation à mi-parcours, la {number}<sup>e</sup>.</p>",
        "title.en": f"Follow-up {number}",
        "body.en": "<p>A mid-term evaluation.</p>",
        "state": "published",
    }
    article = Article()
    apply(article, words, seen_version=0, author=None)
    return article


def fill(articles: int = 3) -> None:
    from tests.members.factories import user

    person = user("ada@example.org")
    person.set_password("ninety-eight-hills")
    person.save()
    a_picture(caption_fr="Légende « soignée » d’une image")
    for number in range(articles):
        write_article(number)


def fingerprint() -> dict[str, Any]:
    """Every table with its count and digest, and every stored file with its content."""
    told: dict[str, Any] = {
        model._meta.db_table: rows.count(rows.lines(model)) for model in rows.kept(apps)
    }
    # A restored site says that what readers keep is of another moment.
    told.pop("content_contentversion")
    for key in default_storage.listdir("")[0]:
        for name in default_storage.listdir(key)[1]:
            with default_storage.open(f"{key}/{name}") as file:
                told[f"{key}/{name}"] = file.read()
    return told


def command(name: str, *args: Any, **options: Any) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out, stderr=out, **options)
    return out.getvalue()


def backup(folder: Path, name: str = "site.zip") -> Path:
    path = folder / name
    command("backup", output=path)
    return path
