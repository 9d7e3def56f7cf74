"""Forget what was kept long enough, now; the worker does it by itself twice a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from atoutsud.content import limits, privacy


class Command(BaseCommand):
    help = "Forget personal data that was kept long enough, and say how much."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, and forget nothing")

    def handle(self, *args: Any, dry_run: bool = False, **options: Any) -> None:
        with transaction.atomic():
            limits.forget_old()
            for name, count in privacy.expire().items():
                if count:
                    self.stdout.write(f"{name}: {count}")
            if dry_run:
                transaction.set_rollback(True)
        self.stdout.write("Nothing was written." if dry_run else "Done.")
