"""Links kept by identity: addresses of this site become references, others stay."""

from typing import Any

import pytest
from django.utils import translation

from atoutsud.content import rendering, revisions, targets
from tests.backoffice import factories
from tests.news.factories import article

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Any:
    return factories.page(factories.editor(), state="published", **{"title.en": "Who we are"})


def test_both_addresses_of_an_article_lead_to_it() -> None:
    made = article()
    for language in ("fr", "en"):
        assert targets.reference_of(made.address(language)) == f"ref:news.article/{made.pk}"
    assert targets.reference_of(f"/fr/actualites/{made.pk}-ancien-titre/") == (
        f"ref:news.article/{made.pk}"
    )


def test_a_page_is_known_by_the_word_of_its_address(page: Any) -> None:
    assert targets.reference_of("/fr/qui-sommes-nous/") == f"ref:site.page/{page.pk}"
    assert targets.reference_of("/en/qui-sommes-nous/") == ""


def test_our_own_host_is_known(settings: Any) -> None:
    settings.SITE_URL = "https://atoutsud.example"
    made = article()
    assert targets.reference_of(f"https://atoutsud.example{made.address('fr')}")
    assert not targets.reference_of(f"https://elsewhere.example{made.address('fr')}")


@pytest.mark.parametrize(
    "href",
    ["", "#part", "mailto:a@example.org", "https://[bad", "/fr/", "/fr/actualites/", "/admin/",
     "/fr/recherche/?q=a", "/xx/actualites/1/", "//fr/actualites/1/", "/fr/qui-sommes-nous/#part",
     "/fr/rien-de-tel/"],
)  # fmt: skip
def test_what_leads_to_no_object_stays_as_it_is(href: str) -> None:
    assert targets.reference_of(href) == ""


def test_a_pasted_link_survives_a_rename() -> None:
    made = article(title_fr="Avant", state="published")
    text = targets.by_identity(f'<p><a href="{made.address("fr")}">Le récit</a></p>')
    assert f'href="ref:news.article/{made.pk}"' in text
    revisions.apply(made, {"title.fr": "Après"}, seen_version=made.version, author=None)
    with translation.override("fr"):
        assert f"/fr/actualites/{made.pk}-apres/" in rendering.render(text, "fr")


def test_other_links_are_left(page: Any) -> None:
    text = '<p><a href="https://example.org/?a=1&amp;b=2">x</a> <a href="#s">y</a></p>'
    assert targets.by_identity(text) == text
