from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "atoutsud.members"
    label = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        """The back office has no door of its own: codes, limits and second factor hold there too."""
        from allauth.account.decorators import secure_admin_login
        from django.contrib import admin

        admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
