from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atoutsud.content.fields import uid_field
from atoutsud.content.languages import word
from atoutsud.content.publication import SeenByReaders, SeenQuerySet


class TopicLine(SeenByReaders):
    """A topic: an entry of the lexicon, or plain words while the lexicon has none."""

    uid = uid_field()
    engagement = models.ForeignKey(
        "trainings.Engagement", on_delete=models.CASCADE, related_name="all_topics"
    )
    concept = models.ForeignKey(
        "lexicon.Concept",
        verbose_name=_("entry of the lexicon"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="all_topic_lines",
    )
    label = models.CharField(
        _("in words"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("What readers see. Needed when there is no entry."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = SeenQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "concept"],
                name="trainings_topic_once",
                violation_error_message=_("This entry is already among the topics."),
            )
        ]

    def __str__(self) -> str:
        return word(self, "label").text or str(self.concept or "")

    @property
    def said(self) -> bool:
        return bool(word(self, "label"))

    def clean(self) -> None:
        super().clean()
        if self.concept_id is None and not word(self, "label"):
            raise ValidationError(_("Choose an entry of the lexicon or write the topic."))


class SectorLine(SeenByReaders):
    """A sector of the OECD’s list of purposes (five digits)."""

    uid = uid_field()
    engagement = models.ForeignKey(
        "trainings.Engagement", on_delete=models.CASCADE, related_name="all_sectors"
    )
    code = models.CharField(
        _("code of the sector"),
        max_length=5,
        validators=[RegexValidator(r"\A\d{5}\Z", _("Five digits, for example 43081."))],
        help_text=_("Five digits, for example 43081 (multisector education and training)."),
    )
    percent = models.DecimalField(
        _("part (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = SeenQuerySet.as_manager()

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "code"],
                name="trainings_sector_once",
                violation_error_message=_("This sector is already there."),
            ),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__gt=0, percent__lte=100),
                name="trainings_sector_percent_range",
                violation_error_message=_("A part is above 0 and at most 100."),
            ),
        ]

    def __str__(self) -> str:
        return self.code
