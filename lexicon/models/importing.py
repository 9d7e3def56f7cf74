"""Files of entries: what reading them found, line by line, before anything is proposed."""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ROWS_KEPT = datetime.timedelta(days=60)


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def waiting(self) -> "ImportBatchQuerySet":
        """Imports whose proposals a reviewer still has to decide, oldest first."""
        states = (ImportBatch.State.PROPOSED, ImportBatch.State.PUBLISHING)
        return self.filter(state__in=states).order_by("created", "pk")

    def unfinished(self) -> "ImportBatchQuerySet":
        """What the background job has to go on with."""
        states = (ImportBatch.State.UPLOADED, ImportBatch.State.CONFIRMED,
                  ImportBatch.State.PUBLISHING)  # fmt: skip
        return self.filter(state__in=states).order_by("created", "pk")


class ImportBatch(models.Model):
    """One file. It owns the proposals made of it, and is one line in the queue."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", pgettext_lazy("import", "being read")
        READ = "read", pgettext_lazy("import", "read, to be confirmed")
        CONFIRMED = "confirmed", pgettext_lazy("import", "proposals being made")
        PROPOSED = "proposed", pgettext_lazy("import", "proposals to review")
        PUBLISHING = "publishing", pgettext_lazy("import", "being published")
        DONE = "done", pgettext_lazy("import", "done")
        REFUSED = "refused", pgettext_lazy("import", "refused")
        DROPPED = "dropped", pgettext_lazy("import", "given up")

    filename = models.CharField(_("file"), max_length=200)
    format = models.CharField(_("format"), max_length=12)
    digest = models.CharField(max_length=64, editable=False, db_index=True)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.UPLOADED, db_index=True
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("brought by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    publisher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("published by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    counts = models.JSONField(_("lines"), default=dict)
    remarks = models.JSONField(_("remarks"), default=list)
    further = models.JSONField(default=dict)
    error = models.CharField(_("why it was refused"), max_length=500, blank=True, default="")
    step = models.CharField(max_length=12, blank=True, default="")
    cursor = models.PositiveBigIntegerField(default=0)
    created = models.DateTimeField(_("received on"), default=timezone.now, editable=False)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created", "-pk"]

    def __str__(self) -> str:
        return self.filename

    @property
    def done(self) -> int:
        return int(self.counts.get("done", 0))

    @property
    def total(self) -> int:
        return int(self.counts.get("total", 0))

    def count(self, verdict: str) -> int:
        return int(self.counts.get(verdict, 0))


class ImportFile(models.Model):
    """The bytes, kept in the database so that a worker on any host can read them."""

    batch = models.OneToOneField(ImportBatch, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField()

    class Meta:
        verbose_name = _("file of an import")
        verbose_name_plural = _("files of imports")

    def __str__(self) -> str:
        return str(self.batch)


class ImportRow(models.Model):
    """One entry of the file and what would become of it."""

    class Verdict(models.TextChoices):
        NEW = "new", pgettext_lazy("line of a file", "new")
        CHANGED = "changed", pgettext_lazy("line of a file", "changed")
        SAME = "same", pgettext_lazy("line of a file", "identical")
        DOUBTFUL = "doubtful", pgettext_lazy("line of a file", "doubtful")
        REFUSED = "refused", pgettext_lazy("line of a file", "refused")

    class Choice(models.TextChoices):
        TAKE = "take", _("Take it as read")
        OTHER = "other", _("Do not split at commas")
        SAME = "same", _("It is the same: compare")
        NEW = "new", _("It is another sense: create")
        LEAVE = "leave", _("Leave it aside")

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("line"))
    headword = models.CharField(_("headword"), max_length=200, blank=True, default="")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    why = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    # Lists of [op, path, old, new]; `others` are those of the other answer to a doubt.
    changes = models.JSONField(default=list)
    others = models.JSONField(default=list)
    choices = models.JSONField(default=list)
    choice = models.CharField(max_length=5, choices=Choice.choices, blank=True, default="")
    new_uid = models.UUIDField(null=True, blank=True)
    concept = models.ForeignKey(
        "lexicon.Concept", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    base_revision = models.ForeignKey(
        "content.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("line of an import")
        verbose_name_plural = _("lines of imports")
        ordering = ["line", "pk"]
        indexes = [models.Index(fields=["batch", "verdict"], name="lexicon_importrow_verdict")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict__in=["same", "refused"], choice__in=["take", "new"]),
                name="lexicon_importrow_nothing_to_take",
            )
        ]

    def __str__(self) -> str:
        return f"{self.line}"

    @property
    def is_new(self) -> bool:
        """Whether what was chosen makes a new entry."""
        return self.concept_id is None or self.choice == self.Choice.NEW

    def wanted(self) -> list[Any]:
        """The changes that confirming would propose; empty for what is left aside."""
        if self.verdict in (self.Verdict.NEW, self.Verdict.CHANGED):
            return list(self.changes)
        if self.verdict == self.Verdict.DOUBTFUL:
            if self.choice in (self.Choice.TAKE, self.Choice.SAME):
                return list(self.changes)
            if self.choice in (self.Choice.OTHER, self.Choice.NEW):
                return list(self.others)
        return []
