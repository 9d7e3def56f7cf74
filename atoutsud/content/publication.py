"""What every publishable thing is: draft, published or withdrawn, between two dates.

Dates are compared in the query, so nothing has to run at the moment they pass. Every change that
readers could see moves the content version (`bump`), from which public pages take their ETag.
"""

import datetime
import functools
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from atoutsud.content import instep, languages


class ContentVersion(models.Model):
    """One row: how often what readers see has changed, per channel, and when it last did."""

    site = models.PositiveBigIntegerField(default=1)
    lexicon = models.PositiveBigIntegerField(default=1)
    changed = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("content version")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="content_version_one_row")]

    def __str__(self) -> str:
        return f"{self.site}.{self.lexicon}"


class DueMoment(models.Model):
    """A moment at which a publish-from or publish-until date changes what readers see."""

    model = models.CharField(max_length=100)
    object_id = models.PositiveBigIntegerField()
    moment = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("due moment")
        constraints = [
            models.UniqueConstraint(
                fields=["model", "object_id", "moment"], name="content_due_moment_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id} {self.moment:%Y-%m-%d %H:%M}"


class Seen(NamedTuple):
    """What a public page depends on besides its address."""

    site: int
    lexicon: int
    changed: datetime.datetime
    due: datetime.datetime | None = None


# Asked at every public request: written out, it costs a fifth of what making it each time does.
_SEEN = """
    SELECT site, lexicon, changed,
    (SELECT moment FROM content_duemoment WHERE moment <= %s ORDER BY moment DESC LIMIT 1)
    FROM content_contentversion WHERE id = 1
"""


def seen() -> Seen:
    """The versions and the last moment anything changed by itself, in one small query."""
    row = _version_row()
    if row is None:
        return Seen(0, 0, datetime.datetime(2014, 12, 1, tzinfo=datetime.UTC))
    return _read(*row)


@functools.lru_cache(maxsize=8)
def _read(site: int, lexicon: int, changed: Any, due: Any) -> Seen:
    changed, due = _moment(changed), _moment(due)
    return Seen(site, lexicon, max(changed, due) if due else changed, due)


def _moment(value: Any) -> Any:
    """SQLite keeps moments without their zone, which is UTC; in a subquery as text."""
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value)
    naive = value is not None and timezone.is_naive(value)
    return value.replace(tzinfo=datetime.UTC) if naive else value


def _version_row() -> Any:
    """The first query of a request also tells whether a kept connection still lives.

    Django would ask that in a query of its own, each time.
    """
    kept = connection.connection is not None and connection.vendor == "postgresql"
    if kept:
        connection.health_check_done = True
    try:
        return _ask()
    except (OperationalError, InterfaceError):
        if not kept or connection.in_atomic_block:
            raise
        connection.close()
        return _ask()


def _ask() -> Any:
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [now])
        return cursor.fetchone()


def bump(channel: str = "site") -> None:
    """Say that what readers see has changed; inside the caller's transaction."""
    moved = ContentVersion.objects.filter(pk=1).update(
        **{channel: F(channel) + 1}, changed=timezone.now()
    )
    if not moved:
        ContentVersion.objects.get_or_create(pk=1)


class SeenQuerySet(models.QuerySet[Any]):
    """Operations that send no signal bump too, and keep the search index in step."""

    def _bump(self) -> None:
        bump(getattr(self.model, "version_channel", "site"))

    def update(self, **kwargs: Any) -> int:
        with instep.changing(self, kwargs):
            changed = super().update(**kwargs)
        if changed:
            self._bump()
        return changed

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        made = super().bulk_create(objs, *args, **kwargs)
        if made:
            self._bump()
            instep.made(self.model, made)
        return made


class SeenByReaders(models.Model):
    """A row readers can see: saving, deleting or relating it moves the content version."""

    version_channel = "site"

    objects = SeenQuerySet.as_manager()

    class Meta:
        abstract = True


class State(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class PublicationQuerySet(SeenQuerySet):
    def published(self) -> Self:
        """What readers may see now."""
        now = Now()
        return self.filter(
            Q(publish_from=None) | Q(publish_from__lte=now),
            Q(publish_until=None) | Q(publish_until__gt=now),
            state=State.PUBLISHED,
        )

    def visible_to(self, user: Any) -> Self:
        """Everything for those who may see this model in the back office, else what is public."""
        meta = self.model._meta
        if user is not None and user.is_active and user.is_staff:
            view = f"{meta.app_label}.view_{meta.model_name}"
            change = f"{meta.app_label}.change_{meta.model_name}"
            if user.has_perm(view) or user.has_perm(change):
                return self
        return self.published()

    def written_in(self, language: str) -> Self:
        """Rows whose declared fields are all filled in `language`."""
        return self.filter(self.model.filled(language))

    def lacking(self, language: str) -> Self:
        return self.exclude(self.model.filled(language))

    def drafts(self) -> Self:
        return self.filter(state=State.DRAFT)

    def withdrawn(self) -> Self:
        return self.filter(state=State.WITHDRAWN)


class PublicManager(models.Manager.from_queryset(PublicationQuerySet)):  # type: ignore[misc]
    """The only way public code reaches publishable rows: those published now."""

    def get_queryset(self) -> Any:
        return super().get_queryset().published()

    def gone(self, pk: int) -> bool:
        """Whether `pk` was public once and is withdrawn or past its date (410 rather than 404)."""
        return self.gone_where(Q(pk=pk))

    def gone_where(self, condition: Q) -> bool:
        rows = super().get_queryset().filter(condition, first_published__lte=Now())
        return rows.filter(Q(state=State.WITHDRAWN) | Q(publish_until__lte=Now())).exists()


class Publishable(SeenByReaders):
    """Base of everything with its own public page.

    `language_fields`: a language is public when all of these are filled in it (the object being
    public). `document` (revisions.Document) declares what its revisions hold.
    """

    language_fields: tuple[str, ...] = ("title",)
    # Whether a text is read in a language only once all of `language_fields` are.
    read_whole = True
    assignable = True

    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DRAFT, db_index=True
    )
    publish_from = models.DateTimeField(
        _("publish from"),
        null=True,
        blank=True,
        help_text=_("Leave empty to publish at once. Readers see nothing before this moment."),
    )
    publish_until = models.DateTimeField(
        _("publish until"),
        null=True,
        blank=True,
        help_text=_("Leave empty to keep it online. After this moment readers see it no more."),
    )
    first_published = models.DateTimeField(
        _("first published"), null=True, blank=True, editable=False
    )
    created = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated = models.DateTimeField(_("last changed"), default=timezone.now, editable=False)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = PublicationQuerySet.as_manager()
    public = PublicManager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(publish_from=None)
                | Q(publish_until=None)
                | Q(publish_until__gt=F("publish_from")),
                name="%(app_label)s_%(class)s_dates_in_order",
                violation_error_message=_("“Publish until” must come after “publish from”."),
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.updated = timezone.now()
        if self.first_published is not None and self.first_published > self.updated:
            self.first_published = None  # it was only planned: readers have seen nothing yet
        if self.state == State.PUBLISHED and self.first_published is None:
            self.first_published = max(self.updated, self.publish_from or self.updated)
        fields = kwargs.get("update_fields")
        if fields is not None:
            kwargs["update_fields"] = {*fields, "updated", "first_published"}
        with transaction.atomic():
            super().save(*args, **kwargs)
            self._note_due_moments()

    def _note_due_moments(self) -> None:
        label = self._meta.label_lower
        wanted = {m for m in (self.publish_from, self.publish_until) if m is not None}
        rows = DueMoment.objects.filter(model=label, object_id=self.pk)
        known = set(rows.values_list("moment", flat=True))
        if wanted != known:
            rows.exclude(moment__in=wanted).delete()
            DueMoment.objects.bulk_create(
                DueMoment(model=label, object_id=self.pk, moment=m) for m in wanted - known
            )

    @classmethod
    def filled(cls, language: str) -> Q:
        """The condition “written in `language`”, to be used in queries."""
        condition = Q()
        for field in cls.language_fields:
            column = languages.localized(field, language)
            condition &= Q(**{f"{column}__gt": ""})
        return condition

    @classmethod
    def readable(cls, language: str) -> Q:
        """Whether texts in `language` are read: half a translation of a whole text is not."""
        return cls.filled(language) | ~cls.filled(languages.other(language))

    @property
    def is_public(self) -> bool:
        now = timezone.now()
        return (
            self.state == State.PUBLISHED
            and (self.publish_from is None or self.publish_from <= now)
            and (self.publish_until is None or self.publish_until > now)
        )

    def is_written_in(self, language: str) -> bool:
        """Rows read without their texts know it as `written_fr`, `written_en`."""
        known = vars(self).get(f"written_{language}")
        if known is not None:
            return bool(known)
        return all(
            getattr(self, languages.localized(field, language)) for field in self.language_fields
        )

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(code for code in languages.LANGUAGES if self.is_written_in(code))


def _on_row_change(sender: type[models.Model], **kwargs: Any) -> None:
    if issubclass(sender, SeenByReaders) and not kwargs.get("raw"):
        bump(sender.version_channel)


def _on_relation_change(sender: type[models.Model], instance: Any, action: str, **_: Any) -> None:
    if action.startswith("post_") and isinstance(instance, SeenByReaders):
        bump(instance.version_channel)


def _on_delete(sender: type[models.Model], instance: Any, **_: Any) -> None:
    if issubclass(sender, Publishable):
        DueMoment.objects.filter(model=instance._meta.label_lower, object_id=instance.pk).delete()


def watch() -> None:
    """Connect the receivers that move the content version."""
    post_save.connect(_on_row_change, dispatch_uid="content-version-save")
    post_delete.connect(_on_row_change, dispatch_uid="content-version-delete")
    post_delete.connect(_on_delete, dispatch_uid="content-due-moments-delete")
    m2m_changed.connect(_on_relation_change, dispatch_uid="content-version-relation")
