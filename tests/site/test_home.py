from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from lxml import html

from atoutsud.site import home
from atoutsud.site.models import MenuEntry, MovedPath, Page
from tests.site.factories import page

pytestmark = pytest.mark.django_db


def test_an_empty_site_has_a_home_all_the_same(client: Client) -> None:
    for address in ("/fr/", "/en/"):
        response = client.get(address)
        tree = html.fromstring(response.content)
        assert response.status_code == 200
        assert len(tree.xpath("//h1")) == 1
        assert tree.xpath("//form[@role='search']/@action")
        assert not response.cookies


def test_the_association_says_who_it_is(client: Client) -> None:
    page(role="about", lead_fr="Une association du Sud.")
    tree = html.fromstring(client.get("/fr/").content)
    assert "Une association du Sud." in tree.text_content()
    assert tree.xpath("//p[@class='tools']/a/@href")[0] == "/fr/a-propos/"


def test_an_app_offers_a_part_with_its_own_words(client: Client, monkeypatch: Any) -> None:
    known = list(home.sections)
    offered = home.Section(1, "_links.html", lambda language: {"links": [], "section": "x"})
    silent = home.Section(2, "missing.html", lambda language: None)
    monkeypatch.setattr(home.sections, "_items", [offered, silent, *known])
    response = client.get("/fr/")
    assert response.status_code == 200
    assert "<ul></ul>" in response.content.decode()


def test_the_demo_loads_once_and_in_both_languages() -> None:
    from atoutsud.site import demo

    demo.load(None)
    demo.load(None)
    assert Page.public.count() == 7
    assert Page.public.written_in("fr").count() == Page.public.written_in("en").count() == 7
    assert set(Page.objects.values_list("role", flat=True)) == {
        "about",
        "join",
        "legal",
        "accessibility",
        "privacy",
        "guide",
        "reviewing",
    }
    assert {p.slug_fr for p in Page.objects.all()} == {
        "a-propos",
        "mentions-legales",
        "accessibilite",
        "confidentialite",
        "adherer",
        "guide-des-contributeurs",
        "guide-des-relecteurs",
    }
    assert {p.slug_en for p in Page.objects.all()} == {
        "about",
        "legal",
        "accessibility",
        "privacy",
        "join",
        "contributors-guide",
        "reviewers-guide",
    }
    assert MenuEntry.objects.count() == 19
    assert MovedPath.objects.filter(old="/lexique/termes1").exists()


def test_the_demo_leaves_an_editors_words_alone() -> None:
    from atoutsud.site import demo

    mine = page(role="about", title_fr="Nos mots", body_fr="<p>À nous.</p>")
    demo.load(None)
    mine.refresh_from_db()
    assert mine.title_fr == "Nos mots"


def test_the_demo_command_loads_every_app() -> None:
    call_command("demo", verbosity=0)
    assert Page.public.count() == 7
