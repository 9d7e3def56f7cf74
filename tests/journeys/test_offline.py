"""The lexicon where there is no network: kept, searched, printed, forgotten."""

from collections.abc import Callable
from typing import Any

import pytest

from atoutsud.content.folding import elide, fold
from tests.lexicon import factories

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
PHONE = {"width": 360, "height": 740}
TYPED = (
    "L’Œuvre d’art",
    "jusqu'à  l’ÉVALUATION",
    "GAR / RBM",
    "ﬁche-projet n° 2",
    "Straße",
    "İstanbul",
    "œdème, cœur; æquo",
    "e\u0301te\u0301",
    "ὈΔΥΣΣΕΎΣ",
    "½ journée",
    "co-financement",
)


@pytest.fixture
def lexicon(db: None) -> Any:
    factories.concept(
        "gestion axée sur les résultats",
        "results-based management",
        acronym="GAR",
        **{"definition.fr": "Une manière de piloter.", "definition.en": "A way to steer."},
    )
    return factories.concept("cadre logique", "logical framework")


def ready(page: Any) -> None:
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def test_the_lexicon_is_kept_and_searched_without_network(
    live_server: Any, new_page: Callable[..., Any], lexicon: Any, settings: Any, tmp_path: Any
) -> None:
    settings.DATA_DIR = tmp_path
    page = new_page(viewport=PHONE)
    page.goto(f"{live_server.url}/fr/lexique/garder/")
    ready(page)
    assert page.locator("[data-search]").is_hidden()
    page.click("[data-keep]")
    page.locator("[data-search]").wait_for()
    page.goto(live_server.url + lexicon.address("fr"))
    read = page.locator("main").inner_text()
    page.goto(f"{live_server.url}/fr/compte/connexion/")
    page.context.set_offline(True)

    page.goto(live_server.url + lexicon.address("fr"))
    assert page.locator("main").inner_text() == read

    page.goto(f"{live_server.url}/fr/lexique/?q=GAR")
    page.locator("[data-elsewhere]").wait_for()
    assert page.locator("[data-hits] dt").first.inner_text() == "gestion axée sur les résultats"
    page.fill("#mot", "results based managment")
    assert page.locator("[data-hits] dt").first.inner_text() == "gestion axée sur les résultats"
    page.fill("#mot", "rien de tel ici")
    assert page.locator("[data-hits] dt").count() == 0
    assert page.locator("[data-found]").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    # What answers one person only was never kept.
    page.goto(f"{live_server.url}/en/lexicon/keep/")
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator("[data-pages]").wait_for()
    addresses = page.locator("[data-pages] a").evaluate_all("all => all.map(a => a.pathname)")
    assert lexicon.address("fr") in addresses
    assert not [address for address in addresses if "compte" in address]

    page.click("[data-forget]")
    page.locator("[data-search]").wait_for(state="hidden")
    assert page.evaluate("caches.keys()") == []


def test_a_device_folds_what_is_typed_as_the_site_does(
    live_server: Any, new_page: Callable[..., Any], lexicon: Any, settings: Any, tmp_path: Any
) -> None:
    settings.DATA_DIR = tmp_path
    page = new_page()
    page.goto(f"{live_server.url}/fr/lexique/garder/")
    asked = "async (all) => (({ key }) => all.map(key))(await import('/static/js/keep.js'))"
    assert page.evaluate(asked, list(TYPED)) == [fold(elide(text)) for text in TYPED]
