"""kill -9 while writing: what was said to be stored is, and nothing is stored by half."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Count

from atoutsud.content import stored
from atoutsud.content.mail import OutboxMessage
from atoutsud.content.pictures import Picture
from atoutsud.content.revisions import Revision
from news.models import Article
from tests.durability.sites import site

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent.parent


def written_until_killed(address: str, folder: Path, seed: int) -> tuple[list[str], float]:
    """What the writer said before it was killed, and the seconds it took to be able to write."""
    environment = {**os.environ, "DATABASE_URL": address, "DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "tests.durability.writer", str(seed)]
    begun = time.monotonic()
    writer = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    took = time.monotonic() - begun
    first = writer.stdout.readline()
    time.sleep(random.Random(seed).uniform(0.0, 0.6))
    os.kill(writer.pid, signal.SIGKILL)
    rest, _nothing = writer.communicate()
    said = first + rest
    # A line that was cut was not said.
    return said[: said.rfind("\n") + 1].splitlines(), took


def lost(said: list[str]) -> list[str]:
    """What was said to be stored and is not there."""
    missing = []
    for line in said:
        kind, number, *more = line.split(" ", 3)
        if kind == "article":
            there = Article.objects.filter(pk=number).exists()
        elif kind == "revision":
            there = Revision.objects.filter(
                model__model="article", object_id=number, number=more[0]
            ).exists()
        else:
            there = Picture.objects.filter(pk=number, key=more[0]).exists()
        if not there:
            missing.append(line)
    return missing


def torn() -> list[str]:
    """What is there by half: an article without its history or its mail, a row without file."""
    faults = []
    counted = dict(
        Revision.objects.filter(model__model="article")
        .values_list("object_id")
        .annotate(count=Count("pk"))
    )
    mails = set(OutboxMessage.objects.values_list("about", flat=True))
    for article in Article.objects.all():
        if counted.get(article.pk) != article.version:
            faults.append(f"article {article.pk}: {counted.get(article.pk)} of {article.version}")
        if f"kill:{article.pk}" not in mails:
            faults.append(f"article {article.pk}: its mail is missing")
    faults += [f"without file: {name}" for name in stored.without_file()]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            answer = cursor.fetchall()
        if answer != [("ok",)]:
            faults.append(str(answer))
    return faults


def kill_often(blank: Callable[[], str], folder: Path, kills: int) -> dict[str, Any]:
    address, said, waits = blank(), 0, []
    with site(address, folder):
        for seed in range(kills):
            lines, took = written_until_killed(address, folder, seed)
            assert not lost(lines)
            said += len(lines)
            waits.append(took)
        assert said >= kills
        assert not torn()
        assert default_storage.exists("")
    return {"kills": kills, "said": said, "slowest_start": max(waits)}


def test_a_killed_writer_loses_nothing_it_said_was_stored(
    blank: Callable[[], str], tmp_path: Path
) -> None:
    kill_often(blank, tmp_path, 1)


@pytest.mark.long
def test_a_hundred_kills_lose_nothing(
    blank: Callable[[], str], tmp_path: Path, record_property: Any
) -> None:
    told = kill_often(blank, tmp_path, int(os.environ.get("KILLS", "100")))
    record_property("kills", told)
    print(told)
