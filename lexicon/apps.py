from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LexiconConfig(AppConfig):
    name = "lexicon"
    verbose_name = _("Lexicon")

    def ready(self) -> None:
        from lexicon import mentions

        mentions.watch()
