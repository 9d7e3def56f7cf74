"""Texts to translate go out as a CSV file and come back translated, after a preview."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from atoutsud.backoffice.board import Board, offices
from atoutsud.backoffice.posting import path_in_words
from atoutsud.backoffice.readable import column_at
from atoutsud.content import events, revisions
from atoutsud.content.comparing import Part, shortened, word_difference
from atoutsud.content.documents import Flat
from atoutsud.content.languages import LANGUAGES, localized, other

COLUMNS = ("object", "text", "language", "revision", "title", "source", "translation")
MOST_LINES = 2000
MOST_BYTES = 2_000_000
SALT = "translations"
# A spreadsheet would run these as a formula; the full-width signs too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
GUARD = "'"


def guarded(cell: str) -> str:
    plain = cell.lstrip(GUARD)
    return f"{GUARD}{cell}" if plain.startswith(FORMULA) else cell


def restored(cell: str) -> str:
    plain = cell.lstrip(GUARD)
    return cell[1:] if cell.startswith(GUARD) and plain.startswith(FORMULA) else cell


# Out


def export_view(request: HttpRequest) -> HttpResponse:
    """The texts of one tab of the board, each with the language it is to be translated from."""
    board = Board(request)
    language = board.language or LANGUAGES[1]
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=";", lineterminator="\r\n")
    sheet.writerow(COLUMNS)
    rows = list(board.rows()[:MOST_LINES])
    objects = board.objects(rows)
    documents: dict[Any, Flat] = {}
    for row in rows:
        obj = objects.get((row.model_id, row.object_id))
        if obj is None or column_at(type(obj), f"{row.field}.{language}") is None:
            continue  # rows of words, such as terms, are written in their own form
        texts = [_text(obj, row.field, code, documents) for code in (other(language), language)]
        label = f"{obj._meta.label_lower}:{obj.pk}"
        cells = (label, row.field, language, str(obj.version), str(obj), *texts)
        sheet.writerow([guarded(cell) for cell in cells])
    events.note("export", request.user, what="translations", rows=len(rows))
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="translations-{board.tab}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _text(obj: Any, path: str, language: str, documents: dict[Any, Flat]) -> str:
    if "/" not in path:
        return str(getattr(obj, localized(path, language)) or "")
    if (type(obj), obj.pk) not in documents:
        documents[type(obj), obj.pk] = revisions.snapshot(obj)
    return str(documents[type(obj), obj.pk].get(f"{path}.{language}") or "")


# In


@dataclass
class Line:
    """One line of a file: what it would change, or why it is left aside."""

    number: int
    title: str
    label: str = ""
    refused: str = ""
    parts: list[Part] = field(default_factory=list)
    language: str = ""
    change: tuple[str, int, int, str, str] | None = None


def decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise ValidationError(_("This file is too big: at most 2 MB."))
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ValidationError(_("This is not a CSV file."))


def read(text: str) -> list[dict[str, str]]:
    """The lines of the file, by the names of its first line."""
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise ValidationError(_("This is not a CSV file.")) from None
    if not rows or set(COLUMNS) - set(rows[0]):
        words = _("The first line must name these columns: %(names)s.")
        raise ValidationError(words % {"names": ", ".join(COLUMNS)})
    if len(rows) > MOST_LINES:
        raise ValidationError(_("Too many lines: at most %(n)s at once.") % {"n": MOST_LINES})
    return [{name: restored(str(row.get(name) or "")) for name in COLUMNS} for row in rows]


class Reading:
    """Lines compared with what stands now, for the one who brings them."""

    def __init__(self, request: HttpRequest, rows: list[dict[str, str]]) -> None:
        self.request = request
        self.offices = {
            office.model._meta.label_lower: office for office in offices(request).values()
        }
        self.known = self._objects(rows)
        self.documents: dict[Any, Flat] = {}
        self.lines = [self._line(number, row) for number, row in enumerate(rows, 2)]
        self.lines = [line for line in self.lines if line.refused or line.change]

    @property
    def changes(self) -> list[Line]:
        return [line for line in self.lines if line.change]

    @property
    def refused(self) -> list[Line]:
        return [line for line in self.lines if line.refused]

    def _objects(self, rows: list[dict[str, str]]) -> dict[str, Any]:
        wanted: dict[str, set[int]] = {}
        for row in rows:
            label, _colon, pk = row["object"].partition(":")
            if label in self.offices and pk.isascii() and pk.isdigit() and len(pk) < 18:
                wanted.setdefault(label, set()).add(int(pk))
        return {
            f"{label}:{obj.pk}": obj
            for label, pks in wanted.items()
            for obj in self.offices[label].get_queryset(self.request).filter(pk__in=pks)
        }

    def _line(self, number: int, row: dict[str, str]) -> Line:
        line = Line(number, row["title"][:120])
        obj = self.known.get(row["object"])
        language, text = row["language"], row["translation"]
        path = f"{row['text']}.{language}"
        if obj is None:
            line.refused = _("It is not known, or you may not see it.")
        elif not self.offices[obj._meta.label_lower].has_change_permission(self.request, obj):
            line.refused = _("You may not change it.")
        elif language not in LANGUAGES or self._standing(obj, path) is None:
            line.refused = _("This text is not known.")
        elif not row["revision"].isdigit() or int(row["revision"][:9]) > obj.version:
            line.refused = _("This revision does not exist.")
        if line.refused or obj is None:
            return line
        now = self._standing(obj, path) or ""
        line.label, line.language = path_in_words(obj, path), language
        if text.strip() and text.replace("\r\n", "\n") != now.replace("\r\n", "\n"):
            line.parts = shortened(word_difference(now, text))
            label = str(obj._meta.label_lower)
            line.change = (label, obj.pk, int(row["revision"][:9]), path, text)
        return line

    def _standing(self, obj: Any, path: str) -> str | None:
        """What stands now at a path that holds a text in one language; None elsewhere."""
        column = column_at(type(obj), path)
        if column is None or not getattr(column, "language", "") or path.count(".") != 1:
            return None
        key = (type(obj), obj.pk)
        if key not in self.documents:
            self.documents[key] = revisions.snapshot(obj)
        found = self.documents[key]
        if path not in found:
            return None
        return str(found[path] or "")


def import_view(request: HttpRequest) -> HttpResponse:
    """First what would change, then the change: nothing is written by the first press."""
    reading, payload, errors = None, "", []
    if request.method == "POST":
        try:
            if "payload" in request.POST:
                return _apply(request, request.POST["payload"])
            sent = request.FILES.get("file")
            if sent is None:
                raise ValidationError(_("Choose a file first."))
            data = sent.read(MOST_BYTES + 1)
            reading = Reading(request, read(decoded(data)))
            payload = signing.dumps(
                [line.change for line in reading.changes], salt=SALT, compress=True
            )
        except ValidationError as error:
            errors = error.messages
    context = {
        **admin.site.each_context(request),
        "title": _("Bring translations in"),
        "is_nav_sidebar_enabled": False,
        "reading": reading,
        "payload": payload,
        "errors": errors,
        "columns": COLUMNS,
    }
    status = 422 if errors else 200
    return TemplateResponse(request, "admin/translations_import.html", context, status=status)


def _apply(request: HttpRequest, payload: str) -> HttpResponse:
    try:
        changes = signing.loads(payload, salt=SALT, max_age=24 * 3600)
    except signing.BadSignature:
        raise ValidationError(_("This preview is too old: bring the file in again.")) from None
    done = 0
    for office, obj, version, texts in _by_object(request, changes):
        if not office.has_change_permission(request, obj):
            continue
        about = {"author": request.user, "summary": _("Translations brought in from a file")}
        try:
            office.write(obj, texts, seen_version=version, **about)
        except revisions.Conflict:
            why = _("someone has changed the same text since the file was taken out")
            messages.warning(request, _left(obj, why))
        except ValidationError as error:
            messages.warning(request, _left(obj, " ".join(error.messages)))
        else:
            office.log_change(request, obj, about["summary"])
            done += len(texts)
    events.note("import", request.user, what="translations", count=done)
    said = ngettext("%(n)s text is brought in.", "%(n)s texts are brought in.", done)
    messages.add_message(
        request, messages.SUCCESS if done else messages.WARNING, said % {"n": done}
    )
    return HttpResponseRedirect(reverse("admin:translations"))


def _left(obj: Any, why: str) -> str:
    return _("“%(name)s” is left as it was: %(why)s") % {"name": obj, "why": why}


def _by_object(request: HttpRequest, changes: list[Any]) -> Iterator[tuple[Any, Any, int, Flat]]:
    """The changes of each object, with the oldest revision that one of them was written on."""
    known = {office.model._meta.label_lower: office for office in offices(request).values()}
    groups: dict[tuple[str, int], tuple[int, Flat]] = {}
    for label, pk, version, path, text in changes:
        oldest, texts = groups.setdefault((label, pk), (version, {}))
        groups[label, pk] = (min(oldest, version), texts)
        texts[path] = text
    for (label, pk), (version, texts) in groups.items():
        office = known.get(label)
        obj = office.get_queryset(request).filter(pk=pk).first() if office else None
        if obj is not None:
            yield office, obj, version, texts
