"""Queries per page, everything included; the same when there is ten times as much."""

import datetime
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from atoutsud.content.dates import VagueDate
from atoutsud.content.publication import State
from tests.trainings import factories
from trainings.models import (
    Agreement,
    Commitment,
    EngagementDocument,
    EngagementPhoto,
    ParticipantGroup,
    Programme,
    TopicLine,
)

pytestmark = pytest.mark.django_db


def rich(number: int) -> tuple[Any, Any]:
    """A training with everything a page can show, and one of its partners."""
    day = datetime.date(2000 + number % 20, 5, 1)
    manager = factories.partner(f"Manager {number}")
    who = factories.partner(f"Partner {number}", countries="MA")
    programme = Programme.objects.create(acronym=f"P{number}", managed_by=manager)
    programme.funded_by.add(who)
    made = factories.engagement(VagueDate(day, day), programme=programme, country="MA")
    for role in ("beneficiary", "funder"):
        factories.role(made, who, role)
    factories.role(made, manager, "channel")
    factories.line(made, who, "flights", programme=programme, channel=manager)
    factories.line(made, manager, "venue")
    ParticipantGroup.objects.create(engagement=made, institution=who, count=5)
    agreement = Agreement.objects.create(engagement=made, title_fr="Convention")
    agreement.partners.add(who, manager)
    Commitment.objects.create(engagement=made, text_fr="Suite")
    concept = apps.get_model("lexicon.Concept").objects.create(
        state=State.PUBLISHED, heading_fr=f"terme {number}", heading_en=f"term {number}"
    )
    TopicLine.objects.create(engagement=made, concept=concept)
    TopicLine.objects.create(engagement=made, label_fr="Budgets")
    picture = apps.get_model("content.Picture").objects.create(
        consent="not_needed", decorative=True, width=100, height=100
    )
    EngagementPhoto.objects.create(engagement=made, picture=picture)
    file = apps.get_model("content.Document").objects.create(title_fr="Rapport", file="k/r.pdf")
    EngagementDocument.objects.create(engagement=made, file=file)
    apps.get_model("news.Article").objects.create(
        state=State.PUBLISHED, title_fr="Récit", body_fr="<p>Texte</p>", training=made
    )
    return made, who


@pytest.mark.parametrize("size", [4, 40])
def test_pages_stay_within_their_queries(
    client: Client, django_assert_max_num_queries: Any, size: int
) -> None:
    made, who = rich(0)
    for number in range(1, size):
        rich(number)
    budgets = {
        "/fr/formations/": 4,
        "/fr/formations/?country=MA&year=2001": 4,
        made.address("fr"): 12,
        made.address("en"): 12,
        "/fr/partenaires/": 4,
        who.address("fr"): 7,
    }
    for address, budget in budgets.items():
        with django_assert_max_num_queries(budget):
            assert client.get(address).status_code == 200
    page = client.get(made.address("fr")).content.decode()
    for text in ("terme 0", "Récit", "Rapport", "Convention", "Suite", "Manager 0"):
        assert text in page, text
