"""Bring the database, the messages and the static files up to the code, before serving."""

import hashlib
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation.reloader import translation_file_changed

from atoutsud.compiling import compile_messages


class Command(BaseCommand):
    help = "Make folders, compile messages, migrate, collect static files; each only if needed."
    # The database may be older than the code until it is migrated here.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo",
            action="store_true",
            help="load the demo content and create an administrator, once",
        )

    def say(self, text: str) -> None:
        self.stdout.write(f"· {text}")
        self.stdout.flush()

    def handle(self, *args: Any, demo: bool = False, **options: Any) -> None:
        for folder in ("", "media", "mail", "backups"):
            (settings.DATA_DIR / folder).mkdir(parents=True, exist_ok=True, mode=0o750)
        if compile_messages():
            # What was read before is English; the demo content comes after, and says what it is.
            translation_file_changed(sender=None, file_path=Path("django.mo"))
            self.say("Messages compiled")
        # Checks that stop a configuration the site cannot run on.
        call_command("check", databases=["default"], stdout=StringIO())
        self.say("Bringing the database up to date")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        # Content older than the search index, or a restored copy without it.
        call_command("rebuild_index", if_empty=True, verbosity=0)
        # Content that was written in bulk before translations were counted there too.
        call_command("recount_translations", missing=True, verbosity=0)
        self._collect_static()
        if demo:
            self._load_demo()
            call_command("create_administrator", if_none=True, stdout=self.stdout)

    def _load_demo(self) -> None:
        """Once: what an editor changes or removes afterwards stays so."""
        mark = settings.DATA_DIR / ".demo-loaded"
        if mark.exists() and get_user_model().objects.exists():
            return
        self.say("Loading the demo content")
        call_command("demo", stdout=self.stdout)
        mark.touch()

    def _collect_static(self) -> None:
        """Collect and compress again only when a file of ours or the lock has changed."""
        digest = hashlib.sha256((settings.BASE_DIR / "requirements.txt").read_bytes())
        for folder in settings.STATICFILES_DIRS:
            for path in sorted(p for p in Path(folder).rglob("*") if p.is_file()):
                digest.update(path.as_posix().encode() + path.read_bytes())
        mark = Path(settings.STATIC_ROOT) / ".collected"
        if not mark.exists() or mark.read_text() != digest.hexdigest():
            self.say("Collecting and compressing the static files")
            # The flags of every country come with a package; no page shows them.
            quiet = {"verbosity": 0, "interactive": False, "ignore_patterns": ["flags"]}
            call_command("collectstatic", clear=True, **quiet)
            mark.write_text(digest.hexdigest())
