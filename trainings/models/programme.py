from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atoutsud.content.fields import Prose, uid_field
from atoutsud.content.languages import word
from atoutsud.content.publication import SeenByReaders, SeenQuerySet


class Programme(SeenByReaders):
    """A programme or project through which others act: “through TRQN, run by IOM Netherlands”."""

    uid = uid_field()
    name = models.CharField(_("name"), max_length=200, blank=True, default="")
    acronym = models.CharField(_("acronym"), max_length=30, blank=True, default="")
    description = Prose(_("description"), max_length=3000, blank=True, default="")
    managed_by = models.ForeignKey(
        "trainings.Partner",
        verbose_name=_("run by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="all_programmes_run",
    )
    funded_by = models.ManyToManyField(
        "trainings.Partner",
        verbose_name=_("funded by"),
        blank=True,
        related_name="all_programmes_funded",
    )

    objects = SeenQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["acronym", "name_fr", "name_en", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(acronym__gt="")
                | Q(name_fr__isnull=False, name_fr__gt="")
                | Q(name_en__isnull=False, name_en__gt=""),
                name="trainings_programme_has_a_name",
                violation_error_message=_("Give a name or an acronym."),
            )
        ]

    def __str__(self) -> str:
        return self.short_name() or f"{self.pk}"

    def short_name(self, language: str | None = None) -> str:
        return self.acronym or word(self, "name", language).text
