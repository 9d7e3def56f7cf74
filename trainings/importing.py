"""Bringing a table back through the back office: preview every cell, then confirm.

Between the two nothing is kept on the server: what the preview showed travels in the form, signed
for the person who saw it, and is checked again when it is written.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from atoutsud.content import events
from trainings.tables import incoming, writing
from trainings.tables.cofunding import TABLE as COFUNDING
from trainings.tables.engagements import TABLE as TRAININGS
from trainings.tables.partners import TABLE as PARTNERS

TABLES = {table.name: table for table in (TRAININGS, COFUNDING, PARTNERS)}
TITLES = {
    "trainings": _lazy("Import trainings"),
    "cofunding": _lazy("Import who paid for what"),
    "partners": _lazy("Import partners"),
}
SALT = "trainings.importing"
LASTS = 3600
SHOWN = 300
LARGEST_PLAN = 2_000_000
TEMPLATE = "admin/trainings/import.html"


class FileForm(forms.Form):
    file = forms.FileField(
        label=_lazy("CSV file"),
        help_text=_lazy(
            "The file exported from this site, edited in a spreadsheet. At most 2 MB and 2,000 "
            "rows. Nothing is written before you confirm."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )


class Importing:
    """Adds the import screens to the admin of a model; `tables` names the tables it takes."""

    tables: tuple[str, ...] = ()
    change_list_template = "admin/trainings/change_list.html"

    def get_urls(self) -> list[Any]:
        admin: Any = self
        root = f"{admin.opts.app_label}_{admin.opts.model_name}"
        own = [
            path(
                f"import/{name}/",
                admin.admin_site.admin_view(self.import_view),
                {"name": name},
                name=f"{root}_import_{name}",
            )
            for name in self.tables
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        admin: Any = self
        root = f"admin:{admin.opts.app_label}_{admin.opts.model_name}"
        tools = []
        if self.may_import(request):
            tools = [(TITLES[name], reverse(f"{root}_import_{name}")) for name in self.tables]
        context = {**(extra_context or {}), "import_tools": tools}
        return super().changelist_view(request, context)  # type: ignore[misc]

    def may_import(self, request: HttpRequest) -> bool:
        """A file may add rows and change them."""
        admin: Any = self
        return bool(admin.has_add_permission(request) and admin.has_change_permission(request))

    def import_view(self, request: HttpRequest, name: str) -> HttpResponse:
        if not self.may_import(request):
            raise PermissionDenied
        if request.method == "POST" and "plan" in request.POST:
            return self._confirmed(request, name)
        form = FileForm(request.POST or None, request.FILES or None)
        made = None
        if request.method == "POST" and form.is_valid():
            made = self._planned(request, name, form.cleaned_data["file"])
        status = 422 if request.method == "POST" and (made is None or made.faults) else 200
        return self._page(request, name, form, made, status)

    def _planned(self, request: HttpRequest, name: str, upload: Any) -> incoming.Plan:
        """What the file would do, tried out and undone."""
        made = incoming.plan(TABLES[name], upload.read(incoming.MOST_BYTES + 1))
        if not made.faults:
            writing.rehearse(made, request.user)
        return made

    def _page(
        self,
        request: HttpRequest,
        name: str,
        form: Any,
        made: incoming.Plan | None = None,
        status: int = 200,
    ) -> HttpResponse:
        admin: Any = self
        ready = made is not None and made.changes and not made.faults
        plan = self._signed(request, name, made) if made is not None and ready else ""
        if ready and len(plan) > LARGEST_PLAN:
            words = _("There is too much to change at once: split the file.")
            made.faults.append(incoming.Fault(1, "", words))  # type: ignore[union-attr]
            plan = ""
        shown = [(c, e) for c in (made.changes if made else []) for e in c.edits][:SHOWN]
        context = {
            **admin.admin_site.each_context(request),
            "title": TITLES[name],
            "opts": admin.opts,
            "form": form,
            "made": made,
            "shown": shown,
            "hidden": made.edits - len(shown) if made else 0,
            "faults": made.faults[:SHOWN] if made else [],
            "plan": plan,
            "export": reverse(f"{name}-csv"),
        }
        return TemplateResponse(request, TEMPLATE, context, status=status)

    @staticmethod
    def _signed(request: HttpRequest, name: str, made: incoming.Plan) -> str:
        content = {"table": name, "user": request.user.pk, "items": writing.items(made)}
        return signing.dumps(content, salt=SALT, compress=True)

    def _confirmed(self, request: HttpRequest, name: str) -> HttpResponse:
        admin: Any = self
        try:
            content = signing.loads(request.POST["plan"], salt=SALT, max_age=LASTS)
        except signing.BadSignature:
            content = {}
        if content.get("table") != name or content.get("user") != request.user.pk:
            words = _("This preview is too old, or not yours: send the file again.")
            self._say(request, words, messages.ERROR)
            return self._page(request, name, FileForm(), status=422)
        items = [(uid, seen, new, changes) for uid, seen, new, changes in content["items"]]
        try:
            count = writing.carry_out(TABLES[name], items, request.user)
        except writing.Refused as refused:
            words = _("Nothing was written. %(why)s") % {"why": refused.message}
            self._say(request, words, messages.ERROR)
            return self._page(request, name, FileForm(), status=409)
        events.note("import", request.user, what="trainings", rows=count)
        done = ngettext(
            "%(n)s record was written from the file.", "%(n)s records were written from the file.",
            count,
        )  # fmt: skip
        self._say(request, done % {"n": count}, messages.SUCCESS)
        root = f"admin:{admin.opts.app_label}_{admin.opts.model_name}"
        return HttpResponseRedirect(reverse(f"{root}_changelist"))

    def _say(self, request: HttpRequest, words: str, level: int) -> None:
        self.message_user(request, words, level)  # type: ignore[attr-defined]
