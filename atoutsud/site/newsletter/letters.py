"""Each letter: written in the back office, handed to the outbox a few people at a time.

That somebody was served and the mail itself are one transaction, and the pair is unique: a worker
killed at any point leaves nobody out and serves nobody twice.
"""

import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from atoutsud.content import mail
from atoutsud.content.fields import Prose
from atoutsud.content.languages import LANGUAGES, localized
from atoutsud.content.mail import OutboxMessage
from atoutsud.site.links import inside
from atoutsud.site.newsletter.subscribers import LETTER, Subscriber

# Letters wait for each other, so that a code to sign in never waits behind thousands.
AT_ONCE = 50
FIRST_SINCE = datetime.timedelta(days=31)
WRITTEN = Q()
for _code in LANGUAGES:
    WRITTEN |= Q(
        **{f"{localized(name, _code)}__isnull": False for name in ("subject", "body")},
        **{f"{localized(name, _code)}__gt": "" for name in ("subject", "body")},
    )


class LetterQuerySet(models.QuerySet["Letter"]):
    def drafts(self) -> "LetterQuerySet":
        return self.filter(released=None)

    def on_their_way(self) -> "LetterQuerySet":
        return self.exclude(released=None).filter(finished=None)


class Letter(models.Model):
    """A letter in one language or both; each reader gets it in the language chosen, or not."""

    subject = models.CharField(_("subject"), max_length=150, blank=True, default="")
    body = Prose(
        _("text"),
        max_length=20_000,
        blank=True,
        default="",
        help_text=_("Plain text. How to unsubscribe is added under it."),
    )
    created = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    released = models.DateTimeField(_("sent from"), null=True, editable=False)
    finished = models.DateTimeField(_("sent until"), null=True, editable=False)
    handed = models.PositiveIntegerField(_("readers served"), default=0, editable=False)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("newsletter")
        ordering = ["-created", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(released=None) | WRITTEN,
                name="site_letter_sent_is_written",
                violation_error_message=_("Write a subject and a text in at least one language."),
            ),
            models.CheckConstraint(
                condition=Q(finished=None) | Q(released__isnull=False),
                name="site_letter_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.subject_fr or self.subject_en or _g("(without a title)")

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(
            code
            for code in LANGUAGES
            if getattr(self, localized("subject", code)) and getattr(self, localized("body", code))
        )

    def in_language(self, language: str) -> dict[str, str]:
        return {name: getattr(self, localized(name, language)) for name in ("subject", "body")}

    def faults(self) -> list[str]:
        """Links of the text to what readers of this site do not see."""
        found = []
        for language in self.languages:
            for address in inside.addresses_in(getattr(self, localized("body", language))):
                if why := inside.fault_of(address):
                    found.append(f"{address} ({why})")
        return found

    def awaiting(self) -> Any:
        """Who is still to be served: those who had confirmed when it was released."""
        served = self.deliveries.values("subscriber")
        return (
            Subscriber.objects.filter(confirmed__lte=self.released, language__in=self.languages)
            .exclude(pk__in=served)
            .order_by("pk")
        )


class Delivery(models.Model):
    """That a reader has been served, known while the letter is on its way and not longer."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "subscriber"], name="site_delivery_once_per_letter"
            )
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} → {self.subscriber_id}"


def since() -> datetime.datetime:
    """What the last letter that was sent could already tell of was published before this."""
    last = Letter.objects.exclude(released=None).order_by("-created").first()
    return last.created if last else timezone.now() - FIRST_SINCE


def release(pk: int) -> Letter:
    """Let a letter go, once; ValidationError says why it may not."""
    with transaction.atomic():
        letter = Letter.objects.select_for_update().get(pk=pk)
        if letter.released is not None:
            raise ValidationError(_g("This letter was sent already."))
        if not letter.languages:
            raise ValidationError(_g("Write a subject and a text in at least one language."))
        if faults := letter.faults():
            words = _g("Readers cannot see what this links to: %(links)s.")
            raise ValidationError(words % {"links": ", ".join(faults)})
        letter.released = timezone.now()
        letter.save(update_fields=["released"])
    return letter


def stop(pk: int) -> int:
    """Send it to nobody more; how many mails were taken back."""
    with transaction.atomic():
        letter = Letter.objects.select_for_update().get(pk=pk)
        if letter.released is None or letter.finished is not None:
            return 0
        back = mail.unsend(f"{LETTER}{pk}", begun=False)
        letter.handed -= back
        _finish(letter)
    return back


def hand_over() -> int:
    """Give the outbox the next readers of the oldest letter on its way; how many."""
    with transaction.atomic():
        letter = (
            Letter.objects.on_their_way().select_for_update().order_by("released", "pk").first()
        )
        if letter is None:
            return 0
        fresh = OutboxMessage.objects.waiting().filter(attempts=0, about__startswith=LETTER)
        room = AT_ONCE - fresh.count()
        if room <= 0:
            return 0
        readers = list(letter.awaiting().select_for_update()[:room])
        for reader in readers:
            Delivery.objects.create(letter=letter, subscriber=reader)
            post(letter, reader.email, reader.language, reader.leaving_address(reader.language))
        letter.handed = F("handed") + len(readers)
        if len(readers) < room:
            _finish(letter)
        else:
            letter.save(update_fields=["handed"])
    return len(readers)


def _finish(letter: Letter) -> None:
    letter.finished = timezone.now()
    letter.save(update_fields=["handed", "finished"])
    letter.deliveries.all().delete()


def post(letter: Letter, to: str, language: str, leaving: str = "") -> None:
    """Queue the letter for one mailbox; without `leaving`, it is a trial for its writer."""
    headers = {
        "List-Unsubscribe": f"<{leaving}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    mail.queue(
        to,
        "newsletter_letter",
        {**letter.in_language(language), "leaving": leaving},
        language,
        about=f"{LETTER}{letter.pk}" if leaving else f"trial/{letter.pk}",
        headers=headers if leaving else {},
    )
