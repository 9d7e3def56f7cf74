"""One history and one door for all content.

`apply` is the only writer of publishable objects, drafts included. It compares and swaps the
object's `version`: a stale save merges the fields nobody else touched and stops, with nothing
written, only when the same field was changed meanwhile.
"""

import logging
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from atoutsud.content import documents, events, translations
from atoutsud.content.documents import Document, Flat, Rows, differences, snapshot
from atoutsud.content.instep import gathering
from atoutsud.content.publication import bump

__all__ = ["Document", "Rows", "differences", "snapshot"]

logger = logging.getLogger(__name__)
SCHEMA = 1
ATTEMPTS = 5


class Conflict(Exception):
    """Others changed the same paths since the version the author had seen."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__(", ".join(paths))
        self.paths = paths


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Append-only: history is neither rewritten nor erased."""

    def of(self, obj: models.Model) -> "RevisionQuerySet":
        model = ContentType.objects.get_for_model(obj, for_concrete_model=True)
        return self.filter(model=model, object_id=obj.pk)

    def update(self, **kwargs: Any) -> int:
        raise TypeError("A revision is never changed.")

    def delete(self) -> Any:
        raise TypeError("A revision is never deleted.")

    def sign(self, name: str) -> int:
        """The one thing that follows its author: how he or she wishes to be named now."""
        return super().update(credited_name=name[:150])


class Revision(models.Model):
    """The whole document of an object, both languages and child rows, as it was published."""

    model = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    object_id = models.PositiveBigIntegerField()
    number = models.PositiveIntegerField(_lazy("number"))
    schema = models.PositiveSmallIntegerField(default=SCHEMA)
    document = models.JSONField(_lazy("document"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_lazy("author"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    credited_name = models.CharField(_lazy("credited name"), max_length=150, blank=True)
    summary = models.CharField(_lazy("summary"), max_length=300, blank=True)
    created = models.DateTimeField(_lazy("created"), default=timezone.now, editable=False)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _lazy("revision")
        verbose_name_plural = _lazy("revisions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["model", "object_id", "number"], name="content_revision_numbered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A revision is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("A revision is never deleted.")


def recredit(author: Any, name: str) -> int:
    """Name `author` by `name` in the whole history; empty for anonymous."""
    return Revision.objects.filter(author=author).exclude(credited_name=name[:150]).sign(name)


def history(obj: Any) -> RevisionQuerySet:
    return Revision.objects.of(obj)


def apply(
    obj: Any,
    changes: Flat,
    *,
    seen_version: int,
    author: Any,
    summary: str = "",
    credited_name: str = "",
    validate: Callable[[Any], None] | None = None,
) -> Revision:
    """Write `changes` to `obj` (creating it if unsaved) and record the revision.

    Raises Conflict or ValidationError with nothing written. `validate(obj)`, and the object's own
    `check_document()` if it has one, see the written rows before the transaction ends.
    """
    changes = documents.expanded(changes)
    checks = (validate and (lambda: validate(obj)), getattr(obj, "check_document", None))
    try:
        with transaction.atomic(), gathering():
            if obj.pk is None:
                obj.created_by = obj.created_by or author
                obj.version = 1
            else:
                changes = _merged(obj, changes, seen_version)
                if not changes:
                    return history(obj).first() or _record(obj, author, summary, credited_name)
            write(obj, changes)
            for check in filter(None, checks):
                check()
            return _record(obj, author, summary, credited_name)
    except IntegrityError as fault:
        # All was valid when it was checked: another has written since, or a rule is not checked.
        logger.warning("refused by the database: %s", _broken(fault))
        raise ValidationError(
            _("Somebody stored the same at the same moment. Nothing was changed: send it again."),
            code="at_once",
        ) from fault


def _broken(fault: IntegrityError) -> str:
    """The constraint's name and no word of anybody's: PostgreSQL's message quotes the values."""
    told = getattr(fault.__cause__, "diag", None)
    return told.constraint_name or "" if told else str(fault)


def _record(obj: Any, author: Any, summary: str, credited_name: str) -> Revision:
    name = credited_name or str(getattr(author, "credited_name", "") or "")
    before = history(obj).values_list("document", flat=True).first() if obj.version > 1 else None
    revision = Revision.objects.create(
        model=ContentType.objects.get_for_model(obj, for_concrete_model=True),
        object_id=obj.pk,
        number=obj.version,
        document=snapshot(obj),
        author=author if getattr(author, "pk", None) else None,
        credited_name=name[:150],
        summary=summary.replace("\x00", "")[:300],
    )
    translations.note(obj, before or {}, revision.document, revision.number, revision.created)
    events.note_changes(author, obj._meta.label_lower, [(obj.pk, revision.number)])
    bump(obj.version_channel)
    return revision


def _merged(obj: Any, changes: Flat, seen_version: int) -> Flat:
    """Take the next version of `obj`; what of `changes` is still to be written onto it.

    The compare-and-swap holds on both databases without locking reads: SQLite's transactions are
    immediate, PostgreSQL locks the row at the UPDATE.
    """
    rows = type(obj)._base_manager.filter(pk=obj.pk)
    for _attempt in range(ATTEMPTS):
        current = rows.values_list("version", flat=True).get()
        if rows.filter(version=current).update(version=F("version") + 1):
            break
    else:
        raise Conflict(sorted(changes))
    obj.refresh_from_db()
    forget_prefetched(obj)
    now = snapshot(obj)
    wanted = {path: value for path, value in changes.items() if differs(now, path, value)}
    if current != seen_version and wanted:
        base = history(obj).filter(number=seen_version).values_list("document", flat=True).first()
        clash = clashes(base or {}, now, wanted)
        if clash:
            raise Conflict(clash)
    if not wanted:
        rows.update(version=current)
        obj.version = current
    return wanted


def differs(now: Flat, path: str, value: Any) -> bool:
    if value is None and documents.is_row(path):
        return any(key.startswith(path + "/") for key in now)
    return path not in now if value is None and path not in now else now.get(path) != value


def clashes(base: Flat, now: Flat, wanted: Flat) -> list[str]:
    """Paths of `wanted` that somebody else changed between `base` and `now`."""
    theirs = differences(base, now)
    clash = set()
    for path, value in wanted.items():
        row = documents.row_of(path)
        row_is_gone = bool(row) and row != path and theirs.get(row, ...) is None
        removes_row = value is None and documents.is_row(path)
        row_was_changed = removes_row and any(key.startswith(path + "/") for key in theirs)
        if path in theirs or row_is_gone or row_was_changed:
            clash.add(path)
    return sorted(clash)


def forget_prefetched(obj: Any) -> None:
    obj._prefetched_objects_cache = {}


def write(obj: Any, changes: Flat) -> None:
    document: Document = obj.document
    own = dict(documents.columns(type(obj), document.own))
    by_row: dict[str, dict[str, Flat]] = {}
    sets: dict[str, Flat] = {}
    for path, value in changes.items():
        if path in own:
            _assign(obj, own[path], value)
            continue
        word, _slash, rest = path.partition("/")
        if word in document.rows:
            uid, _slash, inner = rest.partition("/")
            by_row.setdefault(word, {}).setdefault(uid, {})[inner] = value
        elif word in document.sets and rest:
            sets.setdefault(word, {})[rest] = value
        else:
            raise ValidationError(_("Unknown field: %(path)s") % {"path": path})
    obj.full_clean(exclude=["created_by"])
    obj.save()
    # In the order declared: rows may refer to rows of an earlier kind.
    for word, rows in document.rows.items():
        if word in by_row:
            _write_rows(obj, rows, by_row[word])
    for name, members in sets.items():
        _write_set(obj, name, members)
    forget_prefetched(obj)


def _assign(obj: Any, column: Any, value: Any) -> None:
    decoded = documents.decode(column, value)
    if decoded is None and not column.null:
        decoded = column.get_default() if column.has_default() else ""
    setattr(obj, column.name, decoded)


def _write_rows(obj: Any, rows: Rows, changed: dict[str, Flat]) -> None:
    """Removals first, then rows without forward references, so that constraints hold."""
    manager = getattr(obj, rows.accessor)
    model = manager.model
    link = manager.field.name
    known = {str(row.uid): row for row in manager.all()}
    gone = [uid for uid, inner in changed.items() if "" in inner and inner[""] is None]
    for uid in gone:
        if uid in known:
            known.pop(uid).delete()
    fields = dict(documents.columns(model, rows.fields))
    pending = [(uid, inner) for uid, inner in changed.items() if uid not in gone]
    own_links = [c.name for c in fields.values() if c.is_relation and c.related_model is model]
    pending.sort(key=lambda item: any(item[1].get(name) for name in own_links))
    for uid, inner in pending:
        row = known.get(uid)
        if row is None:
            row = model(uid=uuid.UUID(uid), **{link: obj})
        members: dict[str, Flat] = {}
        for path, value in inner.items():
            if path in fields:
                _assign(row, fields[path], value)
                continue
            name, _slash, key = path.partition("/")
            if name not in rows.sets or not key:
                raise ValidationError(_("Unknown field: %(path)s") % {"path": path})
            members.setdefault(name, {})[key] = value
        row.full_clean()
        row.save()
        for name, keys in members.items():
            _write_set(row, name, keys)


def _write_set(obj: Any, name: str, members: Flat) -> None:
    manager = getattr(obj, name)
    added = [key for key, value in members.items() if value]
    removed = [key for key, value in members.items() if not value]
    if hasattr(manager, "set") and getattr(manager, "through", None) is not None:
        target = obj._meta.get_field(name).related_model
        by = documents.identity_field(target)
        if by == "name":
            manager.add(*added)
            if removed:
                manager.remove(*removed)
            return
        found = list(target._base_manager.filter(**{f"{by}__in": added}))
        if len(found) != len(added):
            raise ValidationError({name: _("What this refers to does not exist any more.")})
        manager.add(*found)
        manager.remove(*target._base_manager.filter(**{f"{by}__in": removed}))


def revert(obj: Any, number: int, *, author: Any, summary: str = "") -> Revision:
    """A new revision that says again what revision `number` said; nothing is erased.

    Whether the object is public does not go back with its words.
    """
    old = history(obj).get(number=number)
    changes = {
        path: value
        for path, value in differences(snapshot(obj), old.document).items()
        if path not in documents.ALWAYS
    }
    return apply(
        obj,
        changes,
        seen_version=obj.version,
        author=author,
        summary=summary or _("Back to revision %(number)s") % {"number": number},
    )
