"""An editor enters four real trainings by hand: every fact in its own box, and none invented."""

from typing import Any

import pytest

from tests.journeys.conftest import send
from tests.journeys.test_editing import page
from tests.lexicon.factories import concept
from tests.trainings import factories
from trainings.models import Engagement, Partner, Programme

__all__ = ["page"]

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


class Form:
    """The form of a training as hands use it."""

    def __init__(self, page: Any, live_server: Any) -> None:
        self.page = page
        page.goto(f"{live_server.url}/admin/trainings/engagement/add/")

    def write(self, **texts: str) -> None:
        for name, text in texts.items():
            self.page.fill(f"#id_{name}", text)

    def choose(self, **values: Any) -> None:
        for name, value in values.items():
            self.page.select_option(f"#id_{name}", value)

    def when(self, text: str, said: str) -> None:
        """The echo comes from the server while one types."""
        self.page.fill("#id_when", text)
        self.page.locator("#id_when_echo", has_text=said).wait_for()

    def row(self, prefix: str) -> str:
        """A new row; what its boxes begin with."""
        group = self.page.locator(f"#{prefix}-group")
        folded = group.locator("details:not([open]) > summary")
        if folded.count():
            folded.first.click()
        number = self.page.input_value(f"#id_{prefix}-TOTAL_FORMS")
        group.locator(".add-row a").click()
        return f"{prefix}-{number}"

    def find(self, box: str, words: str) -> None:
        """A list that searches as one types."""
        self.page.click(f"#id_{box} + .select2 .select2-selection")
        self.page.locator(".select2-search__field:focus").fill(words)
        self.page.locator(".select2-results__option--highlighted", has_text=words).click()

    def partner(self, role: str, name: str, note: str = "") -> None:
        start = self.row("all_partners")
        self.find(f"{start}-partner", name)
        self.choose(**{f"{start}-role": role})
        if note:
            self.write(**{f"{start}-note_fr": note})

    def payer(self, partner: Partner, programme: Any = None, channel: Any = None) -> None:
        if not self.page.locator("#id_split-payer").is_visible():
            self.page.click(".payer summary")
        self.choose(**{"split-payer": str(partner.pk)})
        if programme:
            self.choose(**{"split-programme": str(programme.pk)})
        if channel:
            self.choose(**{"split-channel": str(channel.pk)})
        send(self.page, "[name=_payer]")

    def paid(self, expense: str, payer: str, nature: str = "in_kind") -> None:
        """The tick of the cell; the number comes by itself for a single payer."""
        heads = self.page.locator(".matrix thead th").all_text_contents()
        column = next(n for n, head in enumerate(heads) if payer in head)
        cell = self.page.locator(f"#row-{expense} > *").nth(column)
        cell.locator("[type=checkbox]").check()
        if nature:
            cell.locator("[name$=-nature]").select_option(nature)

    def publish(self) -> Engagement:
        send(self.page, ".submit-row [name=_publish]")
        assert "/change/" not in self.page.url
        return Engagement.objects.order_by("-pk")[0]


@pytest.fixture
def known() -> dict[str, Any]:
    us = factories.partner("Atoutsud", is_self=True)
    names = (
        "ALCS", "Bayti", "Insaf", "Samu Social de Casablanca", "OIM Pays-Bas",
        "Coopération néerlandaise", "Union européenne", "ICMPD", "ONM",
    )  # fmt: skip
    found: dict[str, Any] = {name: factories.partner(name) for name in names}
    trqn = Programme.objects.create(acronym="TRQN", managed_by=found["OIM Pays-Bas"])
    mieux = Programme.objects.create(acronym="MIEUX", managed_by=found["ICMPD"])
    return {**found, "Atoutsud": us, "TRQN": trqn, "MIEUX": mieux}


def split_of(made: Engagement) -> set[tuple[str, str, Any]]:
    lines = made.all_cofunding.select_related("category", "funder")
    return {(line.category.code, line.funder.name_fr, line.share) for line in lines}


def test_alcs_has_no_date_and_three_payers(page: Any, live_server: Any, known: Any) -> None:
    concept("gestion du cycle de projet")
    form = Form(page, live_server)
    form.write(
        title_fr="Formuler et gérer un projet européen",
        summary_fr="Une semaine avec l’ALCS.",
        duration_value="1",
        participants_total="12",
        objectives_fr="Comprendre le cycle de projet\nRépondre à un appel à propositions",
        context_fr="L’ALCS bâtit une stratégie internationale.",
    )
    form.choose(our_role="expert", duration_unit="week", country="MA", beneficiary_countries="MA")
    form.partner("beneficiary", "ALCS")
    form.payer(known["ALCS"])
    form.payer(known["Coopération néerlandaise"], known["TRQN"], known["OIM Pays-Bas"])
    form.paid("local_logistics", "ALCS")
    form.paid("expertise", "Atoutsud")
    form.paid("flights", "néerlandaise")
    start = form.row("all_topics")
    form.find(f"{start}-concept", "gestion du cycle de projet")
    start = form.row("all_topics")
    form.write(**{f"{start}-label_fr": "Gestion budgétaire"})
    start = form.row("all_agreements")
    form.write(
        **{
            f"{start}-purpose_fr": "Accompagner les projets, mobiliser des experts.",
            f"{start}-signatories_fr": "Hakima Himmich, présidente de l’ALCS",
        }
    )
    start = form.row("all_commitments")
    form.write(**{f"{start}-text_fr": "Répondre à des appels à propositions."})
    made = form.publish()
    assert (made.when, made.participants_total, made.country.code) == (None, 12, "MA")
    assert (made.duration_value, made.duration_unit) == (1, "week")
    assert split_of(made) == {
        ("local_logistics", "ALCS", 100),
        ("expertise", "Atoutsud", 100),
        ("flights", "Coopération néerlandaise", 100),
    }
    flights = made.all_cofunding.get(category__code="flights")
    assert (flights.programme, flights.channel) == (known["TRQN"], known["OIM Pays-Bas"])
    assert [topic.concept is not None for topic in made.all_topics.all()] == [True, False]
    assert made.all_agreements.get().when is None
    assert made.all_commitments.get().state == "open"
    assert not any(line.amount for line in made.all_cofunding.all())


def test_bayti_and_insaf_have_no_number(page: Any, live_server: Any, known: Any) -> None:
    form = Form(page, live_server)
    form.write(title_fr="Projets multilatéraux", summary_fr="Avec Bayti et Insaf.")
    form.choose(kind="action_training", country="MA", beneficiary_countries="MA")
    form.when("juillet 2016", "July 2016")
    form.partner("beneficiary", "Bayti")
    form.partner("beneficiary", "Insaf")
    form.partner("beneficiary", "Samu Social", "un représentant")
    start = form.row("all_groups")
    form.choose(**{f"{start}-profile": "director"})
    form.write(**{f"{start}-count": "2"})
    start = form.row("all_groups")
    form.choose(**{f"{start}-profile": "project_manager"})
    form.payer(known["Bayti"])
    form.paid("local_logistics", "Bayti")
    for expense in ("expertise", "flights", "accommodation_perdiem"):
        form.paid(expense, "Atoutsud")
    made = form.publish()
    assert str(made.start_earliest) == "2016-07-01"
    assert (made.precision, made.participants_total) == ("month", None)
    assert [group.count for group in made.all_groups.all()] == [2, None]
    assert made.all_partners.count() == 3
    assert ("accommodation_perdiem", "Atoutsud", 100) in split_of(made)
    page.goto(f"{live_server.url}{made.address('fr')}")
    assert "nombre non communiqué" in page.inner_text("main")


def test_mieux_is_not_detailed_and_its_list_not_complete(
    page: Any, live_server: Any, known: Any
) -> None:
    form = Form(page, live_server)
    form.write(
        title_fr="Formuler et piloter un projet européen",
        summary_fr="Avec l’initiative MIEUX.",
        participants_total="26",
    )
    form.choose(kind="action_training", country="TN", beneficiary_countries="TN")
    form.when("04/2019", "avril 2019")
    form.partner("beneficiary", "ONM")
    page.uncheck("#id_beneficiaries_complete")
    form.payer(known["Union européenne"], known["MIEUX"], known["ICMPD"])
    page.locator(".segments label", has_text="Non détaillée").click()
    form.paid("expertise", "Union européenne", nature="")
    made = form.publish()
    assert split_of(made) == {("other", "Union européenne", None)}
    assert not made.beneficiaries_complete
    page.goto(f"{live_server.url}{made.address('fr')}")
    text = page.inner_text("main")
    assert "n’est pas détaillée" in text
    assert "la liste publiée n’est pas complète" in text


def test_dubai_crosses_two_months_and_benefits_no_country(
    page: Any, live_server: Any, known: Any
) -> None:
    form = Form(page, live_server)
    form.write(title_fr="Exposition Sud-Sud", summary_fr="Atoutsud y prend part.", city_fr="Dubaï")
    form.choose(kind="conference", our_role="participant", country="AE")
    form.when("31/02/2016", "mois")
    form.when("31/10/2016-03/11/2016", "du 31 octobre au 3 novembre 2016")
    made = form.publish()
    assert (str(made.start_earliest), str(made.end_latest)) == ("2016-10-31", "2016-11-03")
    assert not made.beneficiary_countries
    assert not made.all_cofunding.exists()
    page.goto(f"{live_server.url}{made.address('en')}")
    times = page.locator("main .facts time").evaluate_all("all => all.map(t => t.dateTime)")
    assert times == ["2016-10-31", "2016-11-03"]
    for size in (360, 1280):
        page.set_viewport_size({"width": size, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == size
