"""Searches in vain are counted by a job, never by the page, and never with who asked."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atoutsud.site import unfound
from atoutsud.site.models import UnfoundQuery
from tests.lexicon import factories as entries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def counted() -> list[tuple[str, str, int]]:
    return list(UnfoundQuery.objects.values_list("query", "language", "count"))


def test_the_same_words_are_counted_once_folded_per_language(client: Client) -> None:
    for address in (
        "/fr/recherche/?q=Télétravail",
        "/fr/lexique/?q=teletravail",
        "/en/lexicon/?q=télétravail",
    ):
        client.get(address)
    assert counted() == []
    unfound.collect()
    assert counted() == [("teletravail", "fr", 2), ("teletravail", "en", 1)]
    unfound.collect()
    client.get("/fr/recherche/?q=télétravail")
    unfound.collect()
    assert counted()[0] == ("teletravail", "fr", 3)


def test_a_page_writes_nothing_to_the_database(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get("/fr/recherche/?q=teletravail")
    written = [q["sql"] for q in queries if not q["sql"].lstrip().startswith(("SELECT", "WITH"))]
    assert written == []


def test_what_is_found_narrowed_or_already_known_is_not_counted(client: Client) -> None:
    entries.concept("télétravail", "remote work")
    client.get("/fr/recherche/?q=télétravail")
    client.get("/fr/lexique/?q=hamac&lang=en")
    etag = client.get("/fr/lexique/?q=hamac").headers["ETag"]
    client.get("/fr/lexique/?q=hamac", headers={"if-none-match": etag})
    unfound.collect()
    assert counted() == [("hamac", "fr", 1)]


@pytest.mark.parametrize(
    "query",
    [
        "awa.diop@example.org",
        "06 12 34 56 78",
        "une phrase entière qui dit bien trop de choses sur qui cherche",
        "x" * 61,
        "a",
        "😀",
        "\t\n",
    ],
)
def test_what_may_name_somebody_or_says_nothing_is_not_kept(query: str) -> None:
    unfound.note(query, "fr")
    unfound.collect()
    assert counted() == []


def test_the_file_and_the_table_stay_small(monkeypatch: Any, settings: Any) -> None:
    monkeypatch.setattr(unfound, "LARGEST_FILE", 200)
    monkeypatch.setattr(unfound, "MOST_ROWS", 5)
    for number in range(100):
        unfound.note(f"terme {'abcdefghij'[number % 10] * 3}", "fr")
    (file,) = (Path(settings.DATA_DIR) / unfound.FOLDER).iterdir()
    assert file.stat().st_size < 300
    unfound.collect()
    assert len(counted()) == 5
    assert not list((Path(settings.DATA_DIR) / unfound.FOLDER).iterdir())


def test_what_nobody_looked_for_in_a_year_is_forgotten() -> None:
    old = timezone.localdate() - unfound.KEPT - datetime.timedelta(days=1)
    UnfoundQuery.objects.create(query="minitel", language="fr", count=9, last=old)
    unfound.collect()
    assert counted() == []


def test_a_disk_that_cannot_be_written_loses_the_count_not_the_page(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path / "missing" / "place"
    assert client.get("/fr/recherche/?q=hamac").status_code == 200
