"""The translation board: texts of all content that lack a language or have fallen behind."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from atoutsud.backoffice.posting import path_in_words
from atoutsud.backoffice.readable import Names, column_at, value_in_words
from atoutsud.content import events, translations
from atoutsud.content.comparing import Part, shortened, word_difference
from atoutsud.content.languages import LANGUAGES, localized, other
from atoutsud.content.publication import Publishable
from atoutsud.content.revisions import Revision
from atoutsud.content.translations import CURRENT, Translation

PER_PAGE = 50
# The right of those who write the other language of what they do not publish.
TRANSLATE = "content.change_translation"
MOST_MARKED = 500
MOST_SHOWN = 1200
# Wrong is worse than absent; English lags more often than French.
TABS = ("stale-en", "missing-en", "stale-fr", "missing-fr", "current")


def tab_condition(tab: str) -> Q:
    kind, _dash, language = tab.partition("-")
    if kind == "current":
        return CURRENT
    if kind == "stale":
        return Q(**{f"stale_{language}__isnull": False})
    return Q(**{f"written_{language}": False, f"written_{other(language)}": True})


def tab_words() -> dict[str, str]:
    return {
        "stale-en": _("Stale English"),
        "missing-en": _("Missing English"),
        "stale-fr": _("Stale French"),
        "missing-fr": _("Missing French"),
        "current": _("Up to date"),
    }


def offices(request: HttpRequest) -> dict[int, Any]:
    """Content type -> admin of what the user may see among everything publishable."""
    found = {}
    for model, office in admin.site._registry.items():
        if issubclass(model, Publishable) and office.has_view_or_change_permission(request):
            found[ContentType.objects.get_for_model(model).pk] = office
    return found


@dataclass
class Line:
    """One text on the board."""

    row: Translation
    obj: Any
    label: str
    kind: str
    address: str
    form: str
    may_change: bool
    changed: list[Part]
    current: str = ""
    since: Any = None
    language: str = ""

    @property
    def source(self) -> str:
        return other(self.language) if self.language else ""


class Board:
    """What the board shows of the rows asked for, in a fixed number of queries."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.offices = offices(request)
        self.translates = request.user.has_perm(TRANSLATE)  # type: ignore[union-attr]
        asked = request.GET.get("tab", "")
        self.tab = asked if asked in TABS else TABS[0]
        kind = request.GET.get("kind", "")
        self.kind = int(kind) if kind.isascii() and kind.isdigit() and len(kind) < 9 else 0
        self.language = self.tab.partition("-")[2]

    @property
    def visible(self) -> Any:
        return Translation.objects.filter(model__in=list(self.offices), shelved=False)

    def rows(self) -> Any:
        found = self.visible.filter(tab_condition(self.tab))
        if self.kind in self.offices:
            found = found.filter(model=self.kind)
        order = f"stale_{self.language}_on" if self.tab.startswith("stale") else "model_id"
        return found.order_by(order, "model_id", "object_id", "field")

    def tabs(self) -> list[tuple[str, str, int]]:
        counts = self.visible.aggregate(
            **{f"in_{index}": Count("pk", filter=tab_condition(t)) for index, t in enumerate(TABS)}
        )
        words = tab_words()
        return [(tab, words[tab], counts[f"in_{index}"]) for index, tab in enumerate(TABS)]

    def progress(self) -> list[dict[str, Any]]:
        """Per kind of content: how many texts are written and right in both languages."""
        found = (
            self.visible.values("model")
            .order_by("model")
            .annotate(all=Count("pk"), done=Count("pk", filter=CURRENT))
        )
        return [
            {"name": capfirst(str(self.offices[row["model"]].opts.verbose_name_plural)), **row}
            for row in found
        ]

    def lines(self, rows: list[Translation]) -> list[Line]:
        objects = self.objects(rows)
        earlier = self._earlier(rows) if self.tab.startswith("stale") else {}
        found = []
        for row in rows:
            obj = objects.get((row.model_id, row.object_id))
            if obj is not None:
                found.append(self._line(row, obj, earlier.get(row.pk)))
        return found

    def objects(self, rows: list[Translation]) -> dict[tuple[int, int], Any]:
        found = {}
        for model_id, office in self.offices.items():
            wanted = [row.object_id for row in rows if row.model_id == model_id]
            if wanted:
                for obj in office.get_queryset(self.request).filter(pk__in=wanted):
                    found[model_id, obj.pk] = obj
        return found

    def _earlier(self, rows: list[Translation]) -> dict[int, Any]:
        """What the other language said before it changed."""
        condition = Q(pk=None)
        for row in rows:
            number = getattr(row, f"stale_{self.language}") - 1
            condition |= Q(model=row.model_id, object_id=row.object_id, number=number)
        kept = {
            (found.model_id, found.object_id, found.number): found.document
            for found in Revision.objects.filter(condition)
        }
        return {
            row.pk: kept.get(
                (row.model_id, row.object_id, getattr(row, f"stale_{self.language}") - 1)
            )
            for row in rows
        }

    def _line(self, row: Translation, obj: Any, before: Any) -> Line:
        office = self.offices[row.model_id]
        path = f"{row.field}.{other(self.language) if self.language else LANGUAGES[0]}"
        label = path_in_words(obj, path if column_at(type(obj), path) is not None else row.field)
        changed: list[Part] = []
        current = ""
        if before is not None and "/" not in row.field:
            column = column_at(type(obj), path)
            names = Names(type(obj), ())
            now = getattr(obj, localized(row.field, other(self.language)))
            was = value_in_words(column, before.get(path), names)
            changed = shortened(word_difference(was, value_in_words(column, now, names)))
            text = getattr(obj, localized(row.field, self.language))
            current = value_in_words(column, text, names)
        may_change = office.has_change_permission(self.request, obj)
        name = f"admin:{office.opts.app_label}_{office.opts.model_name}_change"
        address = form = reverse(name, args=[obj.pk])
        if self.translates and self.language and "/" not in row.field:
            args = [row.model_id, obj.pk, self.language]
            place = f"?tab={self.tab}#id_{row.field}_{self.language}"
            address = reverse("admin:translations_write", args=args) + place
        return Line(
            row=row,
            obj=obj,
            label=label.rpartition(" — ")[0] or label,
            kind=str(office.opts.verbose_name),
            address=address,
            form=form if may_change else address,
            may_change=may_change or self.translates,
            changed=changed,
            current=current[:MOST_SHOWN],
            since=getattr(row, f"stale_{self.language}_on", None) if self.language else None,
            language=self.language,
        )


def board_view(request: HttpRequest) -> HttpResponse:
    board = Board(request)
    if request.method == "POST":
        return _mark(request, board)
    page = Paginator(board.rows(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **admin.site.each_context(request),
        "title": _("Translations"),
        "is_nav_sidebar_enabled": False,
        "board": board,
        "tabs": board.tabs(),
        "progress": board.progress(),
        "page_obj": page,
        "pages": list(page.paginator.get_elided_page_range(page.number)),
        "lines": board.lines(list(page)),
        "kinds": [
            (pk, capfirst(str(office.opts.verbose_name_plural)))
            for pk, office in board.offices.items()
        ],
    }
    return TemplateResponse(request, "admin/translations.html", context)


def _mark(request: HttpRequest, board: Board) -> HttpResponse:
    """“Still right”, for one text or for those that are ticked; each object's right is checked."""
    posted = request.POST.getlist("current") or request.POST.getlist("row")
    pks = [int(pk) for pk in posted[:MOST_MARKED] if pk.isascii() and pk.isdigit() and len(pk) < 18]
    rows = list(board.visible.filter(pk__in=pks))
    objects = board.objects(rows)
    allowed = []
    for row in rows:
        office, obj = board.offices[row.model_id], objects.get((row.model_id, row.object_id))
        if obj is not None and (board.translates or office.has_change_permission(request, obj)):
            allowed.append(row)
            words = _("Said to be up to date: %(text)s") % {"text": path_in_words(obj, row.field)}
            office.log_change(request, obj, words)
            on = (obj._meta.label_lower, obj.pk)
            events.note("content changed", request.user, on=on, action="current")
    languages = [board.language] if board.language else LANGUAGES
    done = translations.mark_current(allowed, languages)
    said = ngettext("%(n)s text is up to date.", "%(n)s texts are up to date.", done)
    level = messages.SUCCESS if done else messages.WARNING
    text = said % {"n": done} if done else _("Nothing was ticked that you may change.")
    messages.add_message(request, level, text)
    return HttpResponseRedirect(request.get_full_path())


def stale_count(user: Any) -> int:
    """Texts that fell behind, of what the user may see; one query."""
    seen = Q(pk=None)
    for model in admin.site._registry:
        meta = model._meta
        rights = [f"{meta.app_label}.{verb}_{meta.model_name}" for verb in ("view", "change")]
        if issubclass(model, Publishable) and any(map(user.has_perm, rights)):
            seen |= Q(model__app_label=meta.app_label, model__model=meta.model_name)
    lagging = Q(stale_en__isnull=False) | Q(stale_fr__isnull=False)
    return Translation.objects.filter(seen, lagging, shelved=False).count()
