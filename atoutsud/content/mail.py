"""The outbox: mail is a row first, written with what it speaks of, and sent after commit.

A mail server that is down loses nothing: the worker tries again, later each time.
"""

import datetime
import logging
import unicodedata
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models
from django.db.models import Q
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

ATTEMPTS = 12
LEASE = datetime.timedelta(minutes=5)
INTERRUPTED = "interrupted while leaving"
logger = logging.getLogger(__name__)


def email_key(email: str) -> str:
    """The key on which two spellings of one address collide."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    def waiting(self) -> "OutboxQuerySet":
        return self.filter(sent=None, attempts__lt=ATTEMPTS)

    def failed(self) -> "OutboxQuerySet":
        """Those nobody will try again."""
        return self.filter(sent=None, attempts__gte=ATTEMPTS)

    def due(self) -> "OutboxQuerySet":
        return self.waiting().filter(not_before__lte=timezone.now()).order_by("not_before", "pk")


class OutboxMessage(models.Model):
    """`about` names what the mail speaks of, so that undoing it can take the mail back.

    `headers` are those of a letter to many, such as how to unsubscribe.
    """

    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("body"))
    language = models.CharField(_("language"), max_length=5)
    about = models.CharField(max_length=120, blank=True, default="", db_index=True)
    reply_to = models.EmailField(_("reply to"), blank=True, default="")
    created = models.DateTimeField(_("created"), default=timezone.now)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    sent = models.DateTimeField(_("sent"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=300, blank=True, default="")
    headers = models.JSONField(default=dict, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")
        indexes = [
            models.Index(fields=["not_before"], name="content_outbox_due", condition=Q(sent=None))
        ]

    def __str__(self) -> str:
        return self.subject

    def was_interrupted(self) -> bool:
        """Whether a worker was killed while it handed the mail over: nobody knows if it left."""
        return self.attempts > 0 and not self.last_error


def queue(
    to: str,
    template: str,
    context: dict[str, Any],
    language: str,
    *,
    not_before: datetime.datetime | None = None,
    about: str = "",
    reply_to: str = "",
    headers: dict[str, str] | None = None,
) -> OutboxMessage:
    """Write a mail from `templates/mail/<template>.txt` in `language`; the worker sends it.

    The template's first line is `Subject: …`, an empty line follows, then the body. Called inside
    a transaction, the mail exists only if the transaction commits.
    """
    with translation.override(language):
        values = {"site_url": settings.SITE_URL, **context}
        # Plain text: an apostrophe stays an apostrophe.
        words = get_template(f"mail/{template}.txt").template  # type: ignore[attr-defined]
        text = words.render(Context(values, autoescape=False)).lstrip()
    head, _gap, body = text.partition("\n")
    subject = " ".join(head.removeprefix("Subject:").split())
    return OutboxMessage.objects.create(
        to=to,
        subject=subject[:250],
        body=body.strip() + "\n",
        language=language,
        about=about,
        reply_to=reply_to,
        headers=headers or {},
        not_before=not_before or timezone.now(),
    )


def unsend(about: str, *, begun: bool = True) -> int:
    """Take back what has not left yet, or what nobody even tried to send; how many mails."""
    rows = OutboxMessage.objects.filter(about=about, sent=None)
    return (rows if begun else rows.filter(attempts=0)).delete()[0]


def send_due(limit: int = 100) -> int:
    """Send what is due. Each row is claimed first, so two workers never send the same mail."""
    sent = 0
    for message in OutboxMessage.objects.due()[:limit]:
        sent += _send(message)
    return sent


def _send(message: OutboxMessage) -> bool:
    now = timezone.now()
    attempt = message.attempts + 1
    mine = OutboxMessage.objects.filter(pk=message.pk, sent=None, attempts=message.attempts)
    if message.headers and message.was_interrupted():
        # A letter to many: rather never than twice. The back office shows that it may be missing.
        mine.update(attempts=ATTEMPTS, last_error=INTERRUPTED, body="")
        return False
    claimed = mine.update(
        attempts=attempt, not_before=now + LEASE * 2 ** min(attempt, 8), last_error=""
    )
    if not claimed:
        return False
    letter = EmailMessage(
        subject=message.subject,
        body=message.body,
        to=[message.to],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={
            "Content-Language": message.language,
            "Auto-Submitted": "auto-generated",
            "Message-ID": _identity(message),
            **message.headers,
        },
    )
    try:
        letter.send()
    except Exception as fault:
        logger.warning("A mail could not be sent: %s", type(fault).__name__)
        OutboxMessage.objects.filter(pk=message.pk).update(last_error=repr(fault)[:300])
        return False
    # What it said may hold a link that opens something: it is not kept once it left.
    OutboxMessage.objects.filter(pk=message.pk).update(sent=timezone.now(), last_error="", body="")
    return True


def _identity(message: OutboxMessage) -> str:
    """The same at each attempt, so that a mailbox which got it already may drop the second."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<outbox.{message.pk}.{message.created.timestamp():.0f}@{host}>"
