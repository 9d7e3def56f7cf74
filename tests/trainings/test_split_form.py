"""The matrix of who paid for what, posted as a browser without a script posts it."""

from contextlib import nullcontext
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from lxml import html

from atoutsud.content import revisions
from tests.backoffice.browser import posted
from tests.trainings import factories
from trainings import audit
from trainings.models import CofundingLine, Engagement, FundingCategory, Partner, Programme

pytestmark = pytest.mark.django_db
PREFIX = "all_cofunding"


@pytest.fixture
def made() -> Engagement:
    """A training whose form proposes us and its beneficiary as payers."""
    us = factories.partner("Atoutsud", is_self=True)
    engagement = factories.engagement()
    factories.role(engagement, us, "implementer")
    factories.role(engagement, factories.partner("ALCS"))
    return engagement


class Form:
    """The training's form as the page gives it; `tick` finds the cell by its row and column."""

    def __init__(self, client: Client, engagement: Engagement) -> None:
        self.client = client
        self.address = reverse("admin:trainings_engagement_change", args=[engagement.pk])
        self.read(client.get(self.address).content)

    def read(self, content: bytes) -> None:
        self.content = content
        found = posted(content, "engagement_form", "_continue")
        self.data: dict[str, Any] = {
            name: value[0] if isinstance(value, list) and len(value) == 1 else value
            for name, value in found.items()
        }

    def cell(self, code: str, payer: Partner) -> str:
        category = FundingCategory.objects.get(code=code)
        for number in range(int(self.data[f"{PREFIX}-TOTAL_FORMS"])):
            start = f"{PREFIX}-{number}-"
            key = (self.data[f"{start}category"], self.data[f"{start}funder"])
            if key == (str(category.pk), str(payer.pk)):
                return start
        raise AssertionError((code, payer))

    def tick(self, code: str, payer: Partner, **values: Any) -> None:
        start = self.cell(code, payer)
        self.data[f"{start}on"] = "on"
        self.data.update({f"{start}{name}": value for name, value in values.items()})

    def untick(self, code: str, payer: Partner) -> None:
        self.data.pop(f"{self.cell(code, payer)}on", None)

    def save(self, status: int = 302) -> Any:
        answer = self.client.post(self.address, self.data)
        assert answer.status_code == status
        if status != 302:
            self.read(answer.content)
        return answer

    def ask(self, **button: str) -> None:
        data = {k: v for k, v in self.data.items() if k != "_continue"} | button
        self.read(self.client.post(self.address, data).content)


def payer(name: str) -> Partner:
    return Partner.objects.get(name_fr=name)


def lines() -> dict[tuple[str, str], CofundingLine]:
    rows = CofundingLine.objects.select_related("category", "funder")
    return {(row.category.code, row.funder.name_fr): row for row in rows}


def test_a_tick_is_enough_for_a_single_payer(admin_client: Client, made: Engagement) -> None:
    form = Form(admin_client, made)
    form.tick("local_logistics", payer("ALCS"), nature="in_kind")
    form.tick("expertise", payer("Atoutsud"))
    form.save()
    found = lines()
    assert set(found) == {("local_logistics", "ALCS"), ("expertise", "Atoutsud")}
    assert {row.share for row in found.values()} == {Decimal("100.00")}
    assert found["local_logistics", "ALCS"].nature == "in_kind"


def test_unticking_takes_the_line_away_and_history_keeps_it(
    admin_client: Client, made: Engagement
) -> None:
    factories.line(made, payer("ALCS"), "expertise", share=100)
    form = Form(admin_client, made)
    form.untick("expertise", payer("ALCS"))
    form.save()
    assert not CofundingLine.objects.exists()
    assert revisions.history(made).exists()


def test_a_form_saved_as_shown_changes_nothing(admin_client: Client, made: Engagement) -> None:
    trqn = Programme.objects.create(acronym="TRQN", managed_by=payer("ALCS"))
    factories.line(made, payer("ALCS"), "flights", share=Decimal("33.34"), programme=trqn)
    factories.line(
        made, payer("Atoutsud"), "flights", share=Decimal("66.66"), nature="cash",
        amount_not_published=True, note_fr="Deux vols",
    )  # fmt: skip
    before = revisions.snapshot(made)
    Form(admin_client, made).save()
    assert revisions.snapshot(made) == before


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        (("60", "39,99"), "0,01"),
        (("60", ""), "chaque payeur"),
        (("80", "30"), "10"),
        (("abc", "30"), "abc"),
    ],
)
def test_a_wrong_split_is_refused_with_the_gap_and_loses_nothing(
    admin_client: Client, made: Engagement, shares: tuple[str, str], words: str
) -> None:
    form = Form(admin_client, made)
    for name, share in zip(("ALCS", "Atoutsud"), shares, strict=True):
        form.tick("expertise", payer(name), share=share)
    form.save(status=200)
    page = form.content.decode()
    assert words in page
    assert form.data[f"{form.cell('expertise', payer('ALCS'))}share"] == shares[0]
    assert form.data[f"{form.cell('expertise', payer('ALCS'))}on"] == "on"
    assert html.fromstring(page).xpath("//tr[@id='row-expertise'][contains(@class, 'errors')]")
    assert not CofundingLine.objects.exists()


def test_splitting_evenly_without_a_script_fills_in_and_saves_nothing(
    admin_client: Client, made: Engagement
) -> None:
    third = factories.partner("IOM")
    form = Form(admin_client, made)
    form.ask(**{"_payer": "1", "split-payer": str(third.pk)})
    for name in ("ALCS", "Atoutsud", "IOM"):
        form.tick("expertise", payer(name))
    category = FundingCategory.objects.get(code="expertise")
    form.ask(_even=str(category.pk))
    got = [
        form.data[f"{form.cell('expertise', payer(n))}share"] for n in ("Atoutsud", "ALCS", "IOM")
    ]
    assert sorted(got, reverse=True) == ["33.34", "33.33", "33.33"]
    assert got[0] == "33.34"
    assert not CofundingLine.objects.exists()
    form.save()
    assert sum(row.share or 0 for row in lines().values()) == 100


def test_a_column_is_a_payer_with_its_route(admin_client: Client, made: Engagement) -> None:
    iom, dutch = factories.partner("IOM"), factories.partner("Dutch cooperation")
    trqn = Programme.objects.create(acronym="TRQN", managed_by=iom)
    form = Form(admin_client, made)
    form.data["title_fr"] = ""  # what is not right yet is not said yet
    form.data["title_en"] = "Written meanwhile"
    route = {"split-payer": dutch.pk, "split-programme": trqn.pk, "split-channel": iom.pk}
    form.ask(_payer="1", **{name: str(value) for name, value in route.items()})
    page = form.content.decode()
    assert "par TRQN" in page
    assert form.data["title_en"] == "Written meanwhile"
    assert "errornote" not in page
    form.tick("flights", dutch)
    form.save()
    line = CofundingLine.objects.get()
    assert (line.programme, line.channel, line.share) == (trqn, iom, 100)


def test_another_expense_is_a_row_away(admin_client: Client, made: Engagement) -> None:
    form = Form(admin_client, made)
    venue = FundingCategory.objects.get(code="venue")
    with pytest.raises(AssertionError):
        form.cell("venue", payer("ALCS"))
    form.ask(**{"_row": "1", "split-newrow": str(venue.pk)})
    form.tick("venue", payer("ALCS"))
    form.save()
    assert ("venue", "ALCS") in lines()


def test_not_detailed_says_who_took_part_and_nothing_else(
    admin_client: Client, made: Engagement
) -> None:
    form = Form(admin_client, made)
    form.tick("expertise", payer("ALCS"), share="60")
    form.tick("flights", payer("Atoutsud"), share="50")
    form.data["split-mode"] = "none"
    form.save()
    found = lines()
    assert set(found) == {("other", "ALCS"), ("other", "Atoutsud")}
    assert {row.share for row in found.values()} == {None}
    assert 'value="none" checked' in admin_client.get(form.address).content.decode()


def test_amounts_give_the_shares_and_money_without_one_is_said(
    admin_client: Client, made: Engagement
) -> None:
    form = Form(admin_client, made)
    form.data["split-mode"] = "money"
    form.tick("expertise", payer("ALCS"), amount="300", nature="cash", share="12")
    form.tick("expertise", payer("Atoutsud"), amount="100,50", currency="eur", nature="cash")
    form.save()
    found = lines()
    assert {row.share for row in found.values()} == {None}
    assert {row.currency for row in found.values()} == {"EUR"}
    form = Form(admin_client, made)
    assert form.data["split-mode"] == "money"
    form.tick("expertise", payer("ALCS"), amount="")
    form.save(status=200)


def test_in_kind_with_an_amount_needs_its_method(admin_client: Client, made: Engagement) -> None:
    form = Form(admin_client, made)
    form.data["split-mode"] = "money"
    form.tick("expertise", payer("ALCS"), amount="300", nature="in_kind")
    form.save(status=200)
    form.tick("expertise", payer("ALCS"), valuation_method="daily_rate", quantity="2")
    form.data[f"{form.cell('expertise', payer('ALCS'))}unit_value"] = "150"
    form.save()
    line = CofundingLine.objects.get()
    assert (line.valuation_method, line.quantity, line.unit_value) == ("daily_rate", 2, 150)


def test_shares_without_amounts_say_that_money_is_not_published(
    admin_client: Client, made: Engagement
) -> None:
    form = Form(admin_client, made)
    form.tick("flights", payer("ALCS"), nature="cash")
    form.save()
    assert CofundingLine.objects.get().amount_not_published


def test_every_box_of_the_matrix_has_a_name(admin_client: Client, made: Engagement) -> None:
    tree = html.fromstring(admin_client.get(Form(admin_client, made).address).content)
    boxes = tree.xpath("//table[contains(@class, 'matrix')]//*[self::input or self::select]")
    shown = [box for box in boxes if box.get("type") != "hidden"]
    assert len(shown) > 20
    assert [box.get("name") for box in shown if not box.get("aria-label")] == []


def test_the_first_button_never_belongs_to_the_matrix(
    admin_client: Client, made: Engagement
) -> None:
    tree = html.fromstring(admin_client.get(Form(admin_client, made).address).content)
    buttons = tree.xpath("//form[@id='engagement_form']//button[not(@type='button')]")
    assert buttons[0].get("name") == "_keep"


@pytest.mark.parametrize(
    "hostile",
    [
        {"split-column": "1:2"}, {"split-column": "x:y:z"}, {"split-row": "999999999999999999999"},
        {"split-row": "-1"}, {"_even": "'"}, {"_payer": "1", "split-payer": "10" * 30},
        {f"{PREFIX}-TOTAL_FORMS": "99999999"}, {f"{PREFIX}-TOTAL_FORMS": "x"},
        {f"{PREFIX}-0-share": "1e999999999"}, {f"{PREFIX}-0-category": "x"}, {"split-mode": "?"},
        {"split-column": "1:1:1"}, {"_row": "1", "split-newrow": "0"},
    ],
)  # fmt: skip
def test_hostile_posts_never_break_the_form(
    admin_client: Client, made: Engagement, hostile: dict[str, str]
) -> None:
    form = Form(admin_client, made)
    form.tick("expertise", payer("ALCS"))
    answer = admin_client.post(form.address, {**form.data, **hostile})
    assert answer.status_code in (200, 302)


def test_how_a_date_is_understood_is_told_while_it_is_typed(admin_client: Client) -> None:
    address = reverse("admin:trainings_engagement_understood")
    told = admin_client.get(address, {"text": "du 1er au 5 avril 2019"}).json()
    assert "du 1er au 5 avril 2019" in told["words"]
    assert "1–5 April 2019" in told["words"]
    assert "Dans l’agenda." in told["words"]
    assert told["good"]
    for text, good in (
        ("", True),
        ("31/02/2019", False),
        ("29 février 2016", True),
        ("x" * 500, False),
    ):
        assert admin_client.get(address, {"text": text}).json()["good"] is good, text


def test_the_panel_says_what_stops_and_leads_there(admin_client: Client, made: Engagement) -> None:
    tree = html.fromstring(admin_client.get(Form(admin_client, made).address).content)
    anchors = tree.xpath("//section[@class='gates']//a/@href")
    assert "#id_when" in anchors
    ids = set(tree.xpath("//@id"))
    assert {anchor.removeprefix("#") for anchor in anchors} <= ids


def test_the_list_costs_the_same_for_one_training_or_many(
    admin_client: Client, made: Engagement, django_assert_max_num_queries: Any
) -> None:
    address = reverse("admin:trainings_engagement_changelist")
    for number in range(12):
        other = factories.engagement(title_fr=f"N {number}")
        factories.role(other, payer("ALCS"))
        factories.line(other, payer("ALCS"), share=100)
    with django_assert_max_num_queries(16):
        assert admin_client.get(address).status_code == 200


def test_an_empty_post_is_refused_like_any_other(admin_client: Client, made: Engagement) -> None:
    address = reverse("admin:trainings_engagement_change", args=[made.pk])
    assert admin_client.post(address, {}).status_code == 200


def test_a_second_payer_finds_no_stale_hundred(admin_client: Client, made: Engagement) -> None:
    factories.line(made, payer("ALCS"), "expertise", share=100)
    form = Form(admin_client, made)
    assert not form.data.get(f"{form.cell('expertise', payer('ALCS'))}share")
    form.ask(**{"_payer": "1", "split-payer": str(payer("Atoutsud").pk)})
    form.tick("expertise", payer("Atoutsud"))
    form.save()
    assert {row.share for row in lines().values()} == {None}


def test_a_working_draft_shows_its_own_split(admin_client: Client, made: Engagement) -> None:
    factories.line(made, payer("ALCS"), "flights", share=100)
    factories.line(made, payer("Atoutsud"), "flights2", share=100)
    form = Form(admin_client, made)
    form.untick("flights", payer("ALCS"))
    form.tick("flights2", payer("ALCS"), share="40")
    form.data[f"{form.cell('flights2', payer('Atoutsud'))}share"] = "60"
    data = {k: v for k, v in form.data.items() if k != "_continue"} | {"_keep": "1"}
    assert admin_client.post(form.address, data).status_code == 302
    assert set(lines()) == {("flights", "ALCS"), ("flights2", "Atoutsud")}  # readers see no change
    again = Form(admin_client, made)
    assert f"{again.cell('flights', payer('ALCS'))}on" not in again.data
    assert again.data[f"{again.cell('flights2', payer('ALCS'))}on"] == "on"
    shares = [again.data[f"{again.cell('flights2', payer(n))}share"] for n in ("ALCS", "Atoutsud")]
    assert [share.replace(",", ".") for share in shares] == ["40.00", "60.00"]
    again.data = {k: v for k, v in again.data.items() if k != "_continue"} | {"_publish": "1"}
    again.save()
    assert set(lines()) == {("flights2", "ALCS"), ("flights2", "Atoutsud")}


CASES = {
    "two thirds and a third and a cent": (("33.33", "33.33", "33.34"), True),
    "a cent short": (("33.33", "33.33", "33.33"), False),
    "a cent too much": (("33.33", "33.34", "33.34"), False),
    "one payer of three unknown": (("50", "50", None), False),
    "all unknown": ((None, None, None), True),
    "alone and unsaid": ((None,), True),
}
PAYERS = ("Atoutsud", "ALCS", "Bayti")


@pytest.mark.parametrize(("shares", "right"), CASES.values(), ids=CASES)
def test_form_door_and_audit_judge_a_split_alike(
    admin_client: Client, made: Engagement, shares: tuple[str | None, ...], right: bool
) -> None:
    factories.role(made, factories.partner("Bayti"))
    paid = list(zip(PAYERS, shares, strict=False))
    form = Form(admin_client, made)
    for name, share in paid:
        form.tick("flights", payer(name), share=share or "")
    form.save(status=302 if right else 200)
    assert CofundingLine.objects.count() == (len(shares) if right else 0)
    stored = [row.share for row in CofundingLine.objects.order_by("position")]
    assert stored in ([], [Decimal(share) if share else None for share in shares], [Decimal(100)])
    assert not list(audit.splits())

    CofundingLine.objects.all().delete()
    flights = FundingCategory.objects.get(code="flights")
    rows = {
        f"cofunding/00000000-0000-4000-8000-{number:012d}": {
            "category": flights.code, "funder": str(payer(name).uid), "share": share,
            "position": number,
        }
        for number, (name, share) in enumerate(paid)
    }  # fmt: skip
    made.refresh_from_db()
    with nullcontext() if right else pytest.raises(ValidationError):
        revisions.apply(made, rows, seen_version=made.version, author=None)
    assert CofundingLine.objects.count() == (len(shares) if right else 0)

    CofundingLine.objects.all().delete()
    for name, share in paid:  # past the door, as a script or another program would
        told = Decimal(100) if right and len(paid) == 1 else share and Decimal(share)
        factories.line(made, payer(name), "flights", share=told)
    assert right is not bool(list(audit.splits()))
