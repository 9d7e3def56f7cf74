"""Partners and trainings as tests need them."""

import datetime
from typing import Any

from atoutsud.content.dates import VagueDate
from atoutsud.content.publication import State
from trainings.models import (
    CofundingLine,
    Engagement,
    EngagementPartner,
    FundingCategory,
    Partner,
)

JULY_2016 = VagueDate(datetime.date(2016, 7, 1), datetime.date(2016, 7, 31), "month")
EXPO = VagueDate(datetime.date(2016, 10, 31), datetime.date(2016, 11, 3))


def partner(name: str = "Bayti", **fields: Any) -> Partner:
    """A public partner with the same name in both languages."""
    fields = {"name_fr": name, "name_en": name, "state": State.PUBLISHED, **fields}
    return Partner.objects.create(**fields)


def engagement(when: VagueDate | None = None, **fields: Any) -> Engagement:
    """A public training in both languages, without a date unless one is given."""
    texts = {
        "title_fr": "Formuler des projets",
        "title_en": "Formulating projects",
        "summary_fr": "Une semaine au Maroc.",
        "summary_en": "A week in Morocco.",
    }
    made = Engagement(**{"state": State.PUBLISHED, **texts, **fields})
    made.when = when
    made.save()
    return made


def in_french(when: VagueDate | None = None, **fields: Any) -> Engagement:
    return engagement(when, **{"title_en": "", "summary_en": "", **fields})


def category(code: str = "expertise", **names: Any) -> FundingCategory:
    found, _made = FundingCategory.objects.get_or_create(
        code=code, defaults={"name_fr": code.capitalize(), "name_en": code.capitalize(), **names}
    )
    return found


def line(of: Engagement, funder: Partner, code: str = "expertise", **fields: Any) -> CofundingLine:
    return CofundingLine.objects.create(
        engagement=of, funder=funder, category=category(code), **fields
    )


def role(of: Engagement, who: Partner, name: str = "beneficiary", **fields: Any) -> Any:
    return EngagementPartner.objects.create(engagement=of, partner=who, role=name, **fields)
