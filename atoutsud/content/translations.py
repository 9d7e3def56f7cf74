"""Which texts of each object are written in which language, and which have fallen behind.

One row for each text that exists in two languages, kept in step by every revision. A text is stale
when the other language was changed after it, alone; the change that catches up clears the mark, and
so does an editor who says that the text is still right.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from atoutsud.content.documents import Document, Flat
from atoutsud.content.languages import LANGUAGES, other


@dataclass(frozen=True)
class Standing:
    """`written`: in which languages; `stale`: language -> (revision, moment) it lags since."""

    written: frozenset[str] = frozenset()
    stale: tuple[tuple[str, int, datetime.datetime], ...] = ()

    def lag(self, language: str) -> tuple[int, datetime.datetime] | None:
        return next(((n, when) for code, n, when in self.stale if code == language), None)


class TranslationQuerySet(models.QuerySet["Translation"]):
    def of(self, obj: models.Model) -> "TranslationQuerySet":
        model = ContentType.objects.get_for_model(obj, for_concrete_model=True)
        return self.filter(model=model, object_id=obj.pk)

    def stale(self, language: str) -> "TranslationQuerySet":
        return self.filter(**{f"stale_{language}__isnull": False}, shelved=False)

    def missing(self, language: str) -> "TranslationQuerySet":
        written = {f"written_{language}": False, f"written_{other(language)}": True}
        return self.filter(**written, shelved=False)

    def current(self) -> "TranslationQuerySet":
        return self.filter(CURRENT, shelved=False)


CURRENT = Q(written_fr=True, written_en=True, stale_fr=None, stale_en=None)


class Translation(models.Model):
    """One text of one object: `field` is its path without the language."""

    model = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    field = models.CharField(_("text"), max_length=160)
    written_fr = models.BooleanField(default=False)
    written_en = models.BooleanField(default=False)
    stale_fr = models.PositiveIntegerField(null=True)
    stale_en = models.PositiveIntegerField(null=True)
    stale_fr_on = models.DateTimeField(null=True)
    stale_en_on = models.DateTimeField(null=True)
    shelved = models.BooleanField(default=False)

    objects = TranslationQuerySet.as_manager()

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [
            models.UniqueConstraint(
                fields=["model", "object_id", "field"], name="content_translation_once"
            )
        ]
        indexes = [
            models.Index(fields=["shelved", "stale_en"], name="content_translation_en"),
            models.Index(fields=["shelved", "stale_fr"], name="content_translation_fr"),
        ]

    def __str__(self) -> str:
        return self.field

    @property
    def standing(self) -> Standing:
        stale = [
            (code, getattr(self, f"stale_{code}"), getattr(self, f"stale_{code}_on"))
            for code in LANGUAGES
            if getattr(self, f"stale_{code}") is not None
        ]
        written = frozenset(code for code in LANGUAGES if getattr(self, f"written_{code}"))
        return Standing(written, tuple(stale))

    def take(self, standing: Standing, *, shelved: bool) -> "Translation":
        for code in LANGUAGES:
            lag = standing.lag(code)
            setattr(self, f"written_{code}", code in standing.written)
            setattr(self, f"stale_{code}", lag[0] if lag else None)
            setattr(self, f"stale_{code}_on", lag[1] if lag else None)
        self.shelved = shelved
        return self


def texts(flat: Flat, declared: Document) -> dict[str, dict[str, Any]]:
    """Path without language -> language -> text; rows of a `spoken` kind count by their `lang`."""
    found: dict[str, dict[str, Any]] = {}
    for path, value in flat.items():
        base, _dot, language = path.rpartition(".")
        if language in LANGUAGES and base and value and base not in declared.unspoken:
            found.setdefault(base, {})[language] = value
        word, _slash, rest = path.partition("/")
        if word in declared.spoken and rest.endswith("/lang") and value in LANGUAGES:
            found.setdefault(word, {})[str(value)] = True
    return found


def after_change(
    standing: Standing,
    before: dict[str, Any],
    now: dict[str, Any],
    number: int,
    moment: datetime.datetime,
) -> Standing:
    """The standing of one text after revision `number` made `now` of `before`."""
    written = frozenset(code for code in LANGUAGES if now.get(code))
    changed = {code for code in LANGUAGES if before.get(code) != now.get(code)}
    lags = {code: standing.lag(code) for code in LANGUAGES}
    for code in changed:
        lags[code] = None
    if len(changed) == 1:
        (code,) = changed
        twin = other(code)
        caught_up = standing.lag(code) is not None
        # A first translation, or one that catches up, leaves the other text as right as it was.
        if before.get(code) and now.get(code) and not caught_up and lags[twin] is None:
            lags[twin] = (number, moment)
    kept = [
        (code, *lag)
        for code, lag in lags.items()
        if lag is not None and written == frozenset(LANGUAGES)
    ]
    return replace(standing, written=written, stale=tuple(kept))


class _Earlier:
    """Texts of earlier revisions of `obj`, each read once."""

    def __init__(self, obj: Any) -> None:
        self.obj, self.found = obj, dict[int, dict[str, dict[str, Any]]]()

    def texts(self, number: int) -> dict[str, dict[str, Any]]:
        if number not in self.found:
            rows = apps.get_model("content.Revision").objects.of(self.obj).filter(number=number)
            document = rows.values_list("document", flat=True).first()
            self.found[number] = texts(document, self.obj.document) if document else {}
        return self.found[number]

    def without_what_is_back(self, standing: Standing, base: str, now: dict[str, Any]) -> Standing:
        """A text lags no more once the other says again what it said before the lag began."""
        kept = tuple(
            (code, number, moment)
            for code, number, moment in standing.stale
            if self.texts(number - 1).get(base, {}).get(other(code)) != now.get(other(code))
        )
        return replace(standing, stale=kept)


def note(obj: Any, before: Flat, now: Flat, number: int, moment: datetime.datetime) -> None:
    """Keep the rows of `obj` in step with the revision that was just made."""
    old, new = texts(before, obj.document), texts(now, obj.document)
    shelved = now.get("state") == "withdrawn"
    moved = {base for base in (*old, *new) if old.get(base) != new.get(base)}
    if not before:
        moved = set(new)
    elif not moved and before.get("state") == now.get("state"):
        return
    known = {row.field: row for row in Translation.objects.of(obj)} if before else {}
    gone = [row.pk for base, row in known.items() if base not in new]
    if gone:
        Translation.objects.filter(pk__in=gone).delete()
    model = ContentType.objects.get_for_model(obj, for_concrete_model=True)
    fresh, changed = [], []
    earlier = _Earlier(obj)
    for base in moved & set(new):
        row = known.get(base) or Translation(model=model, object_id=obj.pk, field=base[:160])
        standing = after_change(row.standing, old.get(base, {}), new[base], number, moment)
        if row.standing.stale:
            standing = earlier.without_what_is_back(standing, base, new[base])
        (changed if row.pk else fresh).append(row.take(standing, shelved=shelved))
    Translation.objects.bulk_create(fresh)
    columns = [f"{name}_{code}" for code in LANGUAGES for name in ("written", "stale")]
    columns += [f"stale_{code}_on" for code in LANGUAGES] + ["shelved"]
    if changed:
        Translation.objects.bulk_update(changed, columns)
    if before.get("state") != now.get("state"):
        Translation.objects.of(obj).exclude(shelved=shelved).update(shelved=shelved)


def note_first(objects: Iterable[Any], documents: Iterable[Flat]) -> None:
    """The rows of objects of one model that were just made, in one query for them all."""
    found = []
    for obj, document in zip(objects, documents, strict=True):
        model = ContentType.objects.get_for_model(obj, for_concrete_model=True)
        shelved = document.get("state") == "withdrawn"
        for base, texts_of in texts(document, obj.document).items():
            row = Translation(model=model, object_id=obj.pk, field=base[:160])
            found.append(row.take(Standing(frozenset(texts_of)), shelved=shelved))
    Translation.objects.bulk_create(found, batch_size=500)


def forget(obj: models.Model) -> None:
    Translation.objects.of(obj).delete()


def mark_current(rows: Iterable[Translation], languages: Iterable[str] = LANGUAGES) -> int:
    """An editor says that these texts are still right; how many were stale."""
    pks = [row.pk for row in rows]
    done = 0
    for code in languages:
        done += (
            Translation.objects.filter(pk__in=pks)
            .stale(code)
            .update(**{f"stale_{code}": None, f"stale_{code}_on": None})
        )
    return done


def recount(obj: Any, revisions: Iterable[tuple[int, Flat, datetime.datetime]], now: Flat) -> None:
    """Rows made anew from the history, oldest first, or from what stands where none was kept."""
    forget(obj)
    before: Flat = {}
    for number, document, moment in revisions:
        note(obj, before, document, number, moment)
        before = document
    if not before:
        note(obj, {}, now, 0, timezone.now())
