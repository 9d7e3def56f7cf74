"""The pictures of the library: what they say, who they show, what must stay visible."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from atoutsud.backoffice.intake import MOST
from atoutsud.backoffice.library import UnusedFilter, UploadAdmin, UploadForm
from atoutsud.backoffice.lists import mark
from atoutsud.content import imaging
from atoutsud.content.imaging import widths_for
from atoutsud.content.languages import LANGUAGES
from atoutsud.content.pictures import Picture


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
        self.prepared = imaging.prepare(upload, (self.instance.focal_x, self.instance.focal_y))
        upload.seek(0)


class PictureDescription(PictureForm):
    upload = None  # type: ignore[assignment]  # it is there already


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
    list_display = ("thumb", "what", "said_in", "consent_mark")
    list_display_links = ("thumb", "what")
    list_filter = ("consent", WordsFilter, UnusedFilter, "shows_minors", "decorative")
    search_fields = ("alt_fr", "alt_en", "caption_fr", "caption_en", "credit")
    actions = ("describe",)
    readonly_fields = ("preview",)
    fieldsets: Any = (
        (_lazy("The picture"), {"fields": ("preview", ("focal_x", "focal_y"), "upload")}),
        (
            _lazy("What it says"),
            {"fields": ("alt", "decorative", "caption", "credit")},
        ),
        (
            _lazy("The people shown"),
            {"fields": ("consent", "shows_minors", "consent_note")},
        ),
    )
    accepted = "image/jpeg,image/png,image/webp,image/gif"
    described = (
        "alt",
        "decorative",
        "caption",
        "credit",
        "consent",
        "shows_minors",
        "consent_note",
    )
    describing = PictureDescription
    intake_title = _lazy("Add several pictures")
    intake_lead = _lazy(
        "JPEG, PNG, WebP or GIF, 15 MB at most each, as large as they are: the site makes the "
        "sizes it needs and removes place, time and camera."
    )

    def taken(self, request: HttpRequest, upload: Any) -> Picture:
        return Picture.take(upload, uploaded_by=request.user)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.uploaded_by = request.user
        super().save_model(request, obj, form, change)

    @admin.action(description=_lazy("Describe the ticked pictures"), permissions=["change"])
    def describe(self, request: HttpRequest, queryset: Any) -> Any:
        return HttpResponseRedirect(self.describe_address(list(queryset[:MOST])))

    @admin.display(description=_lazy("picture"))
    def thumb(self, obj: Picture) -> Any:
        return self.image(obj, "thumb")

    def image(self, obj: Picture, css: str) -> Any:
        if not obj.original:
            return _("no file")
        width = widths_for(obj.width)[0]
        height = max(1, round(width * obj.height / max(obj.width, 1)))
        return format_html(
            '<img class="{}" src="{}" width="{}" height="{}" alt="{}" loading="lazy">',
            css,
            obj.thumbnail,
            width,
            height,
            obj,
        )

    @admin.display(description=_lazy("preview"))
    def preview(self, obj: Picture) -> Any:
        """A script lets the point that must stay visible be set by a click on it."""
        if not obj.pk or not obj.original:
            return _("It appears here once saved.")
        return format_html(
            '<div class="focal" data-width="{}" data-height="{}" data-hint="{}">{}</div>',
            obj.width,
            obj.height,
            _("Click on what must stay visible; the frame shows what cards keep of it."),
            self.image(obj, "thumb"),
        )

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
        shown = mark("clean", _("may be shown")) if obj.is_usable else ""
        shown = shown or mark("conflict", _("kept off the site"))
        if obj.shows_minors:
            return format_html("{} {}", shown, mark("doubt", _("minors")))
        return shown
