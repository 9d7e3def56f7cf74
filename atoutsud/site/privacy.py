"""Messages to the association, and the newsletter, from and to the account's address."""

import datetime
from typing import Any

from django.utils import timezone

from atoutsud.content.mail import email_key
from atoutsud.content.privacy import Part, moment, parts
from atoutsud.site.contact import ContactMessage
from atoutsud.site.newsletter import subscribers
from atoutsud.site.newsletter.subscribers import Subscriber

ANSWERED_KEPT = datetime.timedelta(days=365)


def _messages(person: Any) -> list[dict[str, Any]]:
    rows = ContactMessage.objects.filter(email__iexact=person.email).order_by("created", "pk")
    return [
        {
            "name": row.name,
            "email": row.email,
            "subject": row.subject,
            "message": row.message,
            "created": moment(row.created),
        }
        for row in rows
    ]


def _expire() -> int:
    old = ContactMessage.objects.filter(answered=True, created__lt=timezone.now() - ANSWERED_KEPT)
    return old.delete()[0]


parts.register(
    Part(
        name="messages",
        export=_messages,
        forget=lambda person: ContactMessage.objects.filter(email__iexact=person.email).delete(),
        expire=_expire,
        covers={
            "site.contactmessage.name": "exported; erased with the account, or a year after",
            "site.contactmessage.email": "exported; erased with the account, or a year after",
        },
    )
)


def _subscription(person: Any) -> dict[str, Any] | None:
    row = Subscriber.objects.filter(email_key=email_key(person.email)).first()
    if row is None:
        return None
    return {
        "email": row.email,
        "language": row.language,
        "asked": moment(row.asked),
        "confirmed": moment(row.confirmed),
    }


def _unsubscribe(person: Any) -> None:
    for row in Subscriber.objects.filter(email_key=email_key(person.email)):
        subscribers.forget(row)


parts.register(
    Part(
        name="newsletter",
        export=_subscription,
        forget=_unsubscribe,
        expire=subscribers.forget_unconfirmed,
        covers={
            "site.subscriber.email": "exported; erased with the account, when unsubscribing, or "
            "after 7 days without confirmation",
        },
    )
)
