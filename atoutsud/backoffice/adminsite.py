"""The stock admin site, behind the members' sign-in, with a front page that says what to do."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import secure_admin_login
from csp.constants import NONCE, SELF
from django.contrib.admin import AdminSite
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

from atoutsud.backoffice import (
    assigning,
    board,
    expired,
    guide,
    references,
    rolespage,
    sheets,
    today,
    translating,
)
from atoutsud.content import events

# The sheet that the rich text editor puts in the page by itself.
EDITOR_SHEET = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"
POLICY = {
    "script-src": [NONCE],
    "style-src": [EDITOR_SHEET],
    "font-src": [SELF],
    "img-src": ["data:"],
}
# Raw tables of libraries: nothing an editor should touch, some of them secrets.
NOT_SHOWN = {"taggit", "account", "mfa"}
LAST = ("site", "content", "members", "auth")


class BackOffice(AdminSite):
    site_header = "Atoutsud"
    site_title = "Atoutsud"
    index_title = _("To do today")
    enable_nav_sidebar = True

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        single = not isinstance(model_or_iterable, list | tuple)
        models = [model_or_iterable] if single else model_or_iterable
        shown = [model for model in models if model._meta.app_label not in NOT_SHOWN]
        super().register(shown, *args, **options)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def with_policy(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if expired.is_writing(request) and not request.user.is_authenticated:
                return expired.given_back(request, signed_in=False)
            with events.acting(request.user):
                response = inner(request, *args, **kwargs)
            if not hasattr(response, "_csp_update"):
                response._csp_update = POLICY
            return response

        return with_policy

    @method_decorator(secure_admin_login)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().login(request, extra_context)

    def i18n_javascript(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The words of the rich text editor's dialogs come with the admin's own."""
        packages = ["django.contrib.admin", "django_prose_editor"]
        return JavaScriptCatalog.as_view(packages=packages)(request)

    def get_urls(self) -> list[Any]:
        address = "r/<int:content_type_id>/<path:object_id>/"
        return [
            path(address, self.admin_view(self.on_site), name="view_on_site"),
            path("translations/", self.admin_view(board.board_view), name="translations"),
            path(
                "translations/export.csv",
                self.admin_view(sheets.export_view),
                name="translations_export",
            ),
            path(
                "translations/import/",
                self.admin_view(sheets.import_view),
                name="translations_import",
            ),
            path(
                "translations/<int:model>/<int:number>/<str:language>/",
                self.admin_view(translating.write_view),
                name="translations_write",
            ),
            path("guide/", self.admin_view(guide.guide_view), name="guide"),
            path("roles/", self.admin_view(rolespage.roles_view), name="roles"),
            path("references/", self.admin_view(references.references_view), name="references"),
            *super().get_urls(),
        ]

    def on_site(self, request: HttpRequest, content_type_id: int, object_id: str) -> Any:
        """An address holds the words of a title: for those who may see the object."""
        kind = ContentType.objects.filter(pk=content_type_id).first()
        model = kind.model_class() if kind else None
        office = self._registry.get(model) if model else None
        if office is None or not office.has_view_permission(request):
            raise PermissionDenied
        return shortcut(request, content_type_id, object_id)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        shown = {**today.board(request), "mine": assigning.mine(request)}
        return super().index(request, {**shown, **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Content first, as installed; accounts and rights last."""
        found = super().get_app_list(request, app_label)
        return sorted(
            found,
            key=lambda app: LAST.index(app["app_label"]) + 1 if app["app_label"] in LAST else 0,
        )
