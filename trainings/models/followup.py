from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atoutsud.content.dates import Dated, date_constraints
from atoutsud.content.fields import Prose, uid_field
from atoutsud.content.languages import word
from atoutsud.content.publication import SeenByReaders, SeenQuerySet


class State(models.TextChoices):
    OPEN = "open", _("still open")
    DONE = "done", _("done")
    DROPPED = "dropped", _("given up")


class Commitment(SeenByReaders, Dated):
    """What was to happen next, and what became of it; the date block is when it is due."""

    State = State

    uid = uid_field()
    engagement = models.ForeignKey(
        "trainings.Engagement", on_delete=models.CASCADE, related_name="all_commitments"
    )
    text = Prose(_("what is to happen"), max_length=1000, blank=True, default="")
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    done_note = Prose(_("what became of it"), max_length=1000, blank=True, default="")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = SeenQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-up")
        ordering = ["position", "pk"]
        constraints = [
            *date_constraints("trainings_commitment"),
            models.CheckConstraint(
                condition=Q(text_fr__isnull=False, text_fr__gt="")
                | Q(text_en__isnull=False, text_en__gt=""),
                name="trainings_commitment_has_text",
                violation_error_message=_("Say what is to happen, in one language at least."),
            ),
        ]

    def __str__(self) -> str:
        return word(self, "text").text[:80]
