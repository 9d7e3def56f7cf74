"""The documents of the library."""

import re
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from atoutsud.backoffice.library import UnusedFilter, UploadAdmin, UploadForm
from atoutsud.content import files
from atoutsud.content.files import MEDIA_TYPES, Document
from atoutsud.content.languages import active, localized


class DocumentForm(UploadForm):
    def check_upload(self, upload: Any) -> None:
        files.check(upload)
        upload.seek(0)


class DocumentDescription(DocumentForm):
    upload = None  # type: ignore[assignment]  # it is there already


def title_of(name: str) -> str:
    """A first title, from the name of a file: “rapport_2019-final.pdf” is “rapport 2019 final”."""
    words = re.sub(r"[\s_-]+", " ", name.rpartition(".")[0] or name).strip()
    return (words[:1].upper() + words[1:])[:200] or _("Document")


@admin.register(Document)
class DocumentAdmin(UploadAdmin):
    form = DocumentForm
    list_display = ("__str__", "kind", "size_shown", "language", "licence", "created")
    list_filter = ("language", "licence", UnusedFilter)
    search_fields = ("title_fr", "title_en")
    readonly_fields = ("present",)
    fieldsets: Any = ((None, {"fields": ("title", "present", "upload", "language", "licence")}),)
    accepted = ",".join(f".{extension}" for extension in MEDIA_TYPES)
    described = ("title", "language", "licence")
    describing = DocumentDescription
    intake_title = _lazy("Add several documents")
    intake_lead = _lazy("PDF, ODT, DOCX, ODS, XLSX, CSV or TXT, 20 MB at most each.")

    def taken(self, request: HttpRequest, upload: Any) -> Document:
        title = {localized("title", active()): title_of(upload.name)}
        return Document.take(upload, language=active(), **title)

    @admin.display(description=_lazy("kind of file"))
    def kind(self, obj: Document) -> str:
        return obj.extension.upper()

    @admin.display(description=_lazy("size"), ordering="size")
    def size_shown(self, obj: Document) -> str:
        return filesizeformat(obj.size)

    @admin.display(description=_lazy("present file"))
    def present(self, obj: Document) -> Any:
        if not obj.file:
            return _("It appears here once saved.")
        return format_html(
            '<a href="{}">{}</a>, {}, {}',
            obj.get_absolute_url(),
            obj.name,
            obj.extension.upper(),
            filesizeformat(obj.size),
        )

    def get_view_on_site_url(self, obj: Any = None) -> Any:
        return obj.get_absolute_url() if obj and obj.file else None
