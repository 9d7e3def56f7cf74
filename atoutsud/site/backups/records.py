"""When a backup was last made, wherever its file was put."""

import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A nightly backup that failed once is no alarm; twice is.
STALE = datetime.timedelta(hours=49)


class BackupRecord(models.Model):
    made = models.DateTimeField(_("made"), default=timezone.now, db_index=True)
    name = models.CharField(_("file"), max_length=255)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    rows = models.PositiveBigIntegerField(_("rows"))
    files = models.PositiveIntegerField(_("stored files"))

    class Meta:
        verbose_name = _("backup")
        verbose_name_plural = _("backups")
        ordering = ("-made", "-pk")

    def __str__(self) -> str:
        return self.name


def age() -> datetime.timedelta | None:
    """How long ago the last backup was made; None when this site has never had one."""
    last = BackupRecord.objects.aggregate(last=models.Max("made"))["last"]
    return timezone.now() - last if last else None


def is_stale() -> bool:
    known = age()
    return known is None or known > STALE
