"""Whatever an editor may save, the export is valid or says why the training is not in it."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from atoutsud.content.dates import FIRST, LAST, Precision, VagueDate
from tests.trainings import factories
from tests.trainings.iati import standard
from tests.trainings.iati.conftest import ORG_ID
from tests.trainings.iati.makers import group, sector
from trainings import cofunding
from trainings.iati import codes, files, reasons
from trainings.models import Engagement, EngagementPartner, Partner, Programme
from trainings.models.kinds import Course, Delivery, Kind, OurRole
from trainings.models.participants import Sex

pytestmark = pytest.mark.django_db
TEXT = st.one_of(st.just(""), st.text(max_size=60).map(lambda t: t.replace("\x00", "")))
SECTORS = sorted(set(codes.table()["Sector"]) & standard.codelists()["Sector"])
SOME = [*SECTORS[::20], "00000"]


@st.composite
def dates(draw: Any) -> VagueDate | None:
    today = datetime.date.today()
    near = st.integers(-40, 40).map(lambda days: today + datetime.timedelta(days=days))
    day = st.one_of(near, st.dates(FIRST, LAST))
    if not (first := draw(st.one_of(st.none(), day))):
        return None
    last = min(first + datetime.timedelta(days=draw(st.integers(0, 60))), LAST)
    return VagueDate(first, last, draw(st.sampled_from(Precision.values)), draw(st.booleans()))


@st.composite
def trainings(draw: Any) -> dict[str, Any]:
    texts = ("title", "summary", "context", "objectives", "outputs", "city", "venue",
             "participants_note")  # fmt: skip
    limits = {"city": 100, "venue": 200, "title": 200}
    fields: dict[str, Any] = {
        f"{name}_{code}": draw(TEXT)[: limits.get(name, 300)]
        for name in texts
        for code in ("fr", "en")
    }
    countries = draw(st.lists(st.sampled_from(["MA", "TN", "SN", "FR", "AE", "PS"]), unique=True))
    return {
        **fields,
        "when": draw(dates()),
        "kind": draw(st.sampled_from(Kind.values)),
        "our_role": draw(st.sampled_from(OurRole.values)),
        "course": draw(st.sampled_from(Course.values)),
        "delivery": draw(st.sampled_from(Delivery.values)),
        "country": draw(st.sampled_from(["", "MA", "AE"])),
        "beneficiary_countries": ",".join(countries),
        "beneficiaries_complete": draw(st.booleans()),
        "participants_total": draw(st.one_of(st.none(), st.integers(1, 500))),
        "sdg_targets": draw(st.sampled_from(["", "17.9", "10.7 17.17", "1.99", "17.9 17.9"])),
        "sectors": draw(st.lists(st.sampled_from(SOME), max_size=3, unique=True)),
        "latitude": draw(st.one_of(st.none(), st.decimals(-90, 90, places=6))),
    }  # fmt: skip


@st.composite
def lines(draw: Any) -> list[dict[str, Any]]:
    found = []
    for _number in range(draw(st.integers(0, 3))):
        amount = draw(st.one_of(st.none(), st.decimals("0.01", "99999999.99", places=2)))
        nature = draw(st.sampled_from(["unknown", "in_kind", "cash", "mixed"]))
        found.append(
            {
                "nature": nature,
                "amount": amount,
                "currency": draw(st.sampled_from(["EUR", "MAD", "XYZ"])) if amount else "",
                "amount_not_published": amount is None and nature == "cash",
                "valuation_method": "estimate" if nature == "in_kind" else "",
                "value_date": draw(st.one_of(st.none(), st.dates(FIRST, LAST))),
                "note_fr": draw(TEXT)[:100],
                "payer": draw(st.integers(0, 2)),
                "routed": draw(st.booleans()),
            }
        )
    return found


@given(
    fields=trainings(),
    paid=lines(),
    people=st.lists(st.tuples(st.sampled_from(Sex.values), st.integers(1, 6)), max_size=4),
    roles=st.lists(st.sampled_from(EngagementPartner.Role.values), max_size=4),
)
def test_every_training_gives_a_valid_file_or_a_stated_reason(
    settings: Any, fields: dict[str, Any], paid: Any, people: Any, roles: Any
) -> None:
    settings.IATI_ORG_ID = ORG_ID
    for model in (Engagement, Programme, Partner):
        model.objects.all().delete()
    ourselves = factories.partner("Atoutsud", is_self=True)
    others = [factories.partner("ALCS"), factories.partner("Secret", state="draft")]
    made = _made(fields)
    programme = Programme.objects.create(acronym="P", managed_by=others[0])
    for number, line in enumerate(paid):
        payer = [ourselves, *others][line.pop("payer")]
        route = {"programme": programme, "channel": others[1]} if line.pop("routed") else {}
        factories.line(made, payer, f"item-{number}", **line, **route)
    for sex, count in people:
        group(made, count, sex)
    for role in set(roles):
        factories.role(made, others[0], role)
    told = [reason for reason in reasons(made) if reason.stops]
    found = files.export()
    document = files.activities_xml(timezone.now(), found)
    assert len(found.activities) == (0 if told else 1)
    assert not any("rule" in reason.message for reason in told), told
    if found.activities:
        assert standard.faults(document) == []
        assert b"Secret" not in document


def _made(fields: dict[str, Any]) -> Engagement:
    typed = fields.pop("sectors")
    latitude = fields.pop("latitude")
    titled = fields["title_fr"] or fields["title_en"]
    state = "published" if titled else "draft"
    point = {} if latitude is None else {"latitude": latitude, "longitude": Decimal("-7.5")}
    made = factories.engagement(fields.pop("when"), **fields, **point, state=state)
    for code, part in zip(typed, cofunding.split_evenly(len(typed)), strict=True):
        sector(made, code, percent=part)
    return made
