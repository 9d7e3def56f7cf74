from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atoutsud.content.fields import uid_field
from atoutsud.content.publication import SeenByReaders, SeenQuerySet

SMALL_GROUP = 2


class Profile(models.TextChoices):
    DIRECTOR = "director", _("directors")
    PROJECT_MANAGER = "project_manager", _("project managers")
    OFFICER = "officer", _("project officers")
    TRAINER = "trainer", _("trainers")
    CIVIL_SERVANT = "civil_servant", _("civil servants")
    ELECTED = "elected", _("elected representatives")
    OTHER = "other", _("other participants")


class Sex(models.TextChoices):
    UNKNOWN = "unknown", _("not stated")
    F = "f", _("women")
    M = "m", _("men")
    X = "x", _("other")


class ParticipantGroup(SeenByReaders):
    """A number of people, never a person: there is no field for a name or an address."""

    Profile = Profile
    Sex = Sex

    uid = uid_field()
    engagement = models.ForeignKey(
        "trainings.Engagement", on_delete=models.CASCADE, related_name="all_groups"
    )
    institution = models.ForeignKey(
        "trainings.Partner",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="all_participant_groups",
    )
    label = models.CharField(
        _("who"),
        max_length=150,
        blank=True,
        default="",
        help_text=_("Only if the profile does not say enough. Never a person’s name."),
    )
    profile = models.CharField(
        _("profile"), max_length=16, choices=Profile.choices, default=Profile.OTHER
    )
    sex = models.CharField(
        _("women or men"), max_length=8, choices=Sex.choices, default=Sex.UNKNOWN
    )
    count = models.PositiveIntegerField(
        _("how many"),
        null=True,
        blank=True,
        help_text=_("Leave empty when unknown: the site says “not stated”. Never 0."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = SeenQuerySet.as_manager()

    class Meta:
        verbose_name = _("group of participants")
        verbose_name_plural = _("participants, by group")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(count=None) | Q(count__gte=1),
                name="trainings_group_not_zero",
                violation_error_message=_(
                    "Leave the number empty when it is unknown; a group of 0 is no group."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.label or self.get_profile_display()

    @property
    def is_small(self) -> bool:
        """So few people that saying more could tell who they are."""
        return self.count is not None and self.count <= SMALL_GROUP
