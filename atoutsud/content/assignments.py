"""Whose task an object is: one person at most, beside the object.

Not a column of it: who works on a text is no business of its readers, so it moves neither its
version nor the public pages, and no revision holds it.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

AT_ONCE = 500  # objects in a statement


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def of(self, model: Any) -> "AssignmentQuerySet":
        """Those of a model, or of one of its objects."""
        kind = ContentType.objects.get_for_model(model, for_concrete_model=True)
        found = self.filter(model=kind)
        return found.filter(object_id=model.pk) if isinstance(model, models.Model) else found

    def to(self, person: Any) -> "AssignmentQuerySet":
        return self.filter(person=person)


class Assignment(models.Model):
    model = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    created = models.DateTimeField(default=timezone.now)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["model", "object_id"], name="content_assigned_to_one_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model_id}:{self.object_id}"


def assign(model: type[models.Model], pks: Iterable[int], person: Any) -> list[int]:
    """Give these objects to `person`, or to nobody; the numbers of those that changed hands."""
    wanted = sorted(set(pks))
    kind = ContentType.objects.get_for_model(model, for_concrete_model=True)
    changed: list[int] = []
    with transaction.atomic():
        for begin in range(0, len(wanted), AT_ONCE):
            changed += _hand(kind, wanted[begin : begin + AT_ONCE], person)
    return changed


def _hand(kind: ContentType, wanted: list[int], person: Any) -> list[int]:
    held = Assignment.objects.filter(model=kind, object_id__in=wanted)
    now = dict(held.select_for_update().values_list("object_id", "person_id"))
    key = person.pk if person else None
    changed = [pk for pk in wanted if now.get(pk) != key]
    if not person:
        held.filter(object_id__in=changed).delete()
        return changed
    Assignment.objects.bulk_create(
        (Assignment(model=kind, object_id=pk, person=person) for pk in changed),
        update_conflicts=True,
        unique_fields=["model", "object_id"],
        update_fields=["person", "created"],
    )
    return changed


def narrowed(rows: Any, value: str, person: Any) -> Any:
    """The rows that are `person`'s ("me"), anybody's ("someone") or nobody's."""
    found = Assignment.objects.of(rows.model).filter(object_id=OuterRef("pk"))
    if value == "me":
        return rows.filter(Exists(found.to(person)))
    if value == "someone":
        return rows.filter(Exists(found))
    return rows.exclude(Exists(found)) if value == "nobody" else rows


def forget(obj: models.Model) -> None:
    """What may be a task says so by `assignable`: nothing else costs a statement when it goes."""
    if getattr(obj, "assignable", False):
        Assignment.objects.of(obj).delete()
