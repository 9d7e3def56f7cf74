"""What is written or deleted in the back office, told beside what happens to accounts and rights.

Publishable content tells by its revisions, accounts and groups by their own signals; the admin's
log tells of all the rest.
"""

import json
from typing import Any

from django.contrib.admin.models import ADDITION, DELETION, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from atoutsud.content.events import note
from atoutsud.content.publication import Publishable

# What these are called is somebody's name or address.
UNNAMED = ("members.", "site.subscriber", "site.contactmessage", "trainings.trainingrequest")


@receiver(pre_save, sender=LogEntry)
def unnamed(instance: LogEntry, raw: bool = False, **_: Any) -> None:
    """The admin's log outlives what is erased: it keeps no address."""
    model = instance.content_type.model_class() if instance.content_type else None
    if model is not None and not raw and model._meta.label_lower.startswith(UNNAMED):
        instance.object_repr = f"{model._meta.verbose_name} {instance.object_id}"[:200]


@receiver(post_save, sender=LogEntry)
def logged(instance: LogEntry, created: bool, raw: bool = False, **_: Any) -> None:
    model = instance.content_type.model_class() if instance.content_type else None
    if not created or raw or model is None:
        return
    label, number = model._meta.label_lower, str(instance.object_id or "")
    on = (label, int(number) if number.isdecimal() else None)
    if instance.action_flag == DELETION:
        title = "" if label.startswith(UNNAMED) else instance.object_repr
        note("deletion", instance.user, on=on, title=title)
    elif (
        label != "lexicon.importbatch"
        and not issubclass(model, Publishable | get_user_model() | Group)
        and has_said(instance)
    ):
        action = "added" if instance.action_flag == ADDITION else "changed"
        note("content changed", instance.user, on=on, action=action)


def has_said(entry: LogEntry) -> bool:
    """A form saved without a change says nothing."""
    try:
        return bool(json.loads(entry.change_message or "[]")) or entry.action_flag == ADDITION
    except ValueError:
        return bool(entry.change_message)
