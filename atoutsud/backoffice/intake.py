"""Several files at once into the library, then one screen to say what each of them is."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from atoutsud.content.languages import LANGUAGES, localized

MOST = 40
NUMBER = 18  # digits


class Intake:
    """For the admin of a file: `described` are the fields of the second screen, as pairs or alone.

    `describing` is its form; `taken(request, upload)` saves one file, ValidationError if refused.
    """

    model: Any
    opts: Any
    admin_site: Any
    trans_opts: Any
    accepted = ""
    described: tuple[str, ...] = ()
    describing: type[forms.ModelForm]
    intake_title: Any = ""
    intake_lead: Any = ""
    taken: Any

    def name_of(self, view: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{view}"

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("several/", wrap(self.several_view), name=self.name_of("several")),
            path("describe/", wrap(self.describe_view), name=self.name_of("describe")),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def address_of(self, view: str) -> str:
        return reverse(f"admin:{self.name_of(view)}")

    def screen(self, request: HttpRequest, template: str, **context: Any) -> TemplateResponse:
        common = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/content/{template}.html", common | context)

    # First screen

    def several_view(self, request: HttpRequest) -> HttpResponse:
        """Each file is taken or refused by itself; a script sends them one by one."""
        if not self.has_add_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        made: list[Any] = []
        refused: list[tuple[str, str]] = []
        if request.method == "POST":
            uploads = request.FILES.getlist("upload")
            for upload in uploads[:MOST]:
                try:
                    made.append(self.taken(request, upload))
                except ValidationError as error:
                    refused.append((str(upload.name), " ".join(error.messages)))
            refused += [(str(u.name), _("Too many files at once.")) for u in uploads[MOST:]]
            if not uploads:
                refused.append((_("No file"), _("Choose at least one file.")))
        if request.method == "POST" and request.headers.get("Accept") == "application/json":
            answer = {"ids": [row.pk for row in made], "refused": [why for _name, why in refused]}
            return JsonResponse(answer, status=400 if refused else 200)
        if made:
            for name, why in refused:
                said = _("“%(name)s” was not taken: %(why)s") % {"name": name, "why": why}
                messages.warning(request, said)
            return HttpResponseRedirect(self.describe_address(made))
        context = {
            "title": self.intake_title,
            "lead": self.intake_lead,
            "accepted": self.accepted,
            "refused": refused,
            "describe": self.address_of("describe"),
            "most": MOST,
        }
        response = self.screen(request, "several", **context)
        response.status_code = 400 if refused else 200
        return response

    def describe_address(self, rows: list[Any]) -> str:
        ids = ",".join(str(row.pk) for row in rows)
        return f"{self.address_of('describe')}?ids={ids}"

    # Second screen

    def describe_view(self, request: HttpRequest) -> HttpResponse:
        """What is right is saved; what lacks something comes back, as it was typed."""
        rows = self._asked(request)
        forms_of = [self._form(request, row) for row in rows]
        done, wrong = 0, []
        if request.method == "POST":
            for form in forms_of:
                if not form.has_changed():
                    continue
                if not form.is_valid():
                    wrong.append(form)
                    continue
                with transaction.atomic():
                    form.save()
                done += 1
            if done:
                words = ngettext("%(n)d file is described.", "%(n)d files are described.", done)
                messages.success(request, words % {"n": done})
            if not wrong:
                return HttpResponseRedirect(self.address_of("changelist"))
            forms_of = wrong
        context = {
            "title": _("What they are"),
            "cards": [self._card(form) for form in forms_of],
            "ids": ",".join(str(form.instance.pk) for form in forms_of),
            "wrong": len(wrong),
            "bilingual": True,
        }
        response = self.screen(request, "describe", **context)
        response.status_code = 400 if wrong else 200
        return response

    def _asked(self, request: HttpRequest) -> list[Any]:
        """The rows of the address that this user may change, in its order."""
        said = [part for part in request.GET.get("ids", "").split(",") if part.isascii()]
        pks = [int(part) for part in said if part.isdigit() and len(part) <= NUMBER][:MOST]
        found = self.get_queryset(request).in_bulk(pks)  # type: ignore[attr-defined]
        rows = [found[pk] for pk in dict.fromkeys(pks) if pk in found]
        if not all(self.has_change_permission(request, row) for row in rows or [None]):  # type: ignore[attr-defined]
            raise PermissionDenied
        return rows

    def _form(self, request: HttpRequest, row: Any) -> forms.ModelForm:
        made = forms.modelform_factory(
            self.model,
            form=self.describing,
            fields=self._columns(),
            formfield_callback=partial(self.formfield_for_dbfield, request=request),  # type: ignore[attr-defined]
        )
        data = request.POST if request.method == "POST" else None
        return made(data, instance=row, prefix=f"f{row.pk}")

    def _columns(self) -> list[str]:
        return [name for line in self._lines() for name in line]

    def _lines(self) -> list[tuple[str, ...]]:
        """The boxes of one line each: both languages of a text side by side."""
        spoken = self.trans_opts.all_fields
        return [
            tuple(localized(name, code) for code in LANGUAGES) if name in spoken else (name,)
            for name in self.described
        ]

    def _card(self, form: forms.ModelForm) -> dict[str, Any]:
        return {
            "form": form,
            "row": form.instance,
            "lines": [[form[name] for name in line] for line in self._lines()],
        }
