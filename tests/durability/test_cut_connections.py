"""PostgreSQL cuts every connection under load, as a restart does: only what was under way fails."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import close_old_connections, connection

from atoutsud.site.backups import snapshot
from news.models import Article
from tests.durability.conftest import connected
from tests.durability.sites import site, write_article

pytestmark = pytest.mark.django_db
WRITERS, CUTS, ENOUGH = 3, 4, 6


class Writer(threading.Thread):
    """Writes again and again, each time as a request would: a connection that died is replaced."""

    def __init__(self, address: str, number: int) -> None:
        super().__init__()
        self.address, self.number = address, number
        self.stored: list[int] = []
        self.faults: list[Exception] = []
        self.failed = 0
        self.longest = 0
        self.enough = threading.Event()

    def run(self) -> None:
        row = 0
        with snapshot.standing_in(connected(self.address)):
            while not self.enough.is_set():
                try:
                    close_old_connections()
                    self.stored.append(write_article(self.number * 10_000 + len(self.stored)).pk)
                    row = 0
                # Whatever it is: a writer that went silently would be waited for without end.
                except Exception as fault:
                    self.faults.append(fault)
                    self.failed += 1
                    row += 1
                    self.longest = max(self.longest, row)


def cut() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def test_cut_connections_lose_and_repeat_nothing(blank: Callable[[], str], tmp_path: Path) -> None:
    address, ended = blank(), 0
    with site(address, tmp_path):
        writers = [Writer(address, number) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        try:
            for turn in range(1, CUTS + 1):
                while min(len(writer.stored) for writer in writers) < turn * ENOUGH:
                    assert all(writer.is_alive() for writer in writers)
                    writers[0].enough.wait(0.02)
                ended += cut()
        finally:
            for writer in writers:
                writer.enough.set()
        for writer in writers:
            writer.join()
        stored = [pk for writer in writers for pk in writer.stored]
        failed = sum(writer.failed for writer in writers)
        faults = [fault for writer in writers for fault in writer.faults]
        assert ended >= CUTS
        # At once: no writer failed twice for one cut.
        assert failed <= ended, faults
        assert max(writer.longest for writer in writers) <= 1, faults
        assert len(stored) == len(set(stored))
        there = set(Article.objects.values_list("pk", flat=True))
        assert set(stored) <= there
        # What was committed as the line went dead was not said to be stored, and is there once.
        assert len(there) <= len(stored) + failed
        titles = list(Article.objects.values_list("title_fr", flat=True))
        assert len(titles) - len(set(titles)) <= failed
