"""Unpublished edits of an object that is public: one working draft beside the live rows.

Readers see the live rows until the draft is published. Several editors may work on one draft: as
with revisions, what each changed is merged, and only the same words changed twice stop.
"""

import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.db.models.signals import post_delete
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from atoutsud.content import assignments, revisions, translations
from atoutsud.content.documents import Flat, differences, patched, snapshot
from atoutsud.content.instep import gathering
from atoutsud.content.publication import ContentVersion, Publishable

# How many earlier states of a draft are kept, to tell what a late editor changed.
STEPS = 12
SHOWN = {"state": "published", "publish_from": None, "publish_until": None}


class WorkingDraft(models.Model):
    """The document as it will be; `base_version` is the revision it was begun from."""

    model = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    document = models.JSONField(_lazy("document"))
    base_version = models.PositiveIntegerField(_lazy("base version"))
    version = models.PositiveIntegerField(_lazy("version"), default=1)
    earlier = models.JSONField(_lazy("earlier states"), default=dict, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_lazy("author"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    updated = models.DateTimeField(_lazy("last changed"), auto_now=True)

    class Meta:
        verbose_name = _lazy("working draft")
        verbose_name_plural = _lazy("working drafts")
        constraints = [
            models.UniqueConstraint(
                fields=["model", "object_id"], name="content_working_draft_one_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"


def _key(obj: Any) -> dict[str, Any]:
    model = ContentType.objects.get_for_model(obj, for_concrete_model=True)
    return {"model": model, "object_id": obj.pk}


def draft_of(obj: Any) -> WorkingDraft | None:
    return WorkingDraft.objects.filter(**_key(obj)).first()


def revision_document(obj: Any, number: int) -> Flat:
    """What revision `number` said, or what stands now where none was kept."""
    found = revisions.history(obj).filter(number=number).values_list("document", flat=True).first()
    return found if found is not None else snapshot(obj)


def save_draft(
    obj: Any,
    document: Flat,
    *,
    author: Any,
    base_version: int,
    filled_from: int = 0,
    seen: int = 0,
    without: Collection[str] = (),
) -> WorkingDraft | None:
    """Keep what `document` changes beside the live rows; None when nothing differs from them.

    The form was filled from the state `filled_from` of the draft (0: from revision
    `base_version`); `seen` is the newest state its author knows of. Paths in `without` are left
    as the others wrote them. Raises revisions.Conflict, with nothing written.
    """
    with transaction.atomic():
        draft, made = WorkingDraft.objects.get_or_create(
            **_key(obj),
            defaults={"document": {}, "base_version": base_version, "author": author, "version": 0},
        )
        WorkingDraft.objects.filter(pk=draft.pk).update(version=F("version") + 1)  # takes the row
        draft.refresh_from_db()
        before = revision_document(obj, base_version)
        now = before if made else draft.document
        if filled_from and not made:
            before = draft.earlier.get(str(filled_from), before)
            before = now if filled_from == draft.version - 1 else before
        mine = {p: v for p, v in differences(before, document).items() if p not in without}
        mine = {path: value for path, value in mine.items() if revisions.differs(now, path, value)}
        if (
            not made
            and seen != draft.version - 1
            and (clash := revisions.clashes(before, now, mine))
        ):
            raise revisions.Conflict(clash)
        return _stored(obj, draft, patched(now, mine), now, author)


def _stored(
    obj: Any, draft: WorkingDraft, document: Flat, before: Flat, author: Any
) -> WorkingDraft | None:
    if not differences(revision_document(obj, draft.base_version), document):
        draft.delete()
        return None
    if draft.version > 1:
        earlier = {**draft.earlier, str(draft.version - 1): before}
        draft.earlier = dict(list(earlier.items())[-STEPS:])
    draft.document = document
    draft.author = author if getattr(author, "pk", None) else None
    draft.save()
    return draft


def discard_draft(obj: Any) -> None:
    if draft := draft_of(obj):
        draft.delete()


def publish_draft(
    obj: Any,
    *,
    author: Any,
    summary: str = "",
    seen_version: int = 0,
    also: Flat | None = None,
    without: Collection[str] = (),
    write: Callable[..., Any] = revisions.apply,
) -> Any:
    """Publish the working draft's edits, merged with what changed since it was begun.

    `write` is the door of the object's own app.
    """
    draft = draft_of(obj)
    if draft is None:
        raise ValidationError(_("There is no draft to publish."))
    base = revision_document(obj, draft.base_version)
    changes = {**differences(base, draft.document), **(also or {})}
    with transaction.atomic():
        if not WorkingDraft.objects.filter(pk=draft.pk, version=draft.version).delete()[0]:
            raise revisions.Conflict(sorted(changes))
        return write(
            obj,
            {path: value for path, value in changes.items() if path not in without},
            seen_version=max(seen_version, draft.base_version),
            author=author,
            summary=summary,
        )


class _RolledBack(Exception):
    pass


def _set_versions_apart(obj: Any) -> None:
    """Whatever is kept in memory by version finds versions here that will never be again."""
    odd = 2_000_000_000 + secrets.randbelow(100_000_000)
    type(obj)._base_manager.filter(pk=obj.pk).update(version=odd)
    ContentVersion.objects.filter(pk=1).update(site=odd, lexicon=odd)


@contextmanager
def preview(obj: Any, document: Flat) -> Iterator[Any]:
    """The object as `document` would make it, inside a transaction that is rolled back.

    The object is shown as published now, so that the public view renders it.
    """
    try:
        with transaction.atomic(), gathering():
            revisions.write(obj, differences(snapshot(obj), {**document, **SHOWN}))
            if check := getattr(obj, "check_document", None):
                check()
            _set_versions_apart(obj)
            yield obj
            raise _RolledBack
    except _RolledBack:
        obj.refresh_from_db()


def _on_delete(sender: type[models.Model], instance: Any, **_: Any) -> None:
    """What stands beside an object goes with it."""
    if issubclass(sender, Publishable):
        discard_draft(instance)
        translations.forget(instance)
    assignments.forget(instance)


def watch() -> None:
    post_delete.connect(_on_delete, dispatch_uid="content-drafts-delete")
