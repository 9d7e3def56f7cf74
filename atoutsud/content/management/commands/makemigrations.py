"""Django's own, which looks into the database: there must be a folder for it to stand in."""

from typing import Any

from django.conf import settings
from django.core.management.commands import makemigrations


class Command(makemigrations.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o750)
        super().handle(*args, **options)
