from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from atoutsud.site.backups import ageing, archive, taking


class Command(BaseCommand):
    help = "Write the whole site into one file: database, pictures and documents, settings."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("-o", "--output", type=Path, help="the file (else in DATA_DIR/backups)")
        parser.add_argument("--no-prune", action="store_true", help="keep every older backup")

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["verbosity"] == 0
        path = options["output"] or archive.folder() / ageing.name_now()
        try:
            made = taking.take(path, lambda text: None if quiet else self._say(text))
        except taking.Unfit as reason:
            raise CommandError(str(reason)) from None
        except OSError as fault:
            raise CommandError(f"{path}: {fault.strerror}. Nothing was written.") from None
        if not quiet:
            self._say(f"{path}: {made.rows} rows, {made.files} files, {made.size / 1e6:.1f} MB")
            self._say("SECRET_KEY and passwords are not in it: keep .env in another safe place.")
        for old in () if options["output"] or options["no_prune"] else ageing.prune():
            if not quiet:
                self._say(f"Removed {old.name}, which was old")

    def _say(self, text: str) -> None:
        self.stdout.write(f"· {text}")
        self.stdout.flush()
