from django.db import models
from django.utils.translation import gettext_lazy as _

from atoutsud.content.fields import uid_field
from atoutsud.content.publication import SeenByReaders, SeenQuerySet


class Role(models.TextChoices):
    BENEFICIARY = "beneficiary", _("beneficiary")
    CO_ORGANISER = "co_organiser", _("co-organiser")
    IMPLEMENTER = "implementer", _("implementer")
    FUNDER = "funder", _("funder")
    HOST = "host", _("host")
    CHANNEL = "channel", _("manages the funds")


class EngagementPartner(SeenByReaders):
    """What an organisation did in a training; one row per role."""

    Role = Role

    uid = uid_field()
    engagement = models.ForeignKey(
        "trainings.Engagement", on_delete=models.CASCADE, related_name="all_partners"
    )
    partner = models.ForeignKey(
        "trainings.Partner",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="all_roles",
    )
    role = models.CharField(
        _("role"), max_length=12, choices=Role.choices, default=Role.BENEFICIARY
    )
    note = models.CharField(
        _("note"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("A precision for readers, for example “one representative”."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = SeenQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "partner", "role"],
                name="trainings_role_once",
                violation_error_message=_("This organisation already has this role here."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner} ({self.get_role_display()})"
