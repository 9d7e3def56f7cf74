"""Who does what in a small team: given from the lists, shown there and on the front page."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from atoutsud.content import assignments, events
from atoutsud.content.assignments import Assignment
from atoutsud.content.publication import Publishable

NOBODY = "nobody"


def name_of(person: Any) -> str:
    return str(person.credit_name or person.email)


def _holders(permissions: Any) -> Q:
    rights = Q(groups__permissions__in=permissions) | Q(user_permissions__in=permissions)
    return Q(is_superuser=True) | Q(
        pk__in=get_user_model().objects.filter(rights).order_by().values("pk")
    )


def people(model: Any) -> Any:
    """Whom something of this model may be given to: those who may change it, or translate it."""
    meta = model._meta

    def permission(app: str, code: str) -> Any:
        return Permission.objects.filter(content_type__app_label=app, codename=code)

    able = _holders(permission(meta.app_label, f"change_{meta.model_name}"))
    if issubclass(model, Publishable):
        sees = _holders(permission(meta.app_label, f"view_{meta.model_name}"))
        able |= sees & _holders(permission("content", "change_translation"))
    staff = get_user_model().objects.filter(is_active=True, is_staff=True)
    return staff.filter(able).order_by("email")


class AssignedFilter(admin.SimpleListFilter):
    title = _lazy("whose task")
    parameter_name = "assigned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", _("mine")), ("someone", _("somebody’s")), (NOBODY, _("nobody’s"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return assignments.narrowed(queryset, self.value() or "", request.user)


class Assigning:
    """An action of lists, and whose each row is: one query for the page."""

    model: Any
    opts: Any
    admin_site: Any

    def still_to_do(self, rows: Any) -> Any:
        """Of what was given to somebody, what still asks for something."""
        return rows

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)  # type: ignore[misc]
        shown = {row.pk: row for row in changelist.result_list}
        found = Assignment.objects.of(self.model).filter(object_id__in=list(shown))
        for given in found.select_related("person"):
            shown[given.object_id].given_to = given.person
        return changelist

    def with_person(self, obj: Any, mark: Any) -> Any:
        """The mark of a row, and under it whose it is."""
        person = getattr(obj, "given_to", None)
        if person is None:
            return mark
        return format_html('{} <span class="state is-answer">{}</span>', mark, name_of(person))

    @admin.action(description=_lazy("Assign to…"), permissions=["change"])
    def assign(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        office: Any = self
        able = list(people(self.model))
        asked = request.POST.get("person", "")
        person = next((one for one in able if str(one.pk) == asked), None)
        if person is not None or asked == NOBODY:
            rows = [row for row in queryset if office.has_change_permission(request, row)]
            done = set(assignments.assign(self.model, [row.pk for row in rows], person))
            changed = [row for row in rows if row.pk in done]
            self._tell(request, changed, person)
            return HttpResponseRedirect(request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Assign"),
            "opts": self.opts,
            "number": queryset.count(),
            "people": [(one.pk, name_of(one), one == request.user) for one in able],
            "nobody": NOBODY,
            "ticked": request.POST.getlist(admin.helpers.ACTION_CHECKBOX_NAME),
            "across": request.POST.get("select_across") == "1",
            "checkbox": admin.helpers.ACTION_CHECKBOX_NAME,
            "why": _("Choose a person of the list.") if "person" in request.POST else "",
        }
        return TemplateResponse(
            request, "admin/assign.html", context, status=400 if context["why"] else 200
        )

    def _tell(self, request: Any, rows: list[Any], person: Any) -> None:
        """In the audit log, and on the page."""
        office: Any = self
        told = {"action": "assigned", "to": person.pk} if person else {"action": "released"}
        numbers = [row.pk for row in rows]
        events.note_each("content changed", request.user, self.opts.label_lower, numbers, **told)
        count = len(rows)
        if person:
            said = ngettext(
                "%(n)s line is now the task of %(name)s.",
                "%(n)s lines are now the task of %(name)s.",
                count,
            ) % {"n": count, "name": name_of(person)}
        else:
            said = ngettext(
                "%(n)s line is nobody’s task any more.",
                "%(n)s lines are nobody’s task any more.",
                count,
            ) % {"n": count}
        office.message_user(request, said, messages.SUCCESS)


def given_to(obj: Any) -> str:
    """The name of whose task it is, or nothing."""
    found = Assignment.objects.of(obj).select_related("person").first()
    return name_of(found.person) if found else ""


@dataclass(frozen=True)
class Mine:
    label: str
    count: int
    address: str


def mine(request: HttpRequest) -> list[Mine]:
    """What the front page says is the user's own, kind by kind."""
    counts = Assignment.objects.to(request.user).order_by("model").values_list("model")
    found = []
    for key, count in counts.annotate(n=Count("pk")):
        kind = ContentType.objects.get_for_id(key)
        model: Any = kind.model_class()
        office: Any = admin.site._registry.get(model)
        if office is None or not office.has_view_or_change_permission(request):
            continue
        if type(office).still_to_do is not Assigning.still_to_do:
            rows = assignments.narrowed(model._default_manager.all(), "me", request.user)
            count = office.still_to_do(rows).count()
        if count:
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            label = capfirst(str(model._meta.verbose_name_plural))
            found.append(Mine(label, count, f"{address}?assigned=me"))
    return found
