from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atoutsud.content.dates import Dated, date_constraints
from atoutsud.content.fields import Prose, uid_field
from atoutsud.content.languages import word
from atoutsud.content.publication import SeenByReaders, SeenQuerySet


class Kind(models.TextChoices):
    CONVENTION = "convention", _("convention")
    MEMORANDUM = "mou", _("memorandum of understanding")


class Agreement(SeenByReaders, Dated):
    """What was signed, by which organisations; the date block is the day of signature."""

    Kind = Kind

    uid = uid_field()
    engagement = models.ForeignKey(
        "trainings.Engagement", on_delete=models.CASCADE, related_name="all_agreements"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.CONVENTION)
    title = models.CharField(_("title"), max_length=200, blank=True, default="")
    purpose = Prose(
        _("purpose"),
        max_length=3000,
        blank=True,
        default="",
        help_text=_("What the organisations promised each other."),
    )
    partners = models.ManyToManyField(
        "trainings.Partner",
        verbose_name=_("between"),
        blank=True,
        related_name="all_agreements",
    )
    signatories = Prose(
        _("signed by"),
        max_length=1000,
        blank=True,
        default="",
        help_text=_("One per line: name, public function, organisation."),
    )
    file = models.ForeignKey(
        "content.Document",
        verbose_name=_("document"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = SeenQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["position", "pk"]
        constraints = [
            *date_constraints("trainings_agreement"),
            models.CheckConstraint(
                condition=Q(purpose_fr__isnull=False, purpose_fr__gt="")
                | Q(purpose_en__isnull=False, purpose_en__gt="")
                | Q(title_fr__isnull=False, title_fr__gt="")
                | Q(title_en__isnull=False, title_en__gt=""),
                name="trainings_agreement_says_something",
                violation_error_message=_("Give a title or a purpose."),
            ),
        ]

    def __str__(self) -> str:
        return word(self, "title").text or self.get_kind_display()
