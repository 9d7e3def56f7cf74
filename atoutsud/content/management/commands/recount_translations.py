"""Count anew, from the history, which texts are written in which language and which lag behind."""

from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from atoutsud.content import revisions, translations
from atoutsud.content.publication import Publishable
from atoutsud.content.translations import Translation

# Objects written in one transaction: editors save meanwhile, and wait for one such lot at most.
BATCH = 25


class Command(BaseCommand):
    help = "Count anew which texts lack a language or have fallen behind the other one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--missing", action="store_true", help="only what was never counted before"
        )

    def handle(self, *args: Any, missing: bool = False, **options: Any) -> None:
        for model in apps.get_models():
            if not issubclass(model, Publishable):
                continue
            rows = model.objects.order_by("pk")
            if missing:
                kind = ContentType.objects.get_for_model(model, for_concrete_model=True)
                counted = Translation.objects.filter(model=kind).values("object_id")
                rows = rows.exclude(pk__in=counted)
            # All read before anything is written: a reading left open on SQLite would hold what
            # it saw, and the first write after somebody else's would be refused as locked.
            pks = list(rows.values_list("pk", flat=True))
            for start in range(0, len(pks), BATCH):
                recount(model, pks[start : start + BATCH])
            if options["verbosity"]:
                self.stdout.write(f"{model._meta.verbose_name_plural}: {len(pks)}")


def recount(model: type[Publishable], pks: list[int]) -> None:
    """Each row is held while it is counted: a save of the same object comes before or after."""
    with transaction.atomic():
        for obj in model.objects.select_for_update().filter(pk__in=pks).order_by("pk"):
            kept = revisions.history(obj).order_by("number")
            rows = kept.values_list("number", "document", "created")
            translations.recount(obj, rows, revisions.snapshot(obj))
