"""The audit log: who did what, and when. Written by `events.note`, never changed afterwards.

A row holds numbers and names of kinds; the name of a thing is kept only once it is deleted, since
nothing else could say what it was. A row outlives the account that it speaks of, unsigned.
"""

import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Who came and went is personal, and of use for a year; what was done to content for longer.
SIGN_INS_KEPT = datetime.timedelta(days=365)
KEPT = datetime.timedelta(days=3 * 365)
SIGN_INS = ("log-in", "log-in refused", "log-out")


class Kind(models.TextChoices):
    CONTENT = "content changed", _("content changed")
    SHARED = "preview shared", _("preview link made")
    RIGHTS = "rights changed", _("rights changed")
    ACCOUNT_MADE = "account made", _("account made")
    ACCOUNT_DELETED = "account deleted", _("account deleted")
    PASSWORD = "password changed", _("password changed")
    E_MAIL = "e-mail changed", _("e-mail address changed")
    FACTOR_ADDED = "second factor added", _("second factor added")
    FACTOR_REMOVED = "second factor removed", _("second factor removed")
    FACTOR_REFUSED = "second factor refused", _("second factor refused")
    LOG_IN = "log-in", _("sign-in")
    LOG_IN_REFUSED = "log-in refused", _("sign-in refused")
    LOG_OUT = "log-out", _("sign-out")
    EXPORT = "export", _("export")
    IMPORT = "import", _("import")
    DELETION = "deletion", _("deletion")


GROUPS: dict[str, tuple[Any, tuple[Kind, ...]]] = {
    "content": (_("content"), (Kind.CONTENT, Kind.SHARED)),
    "rights": (
        _("rights and accounts"),
        (
            Kind.RIGHTS, Kind.ACCOUNT_MADE, Kind.ACCOUNT_DELETED, Kind.PASSWORD, Kind.E_MAIL,
            Kind.FACTOR_ADDED, Kind.FACTOR_REMOVED, Kind.FACTOR_REFUSED,
        ),
    ),
    "sign-ins": (_("sign-ins"), (Kind.LOG_IN, Kind.LOG_IN_REFUSED, Kind.LOG_OUT)),
    "files": (_("exports and imports"), (Kind.EXPORT, Kind.IMPORT)),
    "deletions": (_("deletions"), (Kind.DELETION, Kind.ACCOUNT_DELETED)),
}  # fmt: skip


class EventQuerySet(models.QuerySet["Event"]):
    """Append-only: what happened is neither rewritten nor erased, time apart."""

    def update(self, **kwargs: Any) -> int:
        raise TypeError("An event is never changed.")

    def delete(self) -> Any:
        raise TypeError("An event is never deleted.")

    def forget_old(self) -> int:
        now = timezone.now()
        old = self.filter(moment__lt=now - KEPT) | self.filter(
            kind__in=SIGN_INS, moment__lt=now - SIGN_INS_KEPT
        )
        return super(EventQuerySet, old).delete()[0]


class Event(models.Model):
    """`label` (“app.model”) and `object_id` name what it was done to; `told` holds the rest."""

    kind = models.CharField(_("what happened"), max_length=30, choices=Kind.choices)
    moment = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    label = models.CharField(max_length=60, blank=True, default="")
    object_id = models.PositiveBigIntegerField(null=True)
    title = models.CharField(_("on what"), max_length=200, blank=True, default="")
    told = models.JSONField(_("more"), default=dict)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("lines of the audit log")
        ordering = ["-moment", "-pk"]
        indexes = [models.Index(fields=["kind", "-moment"], name="content_event_kind")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=Kind.values), name="content_event_known_kind"
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An event is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("An event is never deleted.")
