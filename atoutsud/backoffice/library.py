"""What pictures and documents have in common: a file, where it is used, how it is found."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from atoutsud.backoffice import lists
from atoutsud.backoffice.bilingual import BilingualAdmin
from atoutsud.backoffice.intake import Intake
from atoutsud.content import uses
from atoutsud.content.folding import fold


class UploadForm(forms.ModelForm):
    """Adds the box that takes a file; the model alone decides what it accepts."""

    upload = forms.FileField(label=_lazy("File"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("upload")
        if field is not None:
            field.required = not self.instance.pk
            if self.instance.pk:
                field.help_text = _(
                    "Leave empty to keep the present file. Another one takes its place everywhere "
                    "it is used."
                )

    def _post_clean(self) -> None:
        """The file is read last, when all the rest is right, since it is saved as it is read."""
        super()._post_clean()  # type: ignore[misc]
        upload = self.cleaned_data.get("upload")
        if upload and not self.errors:
            try:
                self.check_upload(upload)
            except ValidationError as error:
                self.add_error("upload", error)

    def check_upload(self, upload: Any) -> None:
        raise NotImplementedError


class UnusedFilter(admin.SimpleListFilter):
    title = _lazy("where it is used")
    parameter_name = "used"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("Nowhere"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return uses.unused(queryset) if self.value() == "no" else queryset


class UploadAdmin(Intake, BilingualAdmin):
    """A file row: its file goes through the model's own door, and stays while something uses it."""

    change_form_template = "admin/content/upload_form.html"
    change_list_template = "admin/content/upload_list.html"
    delete_confirmation_template = "admin/content/upload_delete.html"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        upload = form.cleaned_data.get("upload")
        if upload:
            obj.replace(upload)
        else:
            obj.save()

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Every word, whatever its accents: a library is small enough to be read whole."""
        wanted = fold(search_term).split()
        if not wanted:
            return queryset, False
        rows = queryset.order_by().values_list("pk", *self.search_fields)
        pks = []
        for pk, *texts in rows:
            said = fold(" ".join(text for text in texts if text))
            if all(word in said for word in wanted):
                pks.append(pk)
        return queryset.filter(pk__in=pks), False

    def used_by(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        """Where it is used; what the user may not see is told without its name."""
        found, hidden = [], 0
        for owner in uses.owners(obj):
            office = self.admin_site._registry.get(type(owner))
            if office is None or not office.has_view_permission(request, owner):
                hidden += 1
                continue
            meta = owner._meta
            found.append(
                {
                    "kind": capfirst(str(meta.verbose_name)),
                    "words": lists.headline(owner),
                    "state": lists.state_mark(owner) if hasattr(owner, "state") else "",
                    "url": reverse(
                        f"admin:{meta.app_label}_{meta.model_name}_change", args=[owner.pk]
                    ),
                }
            )
        if hidden:
            found.append({"kind": _("Elsewhere"), "words": _("(not shown to you)"), "url": ""})
        return found

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        context["used_by"] = self.used_by(request, obj) if obj else []
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """While something uses it, it is not deleted; the page lists what."""
        protected = [use for obj in objs for use in self.used_by(request, obj)]
        if protected:
            return [], {}, set(), protected
        return super().get_deleted_objects(objs, request)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        try:
            super().delete_model(request, obj)
        except ProtectedError:
            raise PermissionDenied(_("It is still used on a page.")) from None
