"""Trainings published since the last letter."""

import datetime
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from atoutsud.content.languages import word
from atoutsud.site.newsletter import digest
from trainings.models import Engagement


def trainings(language: str, since: datetime.datetime) -> Iterator[digest.Item]:
    rows = Engagement.public.filter(first_published__gt=since).order_by("-first_published", "-pk")
    for engagement in rows:
        title = word(engagement, "title", language)
        summary = word(engagement, "summary", title.language)
        words = "" if summary.foreign else summary.text
        yield digest.Item(title, engagement.address(title.language), words)


digest.register(digest.Part(20, _("Trainings"), trainings))
