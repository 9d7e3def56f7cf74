"""Try again what could not be sent: after a mail server has been down for days."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from atoutsud.content import mail
from atoutsud.content.mail import OutboxMessage


class Command(BaseCommand):
    help = "Send now all mail that waits or was given up, each once."

    def handle(self, *args: Any, **options: Any) -> None:
        # What a worker holds at this moment has no error yet: it is not sent twice.
        # A letter to many that was interrupted has no words left: it may have arrived.
        missed = OutboxMessage.objects.filter(sent=None).exclude(last_error="").exclude(body="")
        missed.update(attempts=0, not_before=timezone.now())
        sent = 0
        while done := mail.send_due():
            sent += done
        left = OutboxMessage.objects.waiting().count()
        self.stdout.write(f"{sent} sent, {left} waiting.")
