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
STALE_AFTER = datetime.timedelta(days=2 * 365)


def waiting(rows: Any) -> Any:
    return rows.filter(state=Contribution.State.PENDING, batch=None)


def imports(rows: Any) -> Any:
    return rows.filter(state__in=(ImportBatch.State.READ, ImportBatch.State.PROPOSED))


def to_review(rows: Any) -> Any:
    """Published entries nobody has looked at for two years."""
    day = timezone.localdate() - STALE_AFTER
    return rows.published().filter(Q(reviewed_on=None) | Q(reviewed_on__lt=day))


today.register(
    today.Task(
        order=10,
        group=today.WAITING,
        label=_("contributions to the lexicon to decide"),
        count=lambda user: waiting(Contribution.objects.all()).count(),
        url=QUEUE,
        urgent=True,
        right="lexicon.change_contribution",
    )
)
today.listed(
    11,
    today.WAITING,
    _("imports into the lexicon to confirm or to decide"),
    ImportBatch,
    "waiting",
    imports,
)
for line in (
    (30, today.READERS, _("published entries without English"), "no-en", today.lacking("en")),
    (29, today.READERS, _("published entries without French"), "no-fr", today.lacking("fr")),
    (31, today.READERS, _("published entries not reviewed for two years"), "review", to_review),
    (32, today.PREPARING, _("entries still in draft"), "drafts", lambda rows: rows.drafts()),
    (16, today.PREPARING, _("entries that wait for their date"), "scheduled", today.scheduled),
):
    order, group, label, name, narrow = line
    today.listed(order, group, label, Concept, name, narrow)
today.register_shortcut(
    today.Shortcut(order=30, label=_("an entry"), url=reverse_lazy("admin:lexicon_concept_add"))
)
