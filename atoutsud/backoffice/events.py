"""What is deleted in the back office is told beside what happens to accounts and rights."""

from typing import Any

from django.contrib.admin.models import DELETION, LogEntry
from django.db.models.signals import post_save
from django.dispatch import receiver

from atoutsud.content.events import note


@receiver(post_save, sender=LogEntry)
def deleted(instance: LogEntry, created: bool, raw: bool = False, **_: Any) -> None:
    if created and not raw and instance.action_flag == DELETION:
        kind = instance.content_type
        note(
            "deletion",
            instance.user,
            model=kind.model if kind else "",
            object=str(instance.object_id or ""),
        )
