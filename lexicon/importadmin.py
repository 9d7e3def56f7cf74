"""Imports in the back office: upload, see what will happen, confirm, publish what is clean."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atoutsud.backoffice.bilingual import OfficeAdmin
from atoutsud.content.comparing import word_difference
from lexicon.exchange import formats, importing, releasing, running, spreadsheet
from lexicon.exchange.reading import LARGEST_FILE, Refused
from lexicon.models import Change, Contribution, ImportBatch, ImportRow
from lexicon.wording import Names, described

PER_PAGE = 50
MOST_CHANGES = 12
LIST = "admin:lexicon_importbatch_changelist"
SCREEN = "admin:lexicon_importbatch_change"
State, Verdict = ImportBatch.State, ImportRow.Verdict
LOOK = "look"
ORDER = (Verdict.DOUBTFUL, Verdict.REFUSED, Verdict.NEW, Verdict.CHANGED)
CLASSES = {"new": "is-new", "changed": "is-changed", "same": "is-same", "doubtful": "is-doubt",
           "refused": "is-refused"}  # fmt: skip


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("At most 20 MB and 100,000 entries. Nothing is written yet."),
    )
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        required=False,
        choices=[("", gettext_lazy("Told by the file itself")), *formats.NAMES.items()],
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("This file is larger than 20 MB: send it in several parts.")
            )
        return file


@admin.register(ImportBatch)
class ImportBatchAdmin(OfficeAdmin):
    list_display = ("filename", "format_words", "state", "entries", "author", "created")
    list_filter = ("state",)
    search_fields = ("filename",)
    list_select_related = ("author",)
    actions = None

    @admin.display(description=gettext_lazy("format"), ordering="format")
    def format_words(self, obj: ImportBatch) -> Any:
        return formats.NAMES.get(obj.format, obj.format)

    @admin.display(description=gettext_lazy("entries"))
    def entries(self, obj: ImportBatch) -> int:
        return obj.total

    def has_add_permission(self, request: HttpRequest) -> bool:
        """An import proposes new entries and changes: for those who may make both."""
        user = request.user
        return user.has_perms(
            ("lexicon.add_importbatch", "lexicon.add_concept", "lexicon.change_concept")
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and request.user.has_perm(
            "lexicon.change_concept"
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> Any:
        refused = path(
            "<int:pk>/refused.csv",
            self.admin_site.admin_view(self.refused),
            name="lexicon_importbatch_refused",
        )
        return [refused, *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        if object_id is None:
            return self._upload(request)
        batch = self.get_object(request, object_id)
        if batch is None:
            raise Http404
        if not self.has_view_or_change_permission(request, batch):
            raise PermissionDenied
        if request.method != "POST":
            return self._screen(request, batch)
        if not self.has_change_permission(request, batch):
            raise PermissionDenied
        return self._decide(request, batch)

    def _upload(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                batch = importing.receive(
                    file.name, file.read(), author=request.user, format=form.cleaned_data["format"]
                )
            except Refused as refusal:
                form.add_error("file", str(refusal))
            else:
                running.at_once(batch)
                self.log_addition(request, batch, batch.filename)
                return HttpResponseRedirect(reverse(SCREEN, args=[batch.pk]))
        context = self._context(request, _("Import a file"), form=form)
        status = 422 if form.errors else 200
        return TemplateResponse(
            request, "admin/lexicon/importbatch/upload.html", context, status=status
        )

    def _context(self, request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "is_nav_sidebar_enabled": False,
            **more,
        }

    def _decide(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        here = HttpResponseRedirect(reverse(SCREEN, args=[batch.pk]))
        posted = request.POST
        if "_drop" in posted:
            if importing.drop(batch):
                self.message_user(request, _("The import was given up."), messages.SUCCESS)
                return HttpResponseRedirect(reverse(LIST))
        elif "_publish" in posted:
            if releasing.release(batch, request.user):
                self.message_user(request, _("What raises no doubt is being published."))
        elif batch.state == State.READ:
            choices = {
                int(name[1:]): value
                for name, value in posted.items()
                if name[:1] == "l" and name[1:].isascii() and name[1:].isdecimal()
                and len(name) < 20 and isinstance(value, str)
            }  # fmt: skip
            importing.choose(batch, choices)
            if "_confirm" in posted and importing.confirm(batch):
                batch.refresh_from_db()
                running.at_once(batch)
        return here

    def _screen(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        asked = request.GET.get("show", LOOK)
        shown = asked if asked in Verdict.values else LOOK
        rows = batch.rows.select_related("base_revision")
        rows = rows.filter(verdict=shown) if shown != LOOK else rows.exclude(verdict=Verdict.SAME)
        found = _ordered(rows) if shown == LOOK else list_of(rows)
        number = request.GET.get("p", "1")
        page = Paginator(found, PER_PAGE).get_page(number)
        names = Names()
        wanted = batch.count(Verdict.NEW) + batch.count(Verdict.CHANGED)
        chosen = batch.rows.filter(verdict=Verdict.DOUBTFUL).exclude(choice="leave").count()
        waiting = batch.contributions.filter(state=Contribution.State.PENDING)
        context = self._context(
            request,
            _("Import: what will happen") if batch.state == State.READ else batch.filename,
            batch=batch,
            format=formats.NAMES.get(batch.format, batch.format),
            tabs=[(value, label, batch.count(value), value == shown)
                  for value, label in Verdict.choices],
            show=shown,
            page=page,
            lines=[_line(row, names) for row in page.object_list],
            wanted=wanted + chosen,
            left=waiting.count() if batch.state == State.PROPOSED else 0,
            waiting=waiting.order_by("pk")[:PER_PAGE] if batch.state == State.PROPOSED else [],
            may_decide=self.has_change_permission(request, batch),
            busy=batch.state in (State.UPLOADED, State.CONFIRMED, State.PUBLISHING),
        )  # fmt: skip
        response = TemplateResponse(request, "admin/lexicon/importbatch/screen.html", context)
        if context["busy"]:
            response["Refresh"] = "5"
        return response

    def refused(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The lines left aside, with the reasons, to be corrected and sent again."""
        batch = self.get_object(request, str(pk))
        if batch is None or not self.has_view_or_change_permission(request, batch):
            raise PermissionDenied
        rows = batch.rows.filter(verdict__in=(Verdict.REFUSED, Verdict.DOUBTFUL))
        lines = [[_("line"), _("headword"), _("why")]]
        lines += [[str(row.line), row.headword, " ".join(row.why)] for row in rows]
        text = "".join(spreadsheet.lines_of(lines))
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="import-{batch.pk}.csv"'
        return response


def list_of(rows: Any) -> Any:
    return rows.order_by("line", "pk")


def _ordered(rows: Any) -> Any:
    """What needs a person first."""
    from django.db.models import Case, Value, When

    places = Case(*(When(verdict=v, then=Value(n)) for n, v in enumerate(ORDER)), default=9)
    return rows.annotate(place=places).order_by("place", "line", "pk")


def _line(row: ImportRow, names: Names) -> dict[str, Any]:
    """One line of the file as the page shows it."""
    about = Contribution(base_revision=row.base_revision)
    changes = row.changes or row.others
    said = []
    for op, where, old, new in changes[:MOST_CHANGES]:
        words = described(Change(contribution=about, op=op, path=where, old=old, new=new), names)
        parts = word_difference(words.old, words.new) if words.old else []
        said.append({"words": words, "parts": parts})
    return {
        "row": row,
        "css": CLASSES[row.verdict],
        "changes": said,
        "more": max(0, len(changes) - MOST_CHANGES),
        "choices": [(value, ImportRow.Choice(value).label) for value in row.choices],
    }
