"""Messages to the association from the account's address."""

import datetime
from typing import Any

from django.utils import timezone

from atoutsud.content.privacy import Part, moment, parts
from atoutsud.site.contact import ContactMessage

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
