"""The audit log: who did what, and when. Read, narrowed, taken out; never written here."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from atoutsud.backoffice.bilingual import OfficeAdmin
from atoutsud.backoffice.lists import mark
from atoutsud.content import delimited, events
from atoutsud.content.models import Event
from atoutsud.content.trail import GROUPS
from atoutsud.members.recent import recently

CHUNK = 500
MARKS = {"deletion": "gone", "account deleted": "gone", "log-in refused": "conflict"}


def words() -> dict[str, str]:
    """What events tell beside: names of columns, and values that are names of kinds."""
    return {
        "revision": _("revision"), "added": _("added"),
        "changed": _("changed"), "add": _("given"),
        "remove": _("taken away"), "clear": _("all taken away"), "is_active": _("active"),
        "is_staff": _("back office"), "is_superuser": _("superuser"), "staff": _("back office"),
        "superuser": _("superuser"), "rows": _("rows"), "what": _("what"),
        "days": _("days"), "current": _("said to be up to date"), "factor": _("second factor"),
        "audit": _("audit log"), "translations": _("translations"), "lexicon": _("lexicon"),
        "trainings": _("trainings"), "one’s own data": _("one’s own data"),
        "draft thrown away": _("working draft thrown away"), "assigned": _("made a task"),
        "to": _("of account"), "released": _("nobody’s task any more"),
    }  # fmt: skip


class SubjectFilter(admin.SimpleListFilter):
    title = _lazy("subject")
    parameter_name = "subject"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(name, words) for name, (words, _kinds) in GROUPS.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        group = GROUPS.get(self.value() or "")
        return queryset.filter(kind__in=group[1]) if group else queryset


class StaffFilter(admin.SimpleListFilter):
    """Those who work here; members come and go by the thousand."""

    title = _lazy("who")
    parameter_name = "who"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        staff = get_user_model().objects.filter(is_staff=True).order_by("email")[:100]
        return [(str(person.pk), str(person)) for person in staff]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value() or ""
        if not (value.isascii() and value.isdigit() and len(value) < 18):
            return queryset
        return queryset.filter(by=int(value))


class Names:
    """What the things are called that events are about, by one query for each kind of thing."""

    def __init__(self, rows: Iterable[Event]) -> None:
        wanted: dict[str, set[int]] = {}
        for row in rows:
            if row.label and row.object_id is not None and not row.title:
                wanted.setdefault(row.label, set()).add(row.object_id)
        self.found: dict[tuple[str, int], str] = {}
        for label, numbers in wanted.items():
            model = _model(label)
            if model is not None and model is not get_user_model():
                for number, obj in model._base_manager.in_bulk(numbers).items():
                    self.found[label, number] = _called(obj)

    def of(self, row: Event) -> str:
        number = row.object_id if row.object_id is not None else 0
        name = row.title or self.found.get((row.label, number), "")
        return name or (f"n° {number}" if row.label and number else "")


def _called(obj: Any) -> str:
    """Without a query: an entry of the lexicon keeps its headword in a column."""
    words = obj.headline() if hasattr(obj, "headline") else None
    return str(words.text if words else obj)


def _model(label: str) -> Any:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def kind_of_thing(row: Event) -> str:
    model = _model(row.label) if row.label else None
    return str(model._meta.verbose_name) if model else row.label


def details(row: Event) -> str:
    """A few words; what an account was not given when it was made goes without saying."""
    known = words()
    found = []
    # What was done comes first, whatever order the database keeps.
    for key, value in sorted(row.told.items(), key=lambda item: item[0] not in ("action", "what")):
        if isinstance(value, bool):
            if value or row.kind == "rights changed":
                found.append(f"{known.get(key, key)} {_('yes') if value else _('no')}")
        elif key in ("action", "what"):
            found.append(known.get(str(value), str(value)))
        else:
            found.append(f"{known.get(key, key)} {value}" if key != "count" else str(value))
    return ", ".join(found)


@admin.register(Event)
class EventAdmin(OfficeAdmin):
    list_display = ("when", "who", "what", "thing", "more")
    list_display_links = None
    list_filter = (SubjectFilter, StaffFilter)
    date_hierarchy = "moment"
    list_select_related = ("by",)
    show_full_result_count = False
    change_list_template = "admin/content/event_list.html"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.export_view)
        return [path("export.csv", view, name="content_event_export"), *super().get_urls()]

    # Nobody writes here, superusers included

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        title = {"title": _("Audit log")}
        response = super().changelist_view(request, {**title, **(extra_context or {})})
        shown = getattr(response, "context_data", {}).get("cl")
        if shown is not None:
            shown.result_list = list(shown.result_list)
            names = Names(shown.result_list)
            for row in shown.result_list:
                row.called = names.of(row)
        return response

    @admin.display(description=_lazy("when"), ordering="moment")
    def when(self, obj: Event) -> Any:
        local = timezone.localtime(obj.moment)
        return format_html(
            '<time datetime="{}">{}</time>', local.isoformat(), f"{local:%d/%m/%Y %H:%M:%S}"
        )

    @admin.display(description=_lazy("who"))
    def who(self, obj: Event) -> str:
        return str(obj.by) if obj.by else "—"

    @admin.display(description=_lazy("what happened"))
    def what(self, obj: Event) -> Any:
        return mark(MARKS.get(obj.kind, "plain"), obj.get_kind_display())

    @admin.display(description=_lazy("on what"))
    def thing(self, obj: Event) -> Any:
        name = getattr(obj, "called", "")
        if not obj.label:
            return ""
        kind = capfirst(kind_of_thing(obj))
        address = self._address(obj)
        if address and name and obj.kind != "deletion":
            return format_html('{} <a href="{}">{}</a>', kind, address, name)
        return f"{kind} {name}".strip()

    @staticmethod
    def _address(obj: Event) -> str:
        if obj.object_id is None:
            return ""
        try:
            return reverse(f"admin:{obj.label.replace('.', '_')}_history", args=[obj.object_id])
        except NoReverseMatch:
            return ""

    @admin.display(description=_lazy("more"))
    def more(self, obj: Event) -> str:
        return details(obj)

    # Out

    def export_view(self, request: HttpRequest) -> Any:
        """What the list shows, narrowed as it is, as a table for a spreadsheet."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return recently(self._exported)(request)

    def _exported(self, request: HttpRequest) -> Any:
        rows = self.get_changelist_instance(request).get_queryset(request).select_related("by")
        events.note("export", request.user, what="audit", count=rows.count())
        header = [_("when"), _("who"), _("what happened"), _("kind"), _("on what"), _("number"),
                  _("more")]  # fmt: skip
        body = delimited.write(header, self._lines(rows, get_language() or "fr"))
        response = StreamingHttpResponse(
            (piece.encode() for piece in body), content_type="text/csv; charset=utf-8"
        )
        name = f"audit-{timezone.localdate():%Y-%m-%d}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "private, no-store"
        return response

    @staticmethod
    def _lines(rows: QuerySet[Event], language: str) -> Iterator[list[str]]:
        """A thousand rows at a time, in the reader's language though the view has returned."""
        chunk: list[Event] = []
        for row in rows.iterator(chunk_size=CHUNK):
            chunk.append(row)
            if len(chunk) == CHUNK:
                yield from _told(chunk, language)
                chunk = []
        yield from _told(chunk, language)


def _told(rows: list[Event], language: str) -> list[list[str]]:
    with override(language):
        names = Names(rows)
        return [
            [
                timezone.localtime(row.moment).isoformat(timespec="seconds"),
                str(row.by or ""),
                str(row.get_kind_display()),
                kind_of_thing(row),
                names.of(row),
                "" if row.object_id is None else str(row.object_id),
                details(row),
            ]
            for row in rows
        ]
