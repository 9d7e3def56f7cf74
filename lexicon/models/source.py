"""One bibliography, cited many times."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atoutsud.content.fields import uid_field
from atoutsud.content.publication import SeenByReaders, SeenQuerySet
from lexicon.models.words import EntryRow, language_field


class Source(SeenByReaders):
    version_channel = "lexicon"

    uid = uid_field()
    title = models.CharField(_("title"), max_length=300)
    lang = language_field(help_text=_("The language of the title."))
    author = models.CharField(
        _("author"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("A person or an institution."),
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True, default="")
    url = models.URLField(_("address"), max_length=400, blank=True, default="")
    licence = models.CharField(_("licence"), max_length=100, blank=True, default="")

    objects = SeenQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["author", "title"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title=""),
                name="lexicon_source_titled",
                violation_error_message=_("Give the source a title."),
            ),
            models.CheckConstraint(
                condition=Q(year=None) | Q(year__gte=1500, year__lte=2200),
                name="lexicon_source_year_plausible",
                violation_error_message=_("Give the year in four figures."),
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.author, self.title, str(self.year or "")) if part)

    def clean(self) -> None:
        super().clean()
        if self.year and self.year > datetime.date.today().year + 1:
            raise ValidationError({"year": _("This year is still to come.")})


class Citation(EntryRow):
    """What part of an entry a source supports, and where in it."""

    class Target(models.TextChoices):
        DEFINITION = "definition", _("the definition")
        NOTE = "note", _("the note")
        TERM = "term", _("a term")
        EXAMPLE = "example", _("an example")

    uid = uid_field()
    concept = models.ForeignKey(
        "lexicon.Concept", on_delete=models.CASCADE, related_name="citations"
    )
    source = models.ForeignKey(
        Source, verbose_name=_("source"), on_delete=models.PROTECT, related_name="citations"
    )
    target = models.CharField(
        _("supports"), max_length=12, choices=Target.choices, default=Target.DEFINITION
    )
    lang = language_field(blank=True)
    locator = models.CharField(
        _("where in it"),
        max_length=120,
        blank=True,
        default="",
        help_text=_("Page, chapter, article."),
    )
    term = models.ForeignKey(
        "lexicon.Term",
        verbose_name=_("term"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="citations",
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("source of this entry")
        verbose_name_plural = _("sources of this entry")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "source", "target", "lang", "locator"],
                condition=Q(term=None),
                name="lexicon_citation_once",
                violation_error_message=_("This source is already given for this."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} ({self.get_target_display()})"
