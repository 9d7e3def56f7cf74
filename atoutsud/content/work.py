"""Background jobs: leased, so that several workers never run the same one at once.

Apps offer jobs in a module `jobs.py`; `manage.py work` runs those that are due.
"""

import datetime
import logging
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from atoutsud.content.registry import Registry

LEASE = datetime.timedelta(minutes=10)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    name: str
    every: datetime.timedelta
    run: Callable[[], None]


jobs: Registry[Job] = Registry("jobs")


def job(
    name: str, *, every: datetime.timedelta
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Offer a function without arguments as a job that runs about once in `every`."""

    def offer(function: Callable[[], None]) -> Callable[[], None]:
        jobs.register(Job(name, every, function))
        return function

    return offer


class Lease(models.Model):
    """When a job is due and who runs it now."""

    name = models.CharField(max_length=80, unique=True)
    due = models.DateTimeField(default=timezone.now)
    owner = models.CharField(max_length=120, blank=True, default="")
    expires = models.DateTimeField(null=True, blank=True)
    last_run = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")

    def __str__(self) -> str:
        return self.name


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:120]


def take(offered: Job, owner: str) -> bool:
    """Lease `offered` if it is due and nobody holds it; one atomic step."""
    now = timezone.now()
    Lease.objects.get_or_create(name=offered.name, defaults={"due": now})
    free = Q(expires=None) | Q(expires__lte=now)
    taken = Lease.objects.filter(free, name=offered.name, due__lte=now).update(
        owner=owner, expires=now + LEASE
    )
    return bool(taken)


def run_due(owner: str | None = None) -> int:
    """Run every job that is due; how many ran. A failing job is noted, and tried again later."""
    owner = owner or worker_name()
    ran = 0
    for offered in jobs:
        if not take(offered, owner):
            continue
        error = ""
        try:
            offered.run()
        except Exception as fault:
            logger.exception("The job %s failed", offered.name)
            error = repr(fault)[:500]
        now = timezone.now()
        Lease.objects.filter(name=offered.name, owner=owner).update(
            owner="", expires=None, due=now + offered.every, last_run=now, last_error=error
        )
        ran += 1
    return ran


def most_overdue() -> datetime.timedelta:
    """How late the latest job is; zero when nothing waits."""
    due = Lease.objects.aggregate(due=models.Min("due"))["due"]
    late = timezone.now() - due if due else datetime.timedelta(0)
    return max(late, datetime.timedelta(0))
