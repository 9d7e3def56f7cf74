from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atoutsud.content.dates import Dated, date_constraints
from atoutsud.content.fields import uid_field
from atoutsud.content.publication import SeenByReaders, SeenQuerySet


class Category(models.TextChoices):
    """Codes of the IATI list of document categories."""

    ACTIVITY_PAGE = "A12", _("page about the activity")
    RESULTS = "A08", _("results, evaluation")
    AGREEMENT = "A09", _("memorandum, convention")
    OBJECTIVES = "A02", _("objectives, programme")
    ANNUAL_REPORT = "B01", _("annual report")


class EngagementDocument(SeenByReaders):
    """A file of the library, or a page elsewhere, about a training."""

    Category = Category

    uid = uid_field()
    engagement = models.ForeignKey(
        "trainings.Engagement", on_delete=models.CASCADE, related_name="all_documents"
    )
    file = models.ForeignKey(
        "content.Document",
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="all_engagements",
    )
    url = models.URLField(_("or an address elsewhere"), max_length=500, blank=True, default="")
    title = models.CharField(
        _("title"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("Left empty, the title in the library is shown."),
    )
    category = models.CharField(
        _("category"), max_length=3, choices=Category.choices, default=Category.RESULTS
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = SeenQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False, url="") | Q(file=None, url__gt=""),
                name="trainings_document_file_or_url",
                violation_error_message=_("Choose a document or give an address, not both."),
            ),
            models.UniqueConstraint(
                fields=["engagement", "file"],
                name="trainings_document_once",
                violation_error_message=_("This document is already there."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.url or str(self.file)


class EngagementPhoto(SeenByReaders, Dated):
    """A picture of the library; alt text, credit and consent are kept there, once."""

    uid = uid_field()
    engagement = models.ForeignKey(
        "trainings.Engagement", on_delete=models.CASCADE, related_name="all_photos"
    )
    picture = models.ForeignKey(
        "content.Picture",
        verbose_name=_("picture"),
        on_delete=models.PROTECT,
        related_name="all_engagements",
    )
    caption = models.CharField(
        _("caption"),
        max_length=300,
        blank=True,
        default="",
        help_text=_("Left empty, the caption in the library is shown."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = SeenQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["position", "pk"]
        constraints = [
            *date_constraints("trainings_photo"),
            models.UniqueConstraint(
                fields=["engagement", "picture"],
                name="trainings_photo_once",
                violation_error_message=_("This picture is already there."),
            ),
        ]

    def __str__(self) -> str:
        return self.caption or str(self.picture)
