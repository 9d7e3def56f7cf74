"""Count anew, from the history, which texts are written in which language and which lag behind."""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from atoutsud.content import revisions, translations
from atoutsud.content.publication import Publishable


class Command(BaseCommand):
    help = "Count anew which texts lack a language or have fallen behind the other one."

    def handle(self, *args: Any, **options: Any) -> None:
        for model in apps.get_models():
            if not issubclass(model, Publishable):
                continue
            total = 0
            for obj in model.objects.order_by("pk").iterator(chunk_size=200):
                with transaction.atomic():
                    kept = revisions.history(obj).order_by("number")
                    rows = kept.values_list("number", "document", "created")
                    translations.recount(obj, rows, revisions.snapshot(obj))
                total += 1
            self.stdout.write(f"{model._meta.verbose_name_plural}: {total}")
