"""“Who may do what”: drawn from the table of roles, so that it cannot say anything else."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from atoutsud.backoffice import roles

VERBS = {
    "view": pgettext_lazy("right", "see"),
    "add": pgettext_lazy("right", "add"),
    "change": pgettext_lazy("right", "change"),
    "delete": pgettext_lazy("right", "delete"),
}
# Rights that no model of its own shows in the menu.
BESIDE = ("content.translation",)


def people() -> list[tuple[Any, Any]]:
    """Those whose rights are no group: in words."""
    return [
        (_("Reader"), _("No account. Reads what is published, searches, writes to the "
                        "association, asks for the newsletter.")),
        (_("Contributor"), _("An account without the back office. Proposes entries and corrections "
                             "to the lexicon and follows them; sees and takes away what the site "
                             "holds of him or her.")),
        (_("Translator"), _("Sees every text, drafts included, and writes its other language. On a "
                            "published text, the translation is kept aside until an editor "
                            "publishes it.")),
        (_("Reviewer"), _("Decides proposals, keeps the lexicon.")),
        (_("Editor"), _("Writes and publishes news, trainings, partners, pages, letters; keeps the "
                        "library.")),
        (_("Administrator"), _("All content, imports and exports, messages, subscribers, the audit "
                               "log.")),
        (_("Superuser"), _("All of it, and the accounts and their rights, which no group "
                           "reaches.")),
    ]  # fmt: skip


class Holder:
    """Someone with the rights of one role and no other, as admins ask."""

    is_active = is_staff = is_authenticated = True
    is_superuser = False
    pk = None

    def __init__(self, role: str) -> None:
        self.role = role

    def has_perm(self, permission: str, obj: Any = None) -> bool:
        app, _dot, codename = permission.partition(".")
        verb, _line, model = codename.partition("_")
        return verb in roles.rights(self.role, f"{app}.{model}")

    def has_perms(self, permissions: Iterable[str], obj: Any = None) -> bool:
        return all(self.has_perm(permission) for permission in permissions)

    def has_module_perms(self, app: str) -> bool:
        return True


def may(role: str, model: Any) -> list[str]:
    """What the screens of `model` let `role` do, whatever its group holds beside."""
    office = admin.site._registry.get(model)
    request = HttpRequest()
    request.user = Holder(role)  # type: ignore[assignment]
    label = model._meta.label_lower
    if office is None:
        return [verb for verb in VERBS if verb in roles.rights(role, label)]
    return [verb for verb in VERBS if getattr(office, f"has_{verb}_permission")(request)]


def table() -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """(kind of content, [(role, what it may do)]), as the menu is ordered."""
    rows = []
    for model in (*admin.site._registry, *map(apps.get_model, BESIDE)):
        held = [(role, [str(VERBS[verb]) for verb in may(role, model)]) for role in roles.TABLE]
        rows.append((capfirst(str(model._meta.verbose_name_plural)), held))
    return rows


def roles_view(request: HttpRequest) -> HttpResponse:
    staff = Count("user", filter=Q(user__is_active=True, user__is_staff=True))
    counted = Group.objects.annotate(staff=staff).values_list("name", "staff")
    accounts = get_user_model().objects.filter(is_superuser=True, is_active=True)
    context = {
        **admin.site.each_context(request),
        "title": _("Who may do what"),
        "is_nav_sidebar_enabled": False,
        "people": people(),
        "roles": [(role, dict(counted).get(role, 0)) for role in roles.TABLE],
        "superusers": accounts.count(),
        "rows": table(),
        "amiss": roles.amiss(),
        "groups": sorted(name for name, _n in counted if name not in roles.TABLE),
    }
    return TemplateResponse(request, "admin/roles.html", context)
