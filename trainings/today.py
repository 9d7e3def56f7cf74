"""What editors of trainings and partners are asked to do today."""

from typing import Any

from django.db.models import Q
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from atoutsud.backoffice import today
from trainings.models import Engagement, Partner, TrainingRequest
from trainings.models.asking import State
from trainings.models.kinds import Course


def over_but_not_told(rows: Any) -> Any:
    return rows.filter(
        course__in=[Course.PLANNED, Course.CONFIRMED], end_latest__lt=timezone.localdate()
    )


def without_how_to(rows: Any) -> Any:
    return (
        rows.published()
        .filter(end_latest__gte=timezone.localdate())
        .filter(Q(how_to_take_part_fr="") | Q(how_to_take_part_fr=None))
        .filter(Q(how_to_take_part_en="") | Q(how_to_take_part_en=None))
        .exclude(course=Course.CANCELLED)
    )


today.listed(
    5,
    today.WAITING,
    _("requests for a training to answer"),
    TrainingRequest,
    "new",
    lambda rows: rows.filter(state=State.NEW),
    urgent=True,
)
for line in (
    (
        15,
        today.READERS,
        _("announced trainings that are over: say whether they took place"),
        "over",
        over_but_not_told,
    ),
    (
        16,
        today.READERS,
        _("trainings to come that do not say how to take part"),
        "how-to",
        without_how_to,
    ),
    (30, today.PREPARING, _("trainings still in draft"), "drafts", lambda rows: rows.drafts()),
    (17, today.PREPARING, _("trainings that wait for their date"), "scheduled", today.scheduled),
    (32, today.READERS, _("published trainings without English"), "no-en", today.lacking("en")),
    (33, today.READERS, _("published trainings without French"), "no-fr", today.lacking("fr")),
):
    order, group, label, name, narrow = line
    today.listed(order, group, label, Engagement, name, narrow)
for line in (
    (31, today.PREPARING, _("partners still in draft"), "drafts", lambda rows: rows.drafts()),
    (18, today.PREPARING, _("partners that wait for their date"), "scheduled", today.scheduled),
    (34, today.READERS, _("published partners without English"), "no-en", today.lacking("en")),
):
    order, group, label, name, narrow = line
    today.listed(order, group, label, Partner, name, narrow)
today.register_shortcut(
    today.Shortcut(
        order=20, label=_("a training"), url=reverse_lazy("admin:trainings_engagement_add")
    )
)
