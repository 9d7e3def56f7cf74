"""One text in its other language, beside the words to translate.

Only the words of one language are written here. Who may change the text publishes the translation
at once; for the others it waits for an editor, in the working draft of what readers see.
"""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from js_asset import Media

from atoutsud.backoffice import board
from atoutsud.backoffice.history import plain_number
from atoutsud.backoffice.posting import path_in_words
from atoutsud.backoffice.prose import RichTextFormWidget
from atoutsud.backoffice.readable import Names, column_at, value_in_words
from atoutsud.content import drafts, revisions, translations
from atoutsud.content.comparing import Part, shortened, word_difference
from atoutsud.content.documents import Flat, patched
from atoutsud.content.fields import RichText
from atoutsud.content.languages import LANGUAGES, other
from atoutsud.content.publication import State
from atoutsud.content.translations import Translation


@dataclass
class Text:
    """One text: the words to translate, the box for the translation."""

    path: str
    label: str
    source: str
    box: Any
    stale: bool = False
    empty: bool = False
    name: str = ""
    theirs: str = ""
    changed: list[Part] = field(default_factory=list)

    @property
    def asked(self) -> bool:
        """Whether the board asks for it; the others are folded."""
        return self.stale or self.empty or bool(self.theirs)


def may_translate(request: HttpRequest, office: Any, obj: Any) -> bool:
    return bool(
        request.user.has_perm(board.TRANSLATE)  # type: ignore[union-attr]
        and office.has_view_permission(request, obj)
    )


def in_order(obj: Any, document: Flat) -> list[str]:
    """Paths as the form orders them: a stored document has lost its order."""
    own = list(obj.document.own)

    def place(path: str) -> tuple[int, str]:
        name = path.partition(".")[0]
        return (own.index(name) if name in own else len(own), path)

    return sorted(document, key=place)


class Translating:
    """The texts of `obj` to be written in `language`, from `document`, which stands now."""

    def __init__(self, obj: Any, language: str, document: Flat, posted: Any = None) -> None:
        self.obj, self.language, self.document, self.posted = obj, language, document, posted
        rows = {row.field: row for row in Translation.objects.of(obj)}
        lags = {base: row.standing.lag(language) for base, row in rows.items()}
        before = self._earlier([lag[0] - 1 for lag in lags.values() if lag])
        names = Names(type(obj), ())
        self.media = forms.Media()
        self.texts: list[Text] = []
        for path in in_order(obj, document):
            base, _dot, code = path.rpartition(".")
            column = column_at(type(obj), f"{base}.{language}")
            written = document.get(f"{base}.{other(language)}")
            if code != language or column is None or not (written or document[path]):
                continue
            source = value_in_words(column, written, names)
            lag = lags.get(base)
            text = self._text(path, column, source, bool(lag))
            if lag and (was := before.get(lag[0] - 1)):
                said = value_in_words(column, was.get(f"{base}.{other(language)}"), names)
                text.changed = shortened(word_difference(said, source))
            self.texts.append(text)

    def _earlier(self, numbers: list[int]) -> dict[int, Flat]:
        """What the object said before the revisions that left a text behind."""
        if not numbers:
            return {}
        kept = revisions.history(self.obj).filter(number__in=numbers)
        return dict(kept.order_by().values_list("number", "document"))

    def _text(self, path: str, column: Any, source: str, stale: bool) -> Text:
        name = path.replace("/", "_").replace(".", "_")
        label = path_in_words(self.obj, path).rpartition(" — ")[0]
        attrs = {"lang": self.language, "id": f"id_{name}", "data-lang": self.language}
        widget: Any
        if isinstance(column, RichText):
            widget = RichTextFormWidget()
        elif column.get_internal_type() == "TextField" or (column.max_length or 0) > 200:
            widget = forms.Textarea({"rows": 4, "class": "vLargeTextField"})
        else:
            widget = forms.TextInput({"class": "vTextField"})
        if column.max_length:
            attrs["maxlength"] = str(column.max_length)
        value = self.document.get(path) or ""
        if self.posted is not None and name in self.posted:
            value = widget.value_from_datadict(self.posted, {}, name) or ""
        self.media = self.media + widget.media
        box = widget.render(name, value, attrs)
        empty = not self.document.get(path)
        return Text(path, label, source, box, stale=stale, empty=empty, name=name)

    def written(self) -> Flat:
        """What was posted and says something else than what stands."""
        found: Flat = {}
        for text in self.texts:
            if self.posted is None or text.name not in self.posted:
                continue
            column = column_at(type(self.obj), text.path)
            rich = isinstance(column, RichText)
            widget: Any = RichTextFormWidget() if rich else forms.Textarea()
            value = widget.value_from_datadict(self.posted, {}, text.name) or ""
            value = value.replace("\r\n", "\n").replace("\x00", "")
            if value != (self.document.get(text.path) or "").replace("\r\n", "\n"):
                found[text.path] = value
        return found


def write_view(request: HttpRequest, model: int, number: int, language: str) -> HttpResponse:
    office = board.offices(request).get(model)
    if office is None or language not in LANGUAGES:
        raise Http404
    obj = office.get_queryset(request).filter(pk=number).first()
    if obj is None:
        raise Http404
    if not may_translate(request, office, obj):
        raise PermissionDenied
    draft = drafts.draft_of(obj)
    document = draft.document if draft else revisions.snapshot(obj)
    form = Translating(obj, language, document, request.POST if request.method == "POST" else None)
    errors: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            return _kept(request, office, obj, form)
        except revisions.Conflict as conflict:
            errors, status = _clash(form, conflict), 409
        except ValidationError as error:
            errors, status = list(error.messages), 422
    return _screen(
        request,
        obj,
        form,
        draft,
        errors,
        status,
        publishes=may_publish(request, office, obj, draft),
    )


def _kept(request: HttpRequest, office: Any, obj: Any, form: Translating) -> HttpResponse:
    posted = request.POST
    changes = form.written()
    ticked = posted.getlist("_current")
    rows = [row for row in Translation.objects.of(obj) if f"{row.field}.{form.language}" in ticked]
    done = translations.mark_current(rows, [form.language])
    words = _("Nothing was changed.")
    if done:
        words = _("What you ticked is said to be up to date.")
    if changes:
        words = _save(request, office, obj, changes)
    messages.add_message(request, messages.SUCCESS if changes or done else messages.INFO, words)
    tab = tab_of(request) or f"missing-{form.language}"
    return HttpResponseRedirect(f"{reverse('admin:translations')}?tab={tab}")


def tab_of(request: HttpRequest) -> str:
    """The list of the board that led here, and to which saving leads back."""
    asked = request.POST.get("tab") or request.GET.get("tab", "")
    return asked if asked in board.TABS else ""


def may_publish(request: HttpRequest, office: Any, obj: Any, draft: Any) -> bool:
    """Whether readers may be shown it at once: nothing else of the text is kept aside."""
    published = obj.state == State.PUBLISHED and draft is None
    return bool(published and office.has_change_permission(request, obj))


def _save(request: HttpRequest, office: Any, obj: Any, changes: Flat) -> str:
    """Into the working draft of what readers see unless it is published, else into the text."""
    version = plain_number(request.POST.get("_seen_version"), obj.version)
    summary = _("Translation")
    if obj.state != State.PUBLISHED:
        office.write(obj, changes, seen_version=version, author=request.user, summary=summary)
        return _("“%(name)s” is kept with its translation.") % {"name": obj}
    seen = plain_number(request.POST.get("_seen_draft"), 0)
    draft = drafts.draft_of(obj)
    if "_publish" in request.POST and may_publish(request, office, obj, draft):
        office.write(obj, changes, seen_version=version, author=request.user, summary=summary)
        return _("“%(name)s” is published with its translation.") % {"name": obj}
    base = draft.earlier.get(str(seen)) if draft and seen else None
    if draft and seen == draft.version:
        base = draft.document
    elif base is None:
        base = drafts.revision_document(obj, version)
    document = patched(base, changes)
    with drafts.preview(obj, document):
        pass  # refused here rather than when it is published
    drafts.save_draft(
        obj, document, author=request.user, base_version=version, filled_from=seen, seen=seen
    )
    said = _("The translation of “%(name)s” is kept aside: an editor will publish it.")
    return said % {"name": obj}


def _clash(form: Translating, conflict: revisions.Conflict) -> list[str]:
    for text in form.texts:
        if text.path in conflict.paths:
            text.theirs = str(form.document.get(text.path) or "")
    return [
        _("Nothing was saved: someone else changed the same words meanwhile. Theirs are shown "
          "beside yours; save again to keep yours.")
    ]  # fmt: skip


def _screen(
    request: HttpRequest,
    obj: Any,
    form: Translating,
    draft: Any,
    errors: list[str],
    status: int,
    *,
    publishes: bool,
) -> HttpResponse:
    posted = {} if errors and status == 409 else request.POST
    media = form.media
    if isinstance(media, Media):
        media = media.with_nonce(str(getattr(request, "csp_nonce", "")))
    context = {
        **admin.site.each_context(request),
        "title": _("Translate “%(name)s”") % {"name": obj},
        "is_nav_sidebar_enabled": False,
        "object": obj,
        "form": form,
        "media": media,
        "errors": errors,
        "source_language": other(form.language),
        "asked": [text for text in form.texts if text.asked],
        "others": [text for text in form.texts if not text.asked],
        "aside": obj.state == State.PUBLISHED,
        "publishes": publishes,
        "tab": tab_of(request),
        "seen_version": plain_number(posted.get("_seen_version"), obj.version),
        "seen_draft": plain_number(posted.get("_seen_draft"), draft.version if draft else 0),
    }
    return TemplateResponse(request, "admin/translate.html", context, status=status)
