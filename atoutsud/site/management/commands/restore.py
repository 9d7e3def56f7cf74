from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from atoutsud.site.backups import ageing, archive, restoring, taking


class Command(BaseCommand):
    help = "Put a backup in the place of this site, in SQLite or PostgreSQL; stop the site first."
    # The database may be empty: its tables are made here.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace",
            action="store_true",
            help="although the site is in use: a backup of it is made first",
        )
        parser.add_argument(
            "--other-key",
            action="store_true",
            help="although it was made with another SECRET_KEY, if you trust where it comes from",
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        say = (lambda text: None) if options["verbosity"] == 0 else self._say
        try:
            with archive.Archive(file) as opened:
                applied = restoring.judge(opened)
                opened.check(any_secret=options["other_key"], say=say)
                if not restoring.is_empty():
                    self._keep_what_is_there(options["replace"], say)
                restoring.restore(opened, applied, say)
                told = opened.manifest
        except archive.Refused as reason:
            raise CommandError(f"{file}: {reason} Nothing was changed.") from None
        say(f"The site is as it was on {told['made']}, in release {told['release']}.")
        say("People sign in again; mail that was waiting then will leave now.")

    def _keep_what_is_there(self, replace: bool, say: Any) -> None:
        if not replace:
            raise CommandError(
                "This site is in use. Add --replace to put the backup in its place; "
                "what is there now is backed up first. Nothing was changed."
            )
        path = archive.folder() / ageing.name_now()
        say("Backing up what is there now")
        try:
            taking.take(path, say)
        except taking.Unfit as reason:
            raise CommandError(f"{reason} Nothing was changed.") from None
        say(f"It is in {path}")

    def _say(self, text: str) -> None:
        self.stdout.write(f"· {text}")
        self.stdout.flush()
