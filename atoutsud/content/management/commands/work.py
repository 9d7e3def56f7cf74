import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from atoutsud.content.work import run_due

PAUSE = 5.0
logger = logging.getLogger("atoutsud.work")


class Command(BaseCommand):
    help = "Run the background jobs: mail, retention, checks."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="run what is due, then stop")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        if once:
            self.stdout.write(f"{run_due()} jobs run")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            try:
                run_due()
            except Exception:
                # Through the log, which takes out what a database's words may repeat of a row.
                logger.exception("a round of jobs failed; it is tried again")
            stop.wait(PAUSE)
