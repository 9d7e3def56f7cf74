from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "atoutsud.content"
    label = "content"
    verbose_name = _("Content")

    def ready(self) -> None:
        from atoutsud import checks  # noqa: F401  (importing registers them)
        from atoutsud.content import drafts, instep, publication

        publication.watch()
        drafts.watch()
        instep.watch()
