"""What lists of publishable things show and how they are narrowed."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from atoutsud.content.languages import LANGUAGES
from atoutsud.content.publication import State

MARKS = {State.DRAFT: "draft", State.PUBLISHED: "clean", State.WITHDRAWN: "gone"}


def mark(kind: str, words: Any) -> SafeString:
    """Colour, sign and word together."""
    return format_html('<span class="state is-{}">{}</span>', kind, words)


class LackingFilter(admin.SimpleListFilter):
    title = _lazy("what is missing")
    parameter_name = "lacks"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("en", _("English is missing")), ("fr", _("French is missing"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        return queryset.lacking(value) if value in LANGUAGES else queryset


class WrittenList(ChangeList):
    """Says of every row which languages it is written in, in the list's own query."""

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet[Any]:
        found = super().get_queryset(request, *args, **kwargs)
        return found.annotate(
            **{
                f"written_{code}": Case(
                    When(self.model.filled(code), then=Value(True)), default=Value(False)
                )
                for code in LANGUAGES
            }
        )


def headline(obj: Any) -> Any:
    """The object's words in the editor's language, marked when they are in the other."""
    if not hasattr(obj, "headline"):
        return str(obj)
    words = obj.headline()
    if not words:
        return _("(without a title)")
    if words.foreign:
        return format_html('<span lang="{}">{}</span>', words.language, words.text)
    return words.text


def state_mark(obj: Any) -> SafeString:
    if obj.state == State.PUBLISHED and not obj.is_public:
        coming = obj.publish_from and obj.publish_from > timezone.now()
        if not coming:
            return mark("answer", _("past its date"))
        day = formats.date_format(timezone.localtime(obj.publish_from), "SHORT_DATE_FORMAT")
        return mark("answer", _("scheduled: %(day)s") % {"day": day})
    return mark(MARKS[State(obj.state)], obj.get_state_display())


def language_marks(obj: Any) -> SafeString:
    """FR EN, or the missing one named."""
    marks = []
    for code in LANGUAGES:
        if getattr(obj, f"written_{code}"):
            marks.append(mark("written", code.upper()))
        else:
            marks.append(mark("gone", _("%(language)s missing") % {"language": code.upper()}))
    return format_html_join(" ", "{}", ((item,) for item in marks))
