"""What the database itself refuses, and what the door refuses with a message."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from atoutsud.content import revisions
from tests.trainings import factories
from trainings.models import (
    Agreement,
    CofundingLine,
    Commitment,
    Engagement,
    EngagementDocument,
    ParticipantGroup,
    Partner,
    Programme,
    SectorLine,
    TopicLine,
)

pytestmark = pytest.mark.django_db


def refused(model: Any, **fields: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**fields)


def test_a_partner_needs_a_name_in_some_language() -> None:
    refused(Partner, acronym="ALCS")
    assert Partner.objects.create(name_en="IOM Netherlands").pk


def test_only_one_partner_is_us() -> None:
    factories.partner("Atoutsud", is_self=True)
    refused(Partner, name_fr="Un autre", is_self=True)
    assert factories.partner("Un partenaire").pk


@pytest.mark.parametrize("wrong", ["sans tiret", "XM-DAC 41122", "XM/DAC-1", "A-1?", "XMDAC"])
def test_an_identifier_of_the_wrong_shape_is_refused(wrong: str) -> None:
    refused(Partner, name_fr="Un partenaire", org_identifier=wrong)


def test_two_partners_never_share_an_identifier_but_may_have_none() -> None:
    factories.partner("Un", org_identifier="XM-DAC-41122")
    refused(Partner, name_fr="Deux", org_identifier="XM-DAC-41122")
    factories.partner("Trois")
    factories.partner("Quatre")


@pytest.mark.parametrize("year", [12, 3000])
def test_a_year_of_foundation_is_plausible(year: int) -> None:
    refused(Partner, name_fr="Un partenaire", founded_year=year)


def test_a_partner_is_not_part_of_itself() -> None:
    made = factories.partner()
    with pytest.raises(IntegrityError), transaction.atomic():
        Partner.objects.filter(pk=made.pk).update(parent=made)


def test_a_programme_has_a_name_or_an_acronym() -> None:
    refused(Programme)
    assert Programme.objects.create(acronym="TRQN").pk


@pytest.mark.parametrize(
    "wrong",
    [
        {"participants_total": 0},
        {"duration_value": 1},
        {"duration_unit": "week"},
        {"duration_value": 0, "duration_unit": "week"},
        {"latitude": Decimal("33.5")},
        {"latitude": Decimal(91), "longitude": Decimal(0)},
        {"title_fr": "", "title_en": ""},
        {"title_fr": None, "title_en": ""},
    ],
)
def test_an_engagement_that_contradicts_itself_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.engagement(**wrong)


def test_half_a_date_is_refused() -> None:
    made = factories.engagement(factories.JULY_2016)
    with pytest.raises(IntegrityError), transaction.atomic():
        Engagement.objects.filter(pk=made.pk).update(end_latest=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Engagement.objects.filter(pk=made.pk).update(precision="")


def test_a_reference_is_made_from_the_title_and_stays_unique() -> None:
    first = factories.engagement(factories.JULY_2016)
    second = factories.engagement(factories.JULY_2016)
    assert first.reference == "formuler-des-projets-2016"
    assert second.reference == "formuler-des-projets-2016-2"
    refused(Engagement, reference=first.reference)


def test_a_reference_never_changes() -> None:
    made = factories.engagement()
    made.reference = "autre"
    with pytest.raises(ValidationError) as caught:
        made.full_clean()
    assert "reference" in caught.value.message_dict


def test_a_partner_has_a_role_once() -> None:
    made, who = factories.engagement(), factories.partner()
    factories.role(made, who)
    factories.role(made, who, "host")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.role(made, who)


@pytest.mark.parametrize("with_programme", [False, True])
def test_a_payer_stands_once_for_an_expense_with_or_without_a_programme(
    with_programme: bool,
) -> None:
    made, who = factories.engagement(), factories.partner()
    programme = Programme.objects.create(acronym="TRQN") if with_programme else None
    factories.line(made, who, programme=programme)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.line(made, who, programme=programme)
    again = CofundingLine(
        engagement=made, funder=who, category=factories.category(), programme=programme
    )
    with pytest.raises(ValidationError):
        again.full_clean()


def test_a_payer_may_pay_the_same_expense_by_two_routes() -> None:
    made, who = factories.engagement(), factories.partner()
    factories.line(made, who)
    factories.line(made, who, programme=Programme.objects.create(acronym="TRQN"))
    factories.line(made, who, programme=Programme.objects.create(acronym="MIEUX"))
    factories.line(factories.engagement(), who)
    assert CofundingLine.objects.count() == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"share": Decimal("100.01")},
        {"share": Decimal(0)},
        {"share": Decimal(-5)},
        {"amount": Decimal(0), "currency": "EUR"},
        {"amount": Decimal(-1), "currency": "EUR"},
        {"amount": Decimal(10)},
        {"currency": "EUR"},
        {"nature": "in_kind", "amount": Decimal(10), "currency": "EUR"},
        {"nature": "cash"},
        {"amount": Decimal(10), "currency": "EUR", "amount_not_published": True},
    ],
)
def test_a_line_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    made, who = factories.engagement(), factories.partner()
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.line(made, who, **wrong)


def test_a_group_of_nobody_is_refused() -> None:
    made = factories.engagement()
    refused(ParticipantGroup, engagement=made, count=0)
    assert ParticipantGroup.objects.create(engagement=made).pk


def test_child_rows_say_something() -> None:
    made = factories.engagement()
    refused(Commitment, engagement=made)
    refused(Agreement, engagement=made)
    refused(EngagementDocument, engagement=made)
    refused(EngagementDocument, engagement=made, url="", title_fr="Un titre")
    with pytest.raises(ValidationError):
        TopicLine(engagement=made).full_clean()


@pytest.mark.parametrize("percent", [Decimal(0), Decimal(101)])
def test_a_sector_takes_a_part_of_a_hundred(percent: Decimal) -> None:
    refused(SectorLine, engagement=factories.engagement(), code="43081", percent=percent)


# Rules over several rows, at the door


def rows(word: str, *values: dict[str, Any]) -> dict[str, Any]:
    made = {}
    for number, value in enumerate(values):
        made[f"{word}/00000000-0000-4000-8000-{number:012d}"] = {**value, "position": number}
    return made


def write(made: Engagement, changes: dict[str, Any]) -> Any:
    return revisions.apply(made, changes, seen_version=made.version, author=None)


def paid(who: Partner, share: str | None = None, **more: Any) -> dict[str, Any]:
    return {"category": factories.category().code, "funder": str(who.uid), "share": share, **more}


def test_the_door_refuses_shares_that_do_not_make_a_hundred() -> None:
    made, one, two = factories.engagement(), factories.partner("A"), factories.partner("B")
    with pytest.raises(ValidationError) as caught:
        write(made, rows("cofunding", paid(one, "60"), paid(two, "39.99")))
    assert "0.01" in caught.value.messages[0] or "0,01" in caught.value.messages[0]
    assert not CofundingLine.objects.exists()


def test_the_door_fills_the_share_of_a_single_payer() -> None:
    made = factories.engagement()
    revision = write(made, rows("cofunding", paid(factories.partner())))
    line = CofundingLine.objects.get()
    assert line.share == 100
    assert revision.document[f"cofunding/{line.uid}/share"] == "100.00"


def test_a_not_detailed_split_is_kept_as_it_is() -> None:
    made = factories.engagement()
    factories.category("other")
    write(made, rows("cofunding", {**paid(factories.partner()), "category": "other"}))
    assert CofundingLine.objects.get().share is None


def test_groups_never_count_more_people_than_the_total() -> None:
    made = factories.engagement(participants_total=3)
    groups = rows("participants", {"profile": "director", "count": 2}, {"count": 2})
    with pytest.raises(ValidationError):
        write(made, groups)
    assert write(factories.engagement(), groups)


def test_several_sectors_share_a_hundred() -> None:
    made = factories.engagement()
    with pytest.raises(ValidationError):
        write(made, rows("sectors", {"code": "43081", "percent": "60"}, {"code": "15190"}))
    halves = rows("sectors", {"code": "43081", "percent": "60"}, {"code": "15190", "percent": "40"})
    assert write(factories.engagement(), halves)


def test_a_revision_holds_every_row_and_gives_it_back() -> None:
    made, who = factories.engagement(), factories.partner()
    write(made, {**rows("partners", {"partner": str(who.uid), "role": "host"}), "country": "MA"})
    first = made.version
    write(made, {"partners/00000000-0000-4000-8000-000000000000": None, "country": "TN"})
    assert not made.all_partners.exists()
    revisions.revert(made, first, author=None)
    made.refresh_from_db()
    assert made.country.code == "MA"
    assert made.all_partners.get().role == "host"


def test_several_countries_come_back_from_a_revision() -> None:
    made = factories.engagement(beneficiary_countries="MA,TN")
    document = revisions.snapshot(made)
    assert document["beneficiary_countries"] == "MA,TN"
    other = factories.engagement()
    write(other, {"beneficiary_countries": "MA,TN"})
    other.refresh_from_db()
    assert [country.code for country in other.beneficiary_countries] == ["MA", "TN"]


def test_every_column_of_a_form_is_in_the_document() -> None:
    left_out = {
        "id", "uid", "created", "updated", "first_published", "version", "created_by",
        "title", "summary", "context", "objectives", "outputs", "follow_up", "city", "venue",
        "participants_note", "how_to_take_part",
    }  # fmt: skip
    paths = {path.partition(".")[0] for path in revisions.snapshot(factories.engagement())}
    columns = {f.name for f in Engagement._meta.concrete_fields} - left_out
    columns = {name.removesuffix("_fr").removesuffix("_en") for name in columns}
    assert columns <= paths


def test_constraints_are_in_the_database_and_not_only_in_python() -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, CofundingLine._meta.db_table)
    assert "trainings_cofunding_once" in found
