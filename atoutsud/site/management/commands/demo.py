from importlib import import_module
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import translation
from django.utils.module_loading import module_has_submodule


class Command(BaseCommand):
    help = "Load the demo content of every app; what is there already is left as it is."

    def handle(self, *args: Any, verbosity: int = 1, **options: Any) -> None:
        author = get_user_model().objects.filter(is_superuser=True).order_by("pk").first()
        for config in apps.get_app_configs():
            if config.module is None or not module_has_submodule(config.module, "demo"):
                continue
            load = getattr(import_module(f"{config.name}.demo"), "load", None)
            if load is None:
                continue
            if verbosity:
                self.stdout.write(f"· {config.verbose_name}")
            with translation.override("fr"), transaction.atomic():
                load(author)
