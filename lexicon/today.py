"""What the lexicon asks of reviewers today."""

import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from atoutsud.backoffice import today
from lexicon.models import Concept, Contribution, ImportBatch

QUEUE = reverse_lazy("admin:lexicon_contribution_changelist")
ENTRIES = reverse_lazy("admin:lexicon_concept_changelist")
STALE_AFTER = datetime.timedelta(days=2 * 365)


def waiting(user: Any) -> int:
    return Contribution.objects.filter(state=Contribution.State.PENDING, batch=None).count()


def imports(user: Any) -> int:
    return ImportBatch.objects.filter(
        state__in=(ImportBatch.State.READ, ImportBatch.State.PROPOSED)
    ).count()


def drafts(user: Any) -> int:
    return Concept.objects.drafts().count()


def lacking_english(user: Any) -> int:
    return Concept.objects.published().lacking("en").count()


def to_review(user: Any) -> int:
    """Published entries nobody has looked at for two years."""
    day = timezone.localdate() - STALE_AFTER
    return Concept.objects.published().filter(Q(reviewed_on=None) | Q(reviewed_on__lt=day)).count()


today.register(
    today.Task(
        order=10,
        group=today.WAITING,
        label=_("contributions to the lexicon to decide"),
        count=waiting,
        url=QUEUE,
        urgent=True,
    )
)
today.register(
    today.Task(
        order=11,
        group=today.WAITING,
        label=_("imports into the lexicon to confirm or to decide"),
        count=imports,
        url=reverse_lazy("admin:lexicon_importbatch_changelist"),
    )
)
today.register(
    today.Task(
        order=30,
        group=today.READERS,
        label=_("published entries without English"),
        count=lacking_english,
        url=lambda: f"{ENTRIES}?state__exact=published&lacks=en",
    )
)
today.register(
    today.Task(
        order=31,
        group=today.READERS,
        label=_("published entries not reviewed for two years"),
        count=to_review,
        url=lambda: f"{ENTRIES}?state__exact=published&o=3",
    )
)
today.register(
    today.Task(
        order=32,
        group=today.PREPARING,
        label=_("entries still in draft"),
        count=drafts,
        url=lambda: f"{ENTRIES}?state__exact=draft",
    )
)
today.register_shortcut(
    today.Shortcut(order=30, label=_("an entry"), url=reverse_lazy("admin:lexicon_concept_add"))
)
