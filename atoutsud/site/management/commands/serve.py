"""Serve the site and run its background jobs beside it; both stop together."""

import signal
import socket
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand, CommandParser

GRACE = 10.0
PAUSE = 5.0


class Command(BaseCommand):
    help = "Serve the site with its background jobs, until Ctrl + C or SIGTERM."
    # The database may be older than the code until it is prepared; `prepare` checks.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--prepare", action="store_true", help="run `prepare --demo` first, as `make run` does"
        )
        parser.add_argument("--reload", action="store_true", help="the development server instead")

    def say(self, text: str) -> None:
        self.stdout.write(f"· {text}")
        self.stdout.flush()

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_taken_port(settings.HOST, settings.PORT)
        if options["prepare"]:
            call_command("prepare", demo=True, stdout=self.stdout)
        bind = f"{settings.HOST}:{settings.PORT}"
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        server = [sys.executable, "-m", "gunicorn", "--config", "python:atoutsud.gunicorn"]
        server.append("atoutsud.wsgi:application")
        if options["reload"]:
            server = [*manage, "runserver", bind]
        sys.exit(self._keep(server, [*manage, "work"]))

    def _announce(self) -> None:
        site = settings.SITE_URL
        self.say(f"The site answers on {site}")
        self.say(f"Read it     {site}/fr/ and {site}/en/")
        self.say(f"Write it    {site}/admin/")
        if "filebased" in settings.EMAIL_BACKEND:
            self.say(f"Its mail    {settings.EMAIL_FILE_PATH} (sign-in codes too)")
        self.say("Ctrl + C stops it; `make run` starts it again with what you wrote")

    def _keep(self, server: list[str], worker: list[str]) -> int:
        """Run both until the server ends or a signal comes; a worker that ends is replaced."""
        asked: list[int] = []
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda n, _frame: asked.append(n))
        serving = subprocess.Popen(server, cwd=settings.BASE_DIR)
        working = subprocess.Popen(worker, cwd=settings.BASE_DIR)
        announced, replace_at = False, 0.0
        while not asked and serving.poll() is None:
            if not announced and answers(settings.HOST, settings.PORT):
                announced = True
                self._announce()
            if working.poll() is not None:
                if not replace_at:
                    replace_at = time.monotonic() + PAUSE
                elif time.monotonic() >= replace_at:
                    working, replace_at = subprocess.Popen(worker, cwd=settings.BASE_DIR), 0.0
            time.sleep(0.1)
        code = 0 if asked else 1
        stop(serving, working)
        return code


def stop(*processes: "subprocess.Popen[bytes]") -> None:
    """Ask each to end, wait a little for all, and end what is left."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    end = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


def answers(host: str, port: int) -> bool:
    where = {"0.0.0.0": "127.0.0.1", "[::]": "::1"}.get(host, host.strip("[]"))  # noqa: S104
    try:
        socket.create_connection((where, port), timeout=1).close()
    except OSError:
        return False
    return True


def refuse_taken_port(host: str, port: int) -> None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as fault:
        raise CommandError(
            f"HOST, PORT: {host}:{port} cannot be used ({fault.strerror}). "
            f"Stop what listens there, or choose another: make run PORT={min(port + 1, 65535)}"
        ) from None
