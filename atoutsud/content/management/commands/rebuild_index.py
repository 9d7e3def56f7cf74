from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from atoutsud.content import reindexing


class Command(BaseCommand):
    help = "Make the search index anew from the rows, or check that both agree."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="say where they disagree, and stop"
        )
        parser.add_argument("--if-empty", action="store_true", help="only an index never made")

    def handle(
        self, *args: Any, check: bool = False, if_empty: bool = False, **options: Any
    ) -> None:
        if check:
            self._check()
            return
        if if_empty and not reindexing.is_empty():
            return
        total = reindexing.rebuild(self._said if options["verbosity"] else None)
        if options["verbosity"]:
            self.stdout.write(f"{total} objects can be found")

    def _said(self, kind: str, done: int, count: int) -> None:
        """The same line, again and again, where somebody watches it."""
        if self.stdout.isatty():
            self.stdout.write(f"\r{kind}: {done}/{count}", ending="\n" if done == count else "")
            self.stdout.flush()
        elif done == count:
            self.stdout.write(f"{kind}: {count}")

    def _check(self) -> None:
        found = reindexing.disagreements()
        for one in found:
            self.stderr.write(one)
        if found:
            raise SystemExit(1)
        self.stdout.write("The index and the rows agree.")
