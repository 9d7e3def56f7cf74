from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from atoutsud.content import stored
from atoutsud.site.backups import mending


class Command(BaseCommand):
    help = (
        "Find stored files that no row speaks of, and rows whose file is lost; mend with --repair."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--repair",
            action="store_true",
            help="remove the first; cut the second anew or take them back from a backup",
        )

    def handle(self, *args: Any, repair: bool = False, **options: Any) -> None:
        orphans, lost = stored.without_row(), stored.without_file()
        for key in orphans:
            self.stdout.write(f"without row   {key}/")
        for name in lost:
            self.stdout.write(f"without file  {name}")
        if repair:
            stored.sweep()
            lost = mending.mend(lost, self.stdout.write)
            orphans = []
            for name in lost:
                self.stderr.write(f"still lost    {name}: choose it again in the back office")
        if orphans or lost:
            raise SystemExit(1)
        self.stdout.write("Every row has its files, and every file its row.")
