"""The shelves every app shares: pictures, documents, tags."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, ProtectedError, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from atoutsud.backoffice.bilingual import BilingualAdmin
from atoutsud.backoffice.lists import mark
from atoutsud.content.files import Document
from atoutsud.content.imaging import widths_for
from atoutsud.content.languages import LANGUAGES
from atoutsud.content.pictures import Picture
from atoutsud.content.tagging import Tag


class UploadForm(forms.ModelForm):
    """Adds the box that takes a file; the model alone decides what it accepts."""

    upload = forms.FileField(label=_lazy("File"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("upload")
        if field is not None:
            field.required = not self.instance.pk
            if self.instance.pk:
                field.help_text = _("Leave empty to keep the present file.")

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


class PictureForm(UploadForm):
    def clean(self) -> Any:
        """Who does not see the picture is told something, and not the caption twice."""
        cleaned: Any = super().clean()
        given = {code: self.cleaned_data.get(f"alt_{code}") or "" for code in LANGUAGES}
        if not any(given.values()) and not self.cleaned_data.get("decorative"):
            words = _("Say what it shows, in one language at least, or tick “decorative”.")
            self.add_error(f"alt_{LANGUAGES[0]}", words)
        for code, alt in given.items():
            if alt and alt.strip() == (self.cleaned_data.get(f"caption_{code}") or "").strip():
                words = _("The caption says this already: describe what is seen instead.")
                self.add_error(f"alt_{code}", words)
        return cleaned

    def check_upload(self, upload: Any) -> None:
        from atoutsud.content import imaging

        self.prepared = imaging.prepare(upload, (self.instance.focal_x, self.instance.focal_y))
        upload.seek(0)


class DocumentForm(UploadForm):
    def check_upload(self, upload: Any) -> None:
        from atoutsud.content import files

        files.check(upload)
        upload.seek(0)


class UploadAdmin(BilingualAdmin):
    """A file row: its file goes through the model's own door."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        upload = form.cleaned_data.get("upload")
        if upload:
            obj.replace(upload)
        else:
            obj.save()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        try:
            super().delete_model(request, obj)
        except ProtectedError:
            raise PermissionDenied(_("It is still used on a page.")) from None


class WordsFilter(admin.SimpleListFilter):
    title = _lazy("description")
    parameter_name = "words"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("fr", _("French is missing")), ("en", _("English is missing"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        return queryset.lacking_words(value) if value in LANGUAGES else queryset


@admin.register(Picture)
class PictureAdmin(UploadAdmin):
    form = PictureForm
    list_display = ("thumb", "what", "said_in", "consent_mark", "created")
    list_display_links = ("thumb", "what")
    list_filter = ("consent", WordsFilter, "shows_minors", "decorative")
    search_fields = ("alt_fr", "alt_en", "caption_fr", "caption_en", "credit")
    readonly_fields = ("preview",)
    fieldsets: Any = (
        (_lazy("The picture"), {"fields": ("preview", "upload")}),
        (
            _lazy("What it says"),
            {"fields": ("alt", "decorative", "caption", "credit")},
        ),
        (
            _lazy("The people shown"),
            {"fields": ("consent", "shows_minors", "consent_note")},
        ),
        (_lazy("What must stay visible"), {"fields": (("focal_x", "focal_y"),)}),
    )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.uploaded_by = request.user
        super().save_model(request, obj, form, change)

    @admin.display(description=_lazy("picture"))
    def thumb(self, obj: Picture) -> Any:
        if not obj.original:
            return _("no file")
        width = widths_for(obj.width)[0]
        height = max(1, round(width * obj.height / max(obj.width, 1)))
        return format_html(
            '<img class="thumb" src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
            obj.thumbnail,
            width,
            height,
            obj,
        )

    @admin.display(description=_lazy("preview"))
    def preview(self, obj: Picture) -> Any:
        return self.thumb(obj) if obj.pk else _("It appears here once saved.")

    @admin.display(description=_lazy("what it shows"))
    def what(self, obj: Picture) -> str:
        return str(obj)

    @admin.display(description=_lazy("described in"))
    def said_in(self, obj: Picture) -> Any:
        if obj.decorative:
            return mark("done", _("decorative"))
        said = [code.upper() for code in LANGUAGES if getattr(obj, f"alt_{code}")]
        return " ".join(said) or mark("gone", _("no description"))

    @admin.display(description=_lazy("consent"), ordering="consent")
    def consent_mark(self, obj: Picture) -> Any:
        if obj.is_usable:
            return mark("clean", _("may be shown"))
        return mark("conflict", _("kept off the site"))


@admin.register(Document)
class DocumentAdmin(UploadAdmin):
    form = DocumentForm
    list_display = ("__str__", "extension_shown", "language", "licence", "created")
    list_filter = ("language", "licence")
    search_fields = ("title_fr", "title_en")
    fieldsets: Any = ((None, {"fields": ("title", "upload", "language", "licence")}),)

    @admin.display(description=_lazy("kind of file"))
    def extension_shown(self, obj: Document) -> str:
        return obj.extension.upper()

    def get_view_on_site_url(self, obj: Any = None) -> Any:
        return obj.get_absolute_url() if obj and obj.file else None


@admin.register(Tag)
class TagAdmin(BilingualAdmin):
    list_display = ("name", "label_fr", "label_en", "uses")
    search_fields = ("name", "label_fr", "label_en")
    fields = ("name", "slug", "label")
    actions = ("merge",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The address of a tag page is made once, from its name."""
        return ("slug",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        found = super().get_fieldsets(request, obj)
        if obj is None:
            return [
                (name, {**options, "fields": [f for f in options["fields"] if f != "slug"]})
                for name, options in found
            ]
        return found

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(count=Count("all_items"))

    @admin.display(description=_lazy("used"), ordering="count")
    def uses(self, obj: Any) -> int:
        return int(obj.count)

    @admin.action(description=_lazy("Merge the ticked tags"), permissions=["change", "delete"])
    def merge(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """A second page asks which one stays."""
        tags = list(queryset)
        if len(tags) < 2:
            self.message_user(request, _("Tick at least two tags to merge."), messages.WARNING)
            return None
        keep = next((tag for tag in tags if str(tag.pk) == request.POST.get("keep")), None)
        if keep is not None:
            gone = [tag for tag in tags if tag.pk != keep.pk]
            for tag in gone:
                tag.merge_into(keep)
            said = ngettext(
                "%(n)s tag is merged into “%(name)s”.",
                "%(n)s tags are merged into “%(name)s”.",
                len(gone),
            )
            self.message_user(request, said % {"n": len(gone), "name": keep.name})
            return HttpResponseRedirect(request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge tags"),
            "opts": self.opts,
            "tags": tags,
            "checkbox": admin.helpers.ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/merge_tags.html", context)


def without_words() -> Q:
    """Pictures that say nothing in either language though they should."""
    empty = Q()
    for code in LANGUAGES:
        empty &= Q(**{f"alt_{code}": ""}) | Q(**{f"alt_{code}": None})
    return empty & Q(decorative=False)
