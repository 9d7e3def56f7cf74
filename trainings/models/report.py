from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from atoutsud.content.publication import SeenByReaders, SeenQuerySet

FIRST_YEAR = 2014
LAST_YEAR = 2100


class ClosedYear(SeenByReaders):
    """The report of a year as it stood when the year was closed; it is never rewritten.

    To correct it, the year is opened again (the row deleted) and closed once more.
    """

    year = models.PositiveSmallIntegerField(
        _("year"),
        unique=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    document = models.JSONField(_("what the report says"), editable=False)
    closed = models.DateTimeField(_("closed on"), default=timezone.now, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("closed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = SeenQuerySet.as_manager()

    class Meta:
        verbose_name = _("closed year")
        verbose_name_plural = _("closed years")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                name="trainings_closed_year_plausible",
                violation_error_message=_("Check the year."),
            )
        ]

    def __str__(self) -> str:
        return str(self.year)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A closed year is never rewritten.")
        super().save(*args, **kwargs)
