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

LIST = reverse_lazy("admin:trainings_engagement_changelist")
PARTNERS = reverse_lazy("admin:trainings_partner_changelist")
REQUESTS = reverse_lazy("admin:trainings_trainingrequest_changelist")


def new_requests(user: Any) -> int:
    return TrainingRequest.objects.filter(state=State.NEW).count()


def over_but_not_told(user: Any) -> int:
    return Engagement.objects.filter(
        course__in=[Course.PLANNED, Course.CONFIRMED], end_latest__lt=timezone.localdate()
    ).count()


def without_how_to(user: Any) -> int:
    return (
        Engagement.objects.published()
        .filter(end_latest__gte=timezone.localdate())
        .filter(Q(how_to_take_part_fr="") | Q(how_to_take_part_fr=None))
        .filter(Q(how_to_take_part_en="") | Q(how_to_take_part_en=None))
        .exclude(course=Course.CANCELLED)
        .count()
    )


def drafts(user: Any) -> int:
    return Engagement.objects.drafts().count()


def partner_drafts(user: Any) -> int:
    return Partner.objects.drafts().count()


def lacking_english(user: Any) -> int:
    return Engagement.objects.published().lacking("en").count()


def lacking_french(user: Any) -> int:
    return Engagement.objects.published().lacking("fr").count()


def _register(
    order: int, group: Any, label: Any, count: Any, url: Any, urgent: bool = False
) -> None:
    today.register(today.Task(order, group, label, count, url, urgent=urgent))


_register(
    5,
    today.WAITING,
    _("requests for a training to answer"),
    new_requests,
    lambda: f"{REQUESTS}?state__exact=new",
    urgent=True,
)
_register(
    15,
    today.READERS,
    _("announced trainings that are over: say whether they took place"),
    over_but_not_told,
    lambda: f"{LIST}?course__exact=planned",
)
_register(
    16,
    today.READERS,
    _("trainings to come that do not say how to take part"),
    without_how_to,
    lambda: f"{LIST}?state=published",
)
_register(30, today.PREPARING, _("trainings still in draft"), drafts, lambda: f"{LIST}?state=draft")
_register(
    31,
    today.PREPARING,
    _("partners still in draft"),
    partner_drafts,
    lambda: f"{PARTNERS}?state=draft",
)
_register(
    32,
    today.READERS,
    _("published trainings without English"),
    lacking_english,
    lambda: f"{LIST}?state=published&lacks=en",
)
_register(
    33,
    today.READERS,
    _("published trainings without French"),
    lacking_french,
    lambda: f"{LIST}?state=published&lacks=fr",
)
today.register_shortcut(
    today.Shortcut(
        order=20, label=_("a training"), url=reverse_lazy("admin:trainings_engagement_add")
    )
)
