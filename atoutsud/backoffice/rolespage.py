"""“Who may do what”: drawn from the table of roles, so that it cannot say anything else."""

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
from django.utils.translation import gettext_lazy as _lazy

from atoutsud.backoffice import roles

VERBS = {
    "view": _lazy("see"),
    "add": _lazy("add"),
    "change": _lazy("change"),
    "delete": _lazy("delete"),
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


def table() -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """(kind of content, [(role, what it may do)]), as the menu is ordered."""
    shown = [model._meta.label_lower for model in admin.site._registry]
    rows = []
    for label in (*shown, *BESIDE):
        held = [
            (role, [str(VERBS[verb]) for verb in VERBS if verb in roles.rights(role, label)])
            for role in roles.TABLE
        ]
        name = apps.get_model(label)._meta.verbose_name_plural
        rows.append((capfirst(str(name)), held))
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
