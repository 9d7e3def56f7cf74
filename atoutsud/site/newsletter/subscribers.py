"""Who asked for the letter, and confirmed it by mail.

Asking, asking again and changing the language are one and the same: a mail with a link, which does
it. So nothing that is answered on the site tells whether an address is known.
"""

import datetime
import hashlib
import secrets
from typing import Any

from django.core import signing
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from atoutsud.content import limits, mail
from atoutsud.content.fields import uid_field
from atoutsud.content.mail import OutboxMessage, email_key
from atoutsud.site import publicpage

UNCONFIRMED_KEPT = datetime.timedelta(days=7)
# A button pressed twice is one request.
AGAIN = datetime.timedelta(minutes=1)
MAILS_A_DAY = limits.Limit("newsletter-address", 3, limits.DAY)
SALT = "newsletter-leave"
LETTER = "letter/"
LANGUAGES = [("fr", "Français"), ("en", "English")]


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def confirmed(self) -> "SubscriberQuerySet":
        return self.exclude(confirmed=None)

    def never_confirmed(self) -> "SubscriberQuerySet":
        return self.filter(confirmed=None, asked__lt=timezone.now() - UNCONFIRMED_KEPT)


class Subscriber(models.Model):
    """`token` is the hash of the link that was sent; `wanted`, the language that link gives."""

    uid = uid_field()
    email = models.EmailField(_("e-mail address"), max_length=254)
    email_key = models.CharField(max_length=512, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES)
    wanted = models.CharField(max_length=2, choices=LANGUAGES, editable=False)
    token = models.CharField(max_length=64, null=True, unique=True, editable=False)
    asked = models.DateTimeField(_("asked"), default=timezone.now, editable=False)
    confirmed = models.DateTimeField(_("confirmed"), null=True, editable=False)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber of the newsletter")
        verbose_name_plural = _("subscribers of the newsletter")
        ordering = ["-asked", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email_key__gt="") & Q(language__in=["fr", "en"]),
                name="site_subscriber_has_an_address_and_a_language",
            ),
            models.CheckConstraint(
                condition=Q(confirmed__isnull=False) | Q(token__isnull=False),
                name="site_subscriber_can_confirm",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def leaving_address(self, language: str) -> str:
        """Where the letter is given up, by a button or by the mail program; it never ends."""
        token = signing.Signer(salt=SALT).sign(self.uid.hex)
        with translation.override(language):
            return publicpage.absolute(reverse("site-newsletter-leave", args=[token]))


def ask(email: str, language: str) -> None:
    """Send the holder of an address the link that subscribes it, or changes its language."""
    key = email_key(email)
    with limits.turn(f"newsletter {key}"):
        now = timezone.now()
        found = Subscriber.objects.filter(email_key=key).first()
        row = found or Subscriber(email=email, email_key=key, language=language)
        if found and found.token and found.wanted == language and found.asked > now - AGAIN:
            return
        try:
            limits.take((MAILS_A_DAY, key))
        except limits.Reached:
            return  # told to nobody: the answer is the same for every address
        token = secrets.token_urlsafe(32)
        row.token, row.asked, row.wanted = _hash(token), now, language
        row.save()
        with translation.override(language):
            address = publicpage.absolute(reverse("site-newsletter-confirm", args=[token]))
        values: dict[str, Any] = {"address": address, "days": UNCONFIRMED_KEPT.days}
        # To the address that is known: a look-alike of it is another mailbox.
        mail.queue(row.email, "newsletter_confirm", values, language, about=f"subscriber/{row.pk}")


def waiting_for(token: str) -> Any:
    """Rows that this link confirms: one, or none when it was used or is too old."""
    since = timezone.now() - UNCONFIRMED_KEPT
    return Subscriber.objects.filter(token=_hash(token), asked__gt=since)


def confirm(token: str) -> bool:
    """One step, so that a link works once."""
    now = timezone.now()
    return bool(
        waiting_for(token).update(
            language=F("wanted"), confirmed=Coalesce(F("confirmed"), now), token=None
        )
    )


def leave(token: str) -> None:
    """Forget whoever this link names, and take back what has not left; else nothing."""
    try:
        uid = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return
    with transaction.atomic():
        for row in Subscriber.objects.select_for_update().filter(uid=uid):
            forget(row)


def forget(row: Subscriber) -> None:
    letters = OutboxMessage.objects.filter(to=row.email, sent=None)
    letters.filter(about__startswith=LETTER).delete()
    OutboxMessage.objects.filter(about=f"subscriber/{row.pk}", sent=None).delete()
    row.delete()


def forget_unconfirmed() -> int:
    return Subscriber.objects.never_confirmed().delete()[0]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
