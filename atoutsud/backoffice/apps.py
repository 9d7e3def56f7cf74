from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BackofficeConfig(AppConfig):
    name = "atoutsud.backoffice"
    label = "backoffice"
    verbose_name = _("Back office")

    def ready(self) -> None:
        from atoutsud.backoffice import events, roles  # noqa: F401  (events listens)

        # `admin.site` is made on first use; this app stands before the admin among the installed.
        admin_config: Any = apps.get_app_config("admin")
        admin_config.default_site = "atoutsud.backoffice.adminsite.BackOffice"
        post_migrate.connect(roles.after_migrate, dispatch_uid="backoffice-roles")
