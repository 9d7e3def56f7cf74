"""Domains: the subjects entries are filed under, as a tree."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from atoutsud.content.fields import Prose
from atoutsud.content.languages import Addressed
from atoutsud.content.publication import SeenByReaders, SeenQuerySet

DEEPEST = 10


class Domain(Addressed, SeenByReaders):
    version_channel = "lexicon"
    address_name = "lexicon-domain"
    headline_field = "name"

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Small letters, figures and hyphens only.")
            )
        ],
        help_text=_("A short name for files and imports, such as project-cycle. Never shown."),
    )
    name = models.CharField(_("name"), max_length=120, blank=True, default="")
    description = Prose(
        _("description"),
        max_length=1000,
        blank=True,
        default="",
        help_text=_("One or two sentences on top of the domain’s page."),
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("broader domain"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Domains are listed from the smallest number up.")
    )

    objects = SeenQuerySet.as_manager()
    public = models.Manager()

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
        ordering = ["position", "code"]
        default_manager_name = "objects"
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="lexicon_domain_code_filled"),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")),
                name="lexicon_domain_not_its_own_parent",
                violation_error_message=_("A domain cannot stand under itself."),
            ),
            models.CheckConstraint(
                condition=Q(name_fr__isnull=False, name_fr__gt="")
                | Q(name_en__isnull=False, name_en__gt=""),
                name="lexicon_domain_named",
                violation_error_message=_("Give the domain a name in one language at least."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.headline()) or self.code

    def clean(self) -> None:
        super().clean()
        above, steps = self.parent, 0
        while above is not None:
            steps += 1
            if above.pk == self.pk and self.pk or steps > DEEPEST:
                raise ValidationError({"parent": _("A domain cannot stand under itself.")})
            above = above.parent

    @property
    def languages(self) -> tuple[str, ...]:
        """A domain's page exists in every language; its name falls back, marked."""
        return ("fr", "en")

    def all_above(self) -> list[Any]:
        found: list[Any] = []
        above = self.parent
        while above is not None and len(found) < DEEPEST:
            found.append(above)
            above = above.parent
        return found[::-1]
