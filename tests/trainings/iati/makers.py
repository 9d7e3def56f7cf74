"""Trainings that may be exported, and their parts."""

from typing import Any

from tests.trainings import factories
from tests.trainings.factories import JULY_2016
from trainings.models import Engagement, ParticipantGroup, SectorLine


def exportable(**fields: Any) -> Engagement:
    """A past training with all that the standard asks for."""
    when = fields.pop("when", JULY_2016)
    return factories.engagement(when, **{"beneficiary_countries": "MA", **fields})


def sector(of: Engagement, code: str = "43081", **fields: Any) -> SectorLine:
    return SectorLine.objects.create(engagement=of, code=code, **fields)


def group(of: Engagement, count: int | None, sex: str = "unknown", **fields: Any) -> Any:
    return ParticipantGroup.objects.create(engagement=of, count=count, sex=sex, **fields)
