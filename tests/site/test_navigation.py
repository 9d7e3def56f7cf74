from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from lxml import html

from atoutsud.content import publication
from atoutsud.content.publication import State
from atoutsud.site.models import MenuEntry
from atoutsud.site.navigation import BUILT_IN, Place, navigation
from tests.site.factories import bilingual, entry, page

pytestmark = pytest.mark.django_db


def links(language: str = "fr", place: str = Place.MENU) -> list[tuple[str, str]]:
    return [(x.words.text, x.address) for x in navigation(publication.seen(), language)[place]]


def test_a_site_without_entries_has_a_menu_all_the_same() -> None:
    addresses = [address for _words, address in links()]
    assert addresses[:2] == ["/fr/lexique/", "/fr/formations/"]
    assert [address for _w, address in links("en")][:2] == ["/en/lexicon/", "/en/trainings/"]


def test_every_part_of_the_site_that_can_be_chosen_exists() -> None:
    for position, name in enumerate(BUILT_IN):
        entry(built_in=name, position=position)
    for language in ("fr", "en"):
        found = links(language)
        assert len(found) == len(BUILT_IN)
        assert all(address.startswith(f"/{language}/") for _words, address in found)


def test_entries_follow_their_position_and_say_their_own_words() -> None:
    entry(built_in="news-list", position=2, label_fr="Nouvelles", label_en="What is new")
    entry(page=bilingual(), position=1)
    assert links() == [
        ("Mentions légales", "/fr/mentions-legales/"),
        ("Nouvelles", "/fr/actualites/"),
    ]
    assert links("en") == [("Legal notice", "/en/legal-notice/"), ("What is new", "/en/news/")]


def test_a_page_in_french_only_is_linked_where_it_is_written() -> None:
    entry(page=page())
    (link,) = navigation(publication.seen(), "en")[Place.MENU]
    assert (link.address, link.language, link.words.foreign) == ("/fr/a-propos/", "fr", True)


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN])
def test_a_page_that_is_not_public_stays_out_of_the_menu(state: str) -> None:
    made = page()
    entry(page=made)
    entry(built_in="news-list")
    assert len(links()) == 2
    made.state = state
    made.save()
    assert len(links()) == 1


def test_the_menu_is_read_once_for_each_content_version(django_assert_num_queries: Any) -> None:
    entry(built_in="news-list")
    seen = publication.seen()
    navigation(seen, "fr")
    with django_assert_num_queries(0):
        navigation(seen, "fr")
    entry(built_in="trainings-list")
    with django_assert_num_queries(1):
        assert len(navigation(publication.Seen(*seen[:2], seen[2]), "en")[Place.MENU]) == 2


def test_a_change_of_the_menu_reaches_the_pages(client: Client) -> None:
    client.get("/fr/contact/")
    entry(Place.SOCIAL, url="https://social.example/@atoutsud", label_fr="Notre fil")
    tree = html.fromstring(client.get("/fr/contact/").content)
    (link,) = tree.xpath("//footer//a[text()='Notre fil']")
    assert link.get("rel") == "me noopener"


def test_the_menu_marks_the_page_one_is_on(client: Client) -> None:
    entry(page=page(), position=1)
    entry(page=page(title_fr="Une autre", body_fr="<p>.</p>"), position=2)
    tree = html.fromstring(client.get("/fr/a-propos/").content)
    current = tree.xpath("//nav//a[@aria-current]")
    assert [(a.text, a.get("aria-current")) for a in current] == [("À propos", "page")]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"built_in": "news-list", "url": "https://example.org/"},
    ],
)
def test_an_entry_leads_to_exactly_one_place(fields: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        entry(label_fr="x", **fields)


@pytest.mark.parametrize("url", ["http://example.org/", "javascript:alert(1)", "//example.org"])
def test_an_address_elsewhere_is_https(url: str) -> None:
    with pytest.raises(ValidationError):
        MenuEntry(place=Place.SOCIAL, url=url, label_fr="x").full_clean()


def test_an_address_elsewhere_needs_words() -> None:
    with pytest.raises(ValidationError) as refused:
        MenuEntry(place=Place.SOCIAL, url="https://example.org/").full_clean()
    assert "label_fr" in refused.value.message_dict
