from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "atoutsud.members"
    label = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        from atoutsud.members import events  # noqa: F401  (it listens)
