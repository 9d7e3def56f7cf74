"""Read the links of published texts and try those that lead to other sites; for a nightly timer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from atoutsud.site.links import checking, fetching
from atoutsud.site.links.records import WatchedLink


class Command(BaseCommand):
    help = "Check the links of what is published; the back office shows what leads nowhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--most", type=int, default=300, help="links tried at most (300)")
        parser.add_argument("--minutes", type=float, default=30, help="time spent at most (30)")
        parser.add_argument(
            "--no-network", action="store_true", help="only read the texts and judge our own links"
        )

    def handle(
        self, *args: Any, most: int, minutes: float, no_network: bool, **options: Any
    ) -> None:
        checking.read_texts()
        tried = 0
        if not no_network:
            pace = checking.Pace(fetching.ask)
            tried = checking.check(pace, most=most, seconds=minutes * 60)
        links = WatchedLink.objects
        self.stdout.write(
            f"{links.count()} links, {tried} tried, {links.doubtful().count()} failing, "
            f"{links.broken().count()} broken."
        )
