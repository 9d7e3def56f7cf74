"""Make the site ready (database, messages, static files, demo, administrator) and serve it."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand, CommandParser

from atoutsud.compiling import compile_messages

GRACE = 10.0


class Command(BaseCommand):
    help = "Prepare what is missing, then serve the site and its background jobs."
    # The database may be older than the code until it is migrated below.
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reload", action="store_true", help="development server")
        parser.add_argument("--no-demo", action="store_true", help="load no demo content")

    def say(self, text: str) -> None:
        self.stdout.write(f"· {text}")
        self.stdout.flush()

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_taken_port()
        self._prepare(demo=not options["no_demo"])
        if options["reload"]:
            os.environ["DEBUG"] = "True"
            call_command("runserver", f"{settings.HOST}:{settings.PORT}")
            return
        sys.exit(self._serve())

    def _refuse_taken_port(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.HOST, settings.PORT))
            except OSError as fault:
                raise CommandError(
                    f"HOST, PORT: {settings.HOST}:{settings.PORT} cannot be used "
                    f"({fault.strerror}). Stop what listens there, or set PORT."
                ) from None

    def _prepare(self, *, demo: bool) -> None:
        for folder in ("", "media", "mail", "backups"):
            (settings.DATA_DIR / folder).mkdir(parents=True, exist_ok=True, mode=0o750)
        if compile_messages():
            self.say("Messages compiled")
        self.say("Database up to date")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        self._collect_static()
        first = settings.DATA_DIR / ".demo-loaded"
        if demo and not first.exists():
            self.say("Loading the demo content")
            call_command("demo", verbosity=0)
            first.touch()
        call_command("create_administrator", if_none=True)

    def _collect_static(self) -> None:
        """Collect again only when a file of ours or the lock has changed."""
        digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
        for folder in settings.STATICFILES_DIRS:
            for path in sorted(p for p in Path(folder).rglob("*") if p.is_file()):
                digest.update(path.as_posix().encode() + path.read_bytes())
        mark = Path(settings.STATIC_ROOT) / ".collected"
        if not mark.exists() or mark.read_text() != digest.hexdigest():
            self.say("Static files compressed")
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
            mark.write_text(digest.hexdigest())

    def _serve(self) -> int:
        """Run the server and the worker until one ends or a signal comes; both stop together."""
        self.say(f"Serving on {settings.SITE_URL} (Ctrl + C to stop)")
        self.say(f"Open {settings.SITE_URL}/fr/ to read, {settings.SITE_URL}/admin/ to write")
        server = [sys.executable, "-m", "gunicorn", "--config", "python:atoutsud.gunicorn"]
        worker = [sys.executable, str(settings.BASE_DIR / "manage.py"), "work"]
        running = [
            subprocess.Popen([*server, "atoutsud.wsgi:application"], cwd=settings.BASE_DIR),
            subprocess.Popen(worker, cwd=settings.BASE_DIR),
        ]
        asked: list[int] = []
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda n, _frame: asked.append(n))
        while not asked and all(process.poll() is None for process in running):
            time.sleep(0.2)
        for process in running:
            if process.poll() is None:
                process.terminate()
        end = time.monotonic() + GRACE
        for process in running:
            try:
                process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
        return 0 if asked else 1
