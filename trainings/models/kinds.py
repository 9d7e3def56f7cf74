"""The closed lists an engagement chooses from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    TRAINING = "training", _("training")
    ACTION_TRAINING = "action_training", _("action training")
    WORKSHOP = "workshop", _("workshop")
    SEMINAR = "seminar", _("seminar")
    BACKSTOPPING = "backstopping", _("backstopping")
    STUDY_VISIT = "study_visit", _("study visit")
    PEER_REVIEW = "peer_review", _("peer review")
    CONFERENCE = "conference", _("conference")
    OTHER = "other", _("other activity")


class OurRole(models.TextChoices):
    LEAD = "lead", _("we organised it")
    CO_ORGANISER = "co_organiser", _("we co-organised it")
    EXPERT = "expert", _("we brought the expertise")
    PARTICIPANT = "participant", _("we took part")


class Course(models.TextChoices):
    PLANNED = "planned", _("planned")
    CONFIRMED = "confirmed", _("confirmed")
    POSTPONED = "postponed", _("postponed")
    CANCELLED = "cancelled", _("cancelled")
    DONE = "done", _("took place")


class Delivery(models.TextChoices):
    ON_SITE = "on_site", _("on site")
    ONLINE = "online", _("online")
    HYBRID = "hybrid", _("on site and online")


class DurationUnit(models.TextChoices):
    HOUR = "hour", _("hours")
    DAY = "day", _("days")
    WEEK = "week", _("weeks")
    MONTH = "month", _("months")


class Exactness(models.TextChoices):
    EXACT = "1", _("the very place")
    APPROXIMATE = "2", _("about there")
