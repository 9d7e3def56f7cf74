import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from atoutsud.content import languages, naming
from atoutsud.content.dates import Dated, date_constraints, duration_in_words
from atoutsud.content.fields import Prose, uid_field
from atoutsud.content.languages import Addressed, slug_of, word
from atoutsud.content.publication import (
    PublicationQuerySet,
    PublicManager,
    Publishable,
)
from atoutsud.content.tagging import tags_field
from trainings import cofunding
from trainings.models.kinds import Course, Delivery, DurationUnit, Exactness, Kind, OurRole
from trainings.models.record import DOCUMENT


class EngagementQuerySet(PublicationQuerySet):
    def in_order(self) -> "EngagementQuerySet":
        """The latest first; what has no date comes last."""
        return self.order_by(models.F("start_earliest").desc(nulls_last=True), "-pk")

    def counted(self) -> "EngagementQuerySet":
        """What took place as far as anybody says: not cancelled, not announced for later."""
        today = timezone.localdate()
        return self.exclude(course__in=[Course.CANCELLED, Course.POSTPONED]).exclude(
            start_earliest__gt=today
        )


class Engagement(Addressed, Publishable, Dated):
    """A training or an event, and everything that is known, or known to be unknown, about it."""

    Kind = Kind
    OurRole = OurRole
    Course = Course
    Delivery = Delivery
    address_name = "trainings-item"
    language_fields = ("title", "summary")
    document = DOCUMENT

    uid = uid_field()
    reference = models.SlugField(
        _("reference"),
        max_length=60,
        unique=True,
        blank=True,
        help_text=_(
            "Small letters, digits, dashes. Written into every export and calendar, so it never "
            "changes. Left empty, it is made from the title."
        ),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.TRAINING)
    our_role = models.CharField(
        _("our role"), max_length=12, choices=OurRole.choices, default=OurRole.LEAD
    )
    title = models.CharField(
        _("title"), max_length=200, blank=True, default="", help_text=_("At best 90 characters.")
    )
    summary = Prose(
        _("summary"),
        max_length=1000,
        blank=True,
        default="",
        help_text=_("One or two sentences: what, for whom. Readers see it first."),
    )
    context = Prose(
        _("context"), max_length=5000, blank=True, default="", help_text=_("Why it was asked for.")
    )
    objectives = Prose(
        _("objectives"), max_length=3000, blank=True, default="", help_text=_("One per line.")
    )
    outputs = Prose(
        _("what came out of it"),
        max_length=3000,
        blank=True,
        default="",
        help_text=_("One per line."),
    )
    follow_up = Prose(_("and then"), max_length=3000, blank=True, default="")
    autolink = models.BooleanField(
        _("link the words of the lexicon"),
        default=True,
        help_text=_("Words that the lexicon explains become links by themselves."),
    )
    programme = models.ForeignKey(
        "trainings.Programme",
        verbose_name=_("programme"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="all_engagements",
        help_text=_("If it was part of a larger programme."),
    )
    duration_value = models.PositiveSmallIntegerField(_("duration"), null=True, blank=True)
    duration_unit = models.CharField(
        _("unit of duration"), max_length=5, choices=DurationUnit.choices, blank=True, default=""
    )
    delivery = models.CharField(
        _("on site or online"), max_length=8, choices=Delivery.choices, default=Delivery.ON_SITE
    )
    country = CountryField(
        verbose_name=_("country"),
        blank=True,
        default="",
        blank_label="—",
        help_text=_("Where people met. Leave empty when unknown."),
    )
    city = models.CharField(_("town"), max_length=100, blank=True, default="")
    venue = models.CharField(_("venue"), max_length=200, blank=True, default="")
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    point_exactness = models.CharField(
        _("exactness of the point"),
        max_length=1,
        choices=Exactness.choices,
        blank=True,
        default="",
    )
    beneficiary_countries = CountryField(
        verbose_name=_("countries that benefit"),
        multiple=True,
        blank=True,
        default="",
        help_text=_("Whom it was for. Leave empty for an international conference."),
    )
    topics = models.ManyToManyField(
        "lexicon.Concept",
        verbose_name=_("topics"),
        through="trainings.TopicLine",
        related_name="all_engagements",
    )
    tags = tags_field()
    sdg_targets = models.CharField(
        _("SDG targets"),
        max_length=100,
        blank=True,
        default="",
        validators=[
            RegexValidator(
                r"\A(?:1[0-7]|[1-9])\.(?:\d{1,2}|[a-d])(?: (?:1[0-7]|[1-9])\.(?:\d{1,2}|[a-d]))*\Z",
                _("Write targets like 17.9 10.7, with spaces between."),
            )
        ],
        help_text=_("For example 17.9, or 17.9 10.7."),
    )
    participants_total = models.PositiveIntegerField(
        _("how many in all"),
        null=True,
        blank=True,
        help_text=_("Leave empty when unknown: the site says “not stated”. Never 0."),
    )
    participants_note = models.CharField(
        _("about the participants"), max_length=300, blank=True, default=""
    )
    beneficiaries_complete = models.BooleanField(
        _("the list of organisations is complete"),
        default=True,
        help_text=_("Untick if others took part: the site adds “and others”."),
    )
    course = models.CharField(
        _("course"),
        max_length=9,
        choices=Course.choices,
        default=Course.DONE,
        help_text=_("Whether it is to come, took place, or was put off."),
    )
    delivery_languages = models.CharField(
        _("working languages"),
        max_length=30,
        blank=True,
        default="",
        validators=[
            RegexValidator(r"\A[a-z]{2}(?: [a-z]{2})*\Z", _("Write codes like fr, or fr ar."))
        ],
        help_text=_("Codes like fr, or fr ar. Leave empty when unknown."),
    )
    how_to_take_part = Prose(
        _("how to take part"),
        max_length=2000,
        blank=True,
        default="",
        help_text=_("Shown as long as it is to come: for whom, until when, whom to write to."),
    )
    source_url = models.URLField(
        _("where the facts come from"), max_length=500, blank=True, default=""
    )
    source_text = Prose(
        _("original text"),
        max_length=20_000,
        blank=True,
        default="",
        help_text=_("For the team, not shown: the report this page was made from."),
    )

    objects = EngagementQuerySet.as_manager()
    public = PublicManager.from_queryset(EngagementQuerySet)()

    class Meta(Publishable.Meta):
        verbose_name = _("training or event")
        verbose_name_plural = _("trainings and events")
        ordering = ["-start_earliest", "-pk"]
        constraints = [
            *Publishable.Meta.constraints,
            *date_constraints("trainings_engagement"),
            models.CheckConstraint(
                condition=Q(reference__gt=""), name="trainings_engagement_has_reference"
            ),
            models.CheckConstraint(
                condition=Q(participants_total=None) | Q(participants_total__gte=1),
                name="trainings_engagement_not_zero_people",
                violation_error_message=_(
                    "Leave the number empty when it is unknown; 0 would be false."
                ),
            ),
            models.CheckConstraint(
                condition=Q(duration_value=None, duration_unit="")
                | Q(duration_value__isnull=False, duration_value__gte=1, duration_unit__gt=""),
                name="trainings_engagement_duration_and_unit",
                violation_error_message=_("A duration is a number and its unit."),
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
                name="trainings_engagement_point",
                violation_error_message=_("A point has a latitude and a longitude."),
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(title_fr__isnull=False, title_fr__gt="")
                | Q(title_en__isnull=False, title_en__gt=""),
                name="trainings_engagement_public_has_title",
                violation_error_message=_("Write the title, in one language at least."),
            ),
        ]

    def __str__(self) -> str:
        return word(self, "title").text or self.reference

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._fill_reference()
        if not self._state.adding:
            super().save(*args, **kwargs)
            return
        naming.insert(lambda: super(Engagement, self).save(*args, **kwargs), self._next_reference)

    def clean(self) -> None:
        super().clean()
        self._fill_reference()
        if self.pk:
            known = type(self).objects.filter(pk=self.pk).values_list("reference", flat=True)
            if known.first() not in (None, self.reference):
                raise ValidationError({"reference": _("The reference never changes.")})

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().full_clean(*args, **kwargs)
        except ValidationError:
            if not self._next_reference():
                raise
            self.full_clean(*args, **kwargs)

    def _fill_reference(self) -> None:
        if not self.reference:
            self.reference = self._made_reference = self._new_reference()

    def _next_reference(self) -> bool:
        """Another made one, where the one made was taken meanwhile; False where it was given."""
        made = self._state.adding and self.reference == getattr(self, "_made_reference", None)
        if not made or self._new_reference() == self.reference:
            return False
        self.reference = ""
        self._fill_reference()
        return True

    def _new_reference(self) -> str:
        base = slug_of(word(self, "title", "fr").text)[:45].strip("-") or "formation"
        if self.start_earliest:
            base = f"{base}-{self.start_earliest.year}"
        alike = type(self).objects.filter(reference__startswith=base)
        return naming.first_free(base, set(alike.values_list("reference", flat=True)))

    def check_document(self) -> None:
        """Rules over several rows, with the fix in the message; called by the one door."""
        lines = list(self.all_cofunding.select_related("category"))
        for line in cofunding.alone_without_share(lines):
            line.share = cofunding.FULL
            line.save(update_fields=["share"])
        faults = cofunding.faults(lines)
        if faults:
            raise ValidationError([fault.message for fault in faults])
        self.check_sums()

    def check_sums(self) -> None:
        """Groups count no more people than the whole; several sectors make 100."""
        known = [g.count for g in self.all_groups.all() if g.count is not None]
        if self.participants_total is not None and sum(known) > self.participants_total:
            raise ValidationError(
                _("The groups count %(groups)s people, more than the %(total)s in all.")
                % {"groups": sum(known), "total": self.participants_total}
            )
        percents = [row.percent for row in self.all_sectors.all()]
        known_percents = [percent for percent in percents if percent is not None]
        if len(percents) > 1 and (
            len(known_percents) < len(percents) or sum(known_percents) != cofunding.FULL
        ):
            raise ValidationError(_("The percentages of the sectors must make 100."))

    @property
    def is_to_come(self) -> bool:
        """Announced: a date not yet past, and not called off."""
        return (
            self.end_latest is not None
            and self.end_latest >= timezone.localdate()
            and self.course != Course.CANCELLED
        )

    @property
    def year(self) -> int | None:
        """The year it counts for: that of its start."""
        start: datetime.date | None = self.start_earliest
        return start.year if start else None

    def duration_words(self, language: str | None = None) -> str:
        """“one week”, “three days”; empty when unknown."""
        return duration_in_words(
            self.duration_value, self.duration_unit, language or languages.active()
        )
