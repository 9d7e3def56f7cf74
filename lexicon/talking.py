"""The talk between a contributor and the reviewers about one proposal."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from atoutsud.content import mail
from lexicon.models import Contribution, Message
from lexicon.moderation import Late, hold

MOST = 40
TWICE = datetime.timedelta(minutes=10)


def ask(contribution: Contribution, *, reviewer: Any, text: str) -> Message:
    """A question to the contributor: the proposal waits for the answer, a mail says so."""
    with transaction.atomic():
        held = hold(contribution)
        if not held.is_open:
            raise Late([])
        message, made = _write(held, reviewer, text, from_reviewers=True)
        if made:
            held.state = Contribution.State.NEEDS_INFO
            held.answered_at = None
            held.save()
            _tell(held, message)
    return message


def answer(contribution: Contribution, *, author: Any, text: str) -> Message:
    """The contributor's answer puts the proposal back among those to decide."""
    with transaction.atomic():
        held = hold(contribution)
        if not held.is_open:
            raise ValidationError(_("This proposal is closed: its talk is too."))
        message, made = _write(held, author, text, from_reviewers=False)
        if made:
            held.state = Contribution.State.PENDING
            held.answered_at = timezone.now()
            held.save()
    return message


def _write(
    contribution: Contribution, author: Any, text: str, *, from_reviewers: bool
) -> tuple[Message, bool]:
    """The message, and whether it is a new one: the same words sent twice are one message."""
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text:
        raise ValidationError(_("Write your message."))
    said = contribution.thread.filter(text=text, from_reviewers=from_reviewers)
    if same := said.filter(created__gte=timezone.now() - TWICE).first():
        return same, False
    if contribution.thread.count() >= MOST:
        raise ValidationError(_("This talk has become long: please decide, or write by mail."))
    message = Message(
        contribution=contribution, author=author, from_reviewers=from_reviewers, text=text
    )
    message.full_clean()
    message.save()
    return message, True


def _tell(contribution: Contribution, message: Message) -> None:
    author = contribution.author
    if author is None or not author.is_active or not author.notify_questions:
        return
    with translation.override(author.language):
        mail.queue(
            author.email,
            "lexicon_question",
            {
                "title": contribution.title,
                "question": message.text,
                "address": reverse("lexicon-mine-item", args=[contribution.pk]),
            },
            author.language,
            about=f"lexicon.question/{contribution.pk}",
        )
