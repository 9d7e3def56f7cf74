from typing import Any

from django.utils import timezone

from atoutsud.content.mail import email_key
from atoutsud.site.models import Letter, Subscriber


def reader(email: str = "lea@example.org", language: str = "fr", **fields: Any) -> Subscriber:
    """Somebody who asked and confirmed."""
    values = {"wanted": language, "confirmed": timezone.now(), **fields}
    return Subscriber.objects.create(
        email=email, email_key=email_key(email), language=language, **values
    )


def letter(**fields: Any) -> Letter:
    words = {
        "subject_fr": "Du nouveau",
        "body_fr": "Bonjour,\n\nvoici.",
        "subject_en": "What is new",
        "body_en": "Hello,\n\nhere it is.",
    }
    return Letter.objects.create(**{**words, **fields})
