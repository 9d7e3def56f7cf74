"""What people propose, field by field, and what became of it."""

import datetime
import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from atoutsud.content.fields import Prose
from atoutsud.content.folding import FoldedField, fold
from lexicon.reasons import ReasonCode

DRAFT_LIFE = datetime.timedelta(days=7)


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def waiting(self) -> "ContributionQuerySet":
        """What a reviewer still has to look at one by one, oldest first; imports are one line."""
        return self.filter(state__in=Contribution.OPEN, batch=None).order_by("created", "pk")

    def first_ones(self) -> "ContributionQuerySet":
        """Those of people of whom nothing was accepted yet."""
        known = Contribution.objects.filter(
            author=OuterRef("author"),
            state__in=(Contribution.State.ACCEPTED, Contribution.State.PARTLY),
        )
        return self.filter(~Exists(known))

    def by(self, user: Any) -> "ContributionQuerySet":
        return self.filter(author=user).order_by("-created", "-pk")


class Contribution(models.Model):
    """A proposal. Pending ones are never public; a new entry has no concept until accepted."""

    assignable = True

    class Kind(models.TextChoices):
        NEW = "new", _("new entry")
        EDIT = "edit", _("correction")
        EQUIVALENT = "equivalent", _("further terms")
        REPORT = "report", _("mistake reported")
        COMMENT = "comment", _("remark")

    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("contribution", "waiting")
        NEEDS_INFO = "needs_info", pgettext_lazy("contribution", "waiting for an answer")
        ACCEPTED = "accepted", pgettext_lazy("contribution", "accepted")
        PARTLY = "partly", pgettext_lazy("contribution", "accepted in part")
        REFUSED = "refused", pgettext_lazy("contribution", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("contribution", "taken back")
        SPAM = "spam", pgettext_lazy("contribution", "unwanted")

    OPEN = (State.PENDING, State.NEEDS_INFO)

    kind = models.CharField(_("kind of contribution"), max_length=12, choices=Kind.choices)
    concept = models.ForeignKey(
        "lexicon.Concept",
        verbose_name=_("entry"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contributions",
    )
    base_revision = models.ForeignKey(
        "content.Revision",
        verbose_name=_("revision it was written on"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    path = models.CharField(
        _("field"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("What a remark is about, when it is one field."),
    )
    subject = models.CharField(_("about"), max_length=200, blank=True, default="")
    subject_key = FoldedField(max_length=500, blank=True, default="", editable=False)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("contributor"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="contributions",
    )
    source = models.CharField(_("source given"), max_length=300, blank=True, default="")
    message = Prose(_("message"), max_length=2000, blank=True, default="")
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.PENDING, db_index=True
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    answered_at = models.DateTimeField(
        _("answered on"),
        null=True,
        blank=True,
        help_text=_("When the contributor last answered a question of the reviewers."),
    )
    reason_code = models.CharField(
        _("reason"), max_length=20, choices=ReasonCode.choices, blank=True, default=""
    )
    reason = Prose(_("a word from the reviewer"), max_length=1000, blank=True, default="")
    checks = models.JSONField(_("checks"), default=dict, blank=True)
    created = models.DateTimeField(_("sent on"), default=timezone.now, editable=False)
    batch = models.ForeignKey(
        "lexicon.ImportBatch",
        verbose_name=_("import"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="contributions",
    )
    # The identity a new entry of a file brings with it, which other entries of the file refer to.
    new_uid = models.UUIDField(null=True, blank=True, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["created", "pk"]
        indexes = [
            models.Index(fields=["state", "created"], name="lexicon_contribution_queue"),
            models.Index(fields=["author", "state"], name="lexicon_contribution_people"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="new") | Q(concept=None) | Q(state__in=["accepted", "partly"]),
                name="lexicon_contribution_new_without_entry",
                violation_error_message=_("A new entry has no entry until it is accepted."),
            ),
            models.CheckConstraint(
                condition=Q(kind="new") | Q(concept__isnull=False),
                name="lexicon_contribution_about_an_entry",
                violation_error_message=_("Say which entry this is about."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["edit", "equivalent"]) | Q(base_revision__isnull=False),
                name="lexicon_contribution_has_a_base",
                violation_error_message=_("A correction is written on a revision of the entry."),
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason_code="", reason=""),
                name="lexicon_contribution_refused_with_reason",
                violation_error_message=_("A refusal needs a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk or ''}".strip()

    def clean(self) -> None:
        super().clean()
        if self._state.adding and self.author_id is None:
            raise ValidationError({"author": _("A contribution has an author.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding and self.author_id is None:
            raise ValueError("A contribution has an author when it is made.")
        self.subject_key = fold(self.subject)[:500]
        super().save(*args, **kwargs)

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def title(self) -> str:
        """The headword it is about."""
        if self.concept is not None:
            return str(self.concept)
        if self.subject:
            return self.subject
        for change in self.changes.all():
            if isinstance(change.new, dict) and change.new.get("text"):
                return str(change.new["text"])
        return self.get_kind_display()

    @property
    def signed(self) -> str:
        """The name its author chose to be credited by; empty for anonymous."""
        return str(getattr(self.author, "credited_name", "") or "")

    def reason_in_words(self) -> str:
        return in_words(self.reason_code, self.reason)


class Change(models.Model):
    """One field of a contribution: decided on its own."""

    class Op(models.TextChoices):
        SET = "set", _("change")
        ADD = "add", _("addition")
        REMOVE = "remove", _("removal")

    class Decision(models.TextChoices):
        PENDING = "pending", _("waiting")
        APPLIED = "applied", _("accepted")
        EDITED = "edited", _("accepted with changes")
        REFUSED = "refused", _("refused")
        OBSOLETE = "obsolete", _("already done")

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="changes")
    seq = models.PositiveSmallIntegerField(_("order"))
    op = models.CharField(max_length=6, choices=Op.choices, default=Op.SET)
    path = models.CharField(_("field"), max_length=200, db_index=True)
    old = models.JSONField(_("before"), null=True, blank=True)
    new = models.JSONField(_("proposed"), null=True, blank=True)
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision.choices, default=Decision.PENDING
    )
    applied = models.JSONField(_("published"), null=True, blank=True)
    reason_code = models.CharField(
        _("reason"), max_length=20, choices=ReasonCode.choices, blank=True, default=""
    )
    reason = Prose(_("a word from the reviewer"), max_length=1000, blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    revision = models.ForeignKey(
        "content.Revision",
        verbose_name=_("revision"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        ordering = ["contribution", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "seq"], name="lexicon_change_numbered_once"
            ),
            models.CheckConstraint(condition=~Q(path=""), name="lexicon_change_names_a_field"),
            models.CheckConstraint(
                condition=~Q(decision="refused") | ~Q(reason_code="", reason=""),
                name="lexicon_change_refused_with_reason",
                violation_error_message=_("A refusal needs a reason."),
            ),
        ]

    def __str__(self) -> str:
        return self.path

    def reason_in_words(self) -> str:
        return in_words(self.reason_code, self.reason)


def in_words(code: str, words: str) -> str:
    """The canned reason and the reviewer's own words, in the language of the page or mail."""
    canned = str(ReasonCode(code).label) if code and code != ReasonCode.OTHER else ""
    return " ".join(part for part in (canned, words.strip()) if part)


class Message(models.Model):
    """One word of the talk between a contributor and the reviewers; never public."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="thread")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    from_reviewers = models.BooleanField(_("from the reviewers"), default=False)
    text = Prose(_("message"), max_length=2000)
    created = models.DateTimeField(_("sent on"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("message of a contribution")
        verbose_name_plural = _("messages of contributions")
        ordering = ["created", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="lexicon_message_filled",
                violation_error_message=_("Write your message."),
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


def _token() -> str:
    return secrets.token_urlsafe(32)


class ContributionDraft(models.Model):
    """What a visitor wrote before signing in, so that nothing is lost on the way there."""

    token = models.CharField(max_length=64, unique=True, default=_token, editable=False)
    form = models.CharField(max_length=12)
    concept = models.ForeignKey(
        "lexicon.Concept", on_delete=models.CASCADE, null=True, related_name="+"
    )
    data = models.JSONField(default=dict)
    expires = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("text kept before signing in")
        verbose_name_plural = _("texts kept before signing in")

    def __str__(self) -> str:
        return self.form

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.expires = timezone.now() + DRAFT_LIFE
        super().save(*args, **kwargs)
