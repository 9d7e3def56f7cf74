"""What `audit_data` finds where rows were written past the one door."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from tests.trainings import factories
from trainings.models import CofundingLine, EngagementPhoto, ParticipantGroup, SectorLine

pytestmark = pytest.mark.django_db


def test_all_is_well_with_nothing_and_with_what_is_right(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("audit_data")
    us = factories.partner("Atoutsud", is_self=True)
    made = factories.engagement(participants_total=5)
    factories.line(made, us, share=Decimal(100))
    ParticipantGroup.objects.create(engagement=made, count=5)
    call_command("audit_data")
    assert "all is well" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", ["sum", "mixed", "alone", "groups", "sectors", "photo"])
def test_each_broken_rule_is_found(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    us, other = factories.partner("Atoutsud", is_self=True), factories.partner("ALCS")
    made = factories.engagement(participants_total=5, reference="the-training")
    if wrong in ("sum", "mixed"):
        factories.line(made, us, share=Decimal("33.33"))
        factories.line(made, other, share=Decimal("66.66") if wrong == "sum" else None)
    elif wrong == "alone":
        factories.line(made, us)
    elif wrong == "groups":
        ParticipantGroup.objects.create(engagement=made, count=6)
    elif wrong == "sectors":
        SectorLine.objects.create(engagement=made, code="43081", percent=60)
        SectorLine.objects.create(engagement=made, code="15190", percent=30)
    else:
        picture = apps.get_model("content.Picture").objects.create(
            consent="missing", decorative=True, width=10, height=10
        )
        EngagementPhoto.objects.create(engagement=made, picture=picture)
    with pytest.raises(CommandError):
        call_command("audit_data")
    assert "the-training" in capsys.readouterr().out


def test_a_share_out_of_range_is_refused_by_the_database_itself() -> None:
    from django.db import IntegrityError, transaction

    made, who = factories.engagement(), factories.partner()
    for share in ("0", "100.01", "-1"):
        with pytest.raises(IntegrityError), transaction.atomic():
            CofundingLine.objects.create(
                engagement=made, funder=who, category=factories.category(), share=Decimal(share)
            )
