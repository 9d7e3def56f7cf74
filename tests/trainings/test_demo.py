from importlib import import_module

import pytest
from django.test import Client

from atoutsud.content import revisions
from tests.trainings import factories
from tests.trainings.test_views import words
from trainings import demo
from trainings.models import CofundingLine, Engagement, Partner

pytestmark = pytest.mark.django_db

EXPENSE_ITEMS = import_module("trainings.migrations.0002_expense_items").ITEMS


@pytest.fixture
def loaded() -> None:
    for code, french, english, family in EXPENSE_ITEMS:
        factories.category(code, name_fr=french, name_en=english, anc_family=family)
    demo.load(None)


@pytest.mark.usefixtures("loaded")
def test_loading_twice_changes_nothing() -> None:
    before = list(Engagement.objects.values_list("reference", "version"))
    lines = CofundingLine.objects.count()
    demo.load(None)
    assert list(Engagement.objects.values_list("reference", "version")) == before
    assert CofundingLine.objects.count() == lines
    assert {reference for reference, _version in before} == {
        "alcs",
        "bayti-insaf-2016",
        "mieux-tunisie-2019",
        "gssd-expo-2016",
    }


@pytest.mark.usefixtures("loaded")
def test_everything_loaded_is_public_in_both_languages_and_has_a_history() -> None:
    for made in [*Engagement.objects.all(), *Partner.objects.all()]:
        assert made.is_public
        assert made.languages == ("fr", "en"), made
        assert revisions.history(made).count() == 1


@pytest.mark.usefixtures("loaded")
def test_the_list_reads_as_the_facts_are(client: Client) -> None:
    text = words(client, "/fr/formations/")
    for fact in (
        "4 activités",
        "Aucune date n'est annoncée.",
        "avril 2019",
        "26 participants",
        "répartition non détaillée",
        "du 31 octobre au 3 novembre 2016",
        "Dubaï, Émirats arabes unis",
        "juillet 2016",
        "nombre de participants non communiqué",
        "Une semaine, date non communiquée",
        "12 participants",
    ):
        assert fact in text, fact
    assert text.index("avril 2019") < text.index("octobre") < text.index("juillet 2016")


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_of_the_demonstration_answers(client: Client, language: str) -> None:
    for made in [*Engagement.public.all(), *Partner.public.all()]:
        assert client.get(made.address(language)).status_code == 200


@pytest.mark.usefixtures("loaded")
def test_three_organisations_stand_on_one_line(client: Client) -> None:
    text = words(client, Engagement.public.get(reference="alcs").address("fr"))
    assert "Coopération néerlandaise, par TRQN, que conduit OIM Pays-Bas" in text
    assert "Hakima Himmich, présidente de l'ALCS" in text
