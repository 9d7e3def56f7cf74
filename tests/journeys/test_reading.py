"""Readers as they come: a thumb and a misspelt acronym, a keyboard alone, a screen four times
larger, a sheet of paper, a page without its style."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.lexicon import factories
from tests.news.factories import bilingual
from tests.trainings import factories as trainings

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
PHONE = {"width": 360, "height": 740}
# 1280 pixels at 400 %, as WCAG 1.4.10 counts them.
ZOOMED = {"width": 320, "height": 256}
NewPage = Callable[..., Any]
FOCUSED = """() => {
  const one = document.activeElement;
  const box = one.getBoundingClientRect();
  const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const style = getComputedStyle(one);
  return [one.getAttribute("href") ?? one.name ?? one.tagName, seen, style.outlineStyle !== "none"];
}"""


@pytest.fixture
def lexicon(db: None) -> Any:
    factories.concept(
        "cadre logique", "logical framework", acronym="CL", acronym_en="LFA",
        definition_fr="Tableau qui résume un projet.",
    )  # fmt: skip
    return factories.concept(
        "gestion axée sur les résultats", "results-based management", acronym="GAR",
        acronym_en="RBM", definition_fr="Une manière de piloter.",
        definition_en="A way to steer.",
    )  # fmt: skip


def test_a_misspelt_acronym_leads_to_its_entry_on_a_phone(
    live_server: Any, new_page: NewPage, lexicon: Any
) -> None:
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto(f"{live_server.url}/fr/")
    page.locator("main input[type=search]").tap()
    page.keyboard.type("g.a.r")
    page.keyboard.press("Enter")
    page.locator("h3 a").first.tap()
    page.wait_for_url(f"**{lexicon.address('fr')}")
    assert page.locator("h1 abbr").inner_text() == "GAR"
    factories.concept("planification par objectifs", "goal-oriented planning", acronym="ZOPP")
    # A letter for another, then words with mistakes: found all the same.
    for typed, wanted in (("zoop", "planification"), ("gestion axe sur les resultat", "gestion")):
        page.goto(f"{live_server.url}/fr/lexique/")
        page.locator("main input[type=search]").fill(typed)
        page.keyboard.press("Enter")
        page.wait_for_url("**?q=*")
        hits = page.locator("main article h3").all_inner_texts()
        assert hits and wanted in hits[0], typed


def test_the_switch_keeps_the_page_the_question_and_the_part(
    live_server: Any, new_page: NewPage, lexicon: Any
) -> None:
    page = new_page(viewport=PHONE)
    page.goto(f"{live_server.url}{lexicon.address('fr')}#contenu")
    page.click(".lang")
    page.wait_for_url(f"**{lexicon.address('en')}#contenu")
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto(f"{live_server.url}/fr/lexique/?q=gestion&lang=fr")
    page.click(".lang")
    page.wait_for_url("**/en/lexicon/?q=gestion&lang=fr")
    assert page.locator("main input[type=search]").first.input_value() == "gestion"
    page.click(".lang")
    page.wait_for_url("**/fr/lexique/?q=gestion&lang=fr")
    assert page.context.cookies() == []


def test_words_set_aside_are_printed_together_and_put_back(
    live_server: Any, new_page: NewPage, lexicon: Any
) -> None:
    page = new_page(viewport=PHONE)
    page.goto(f"{live_server.url}/fr/lexique/imprimer/")
    assert page.locator("[data-words]").is_hidden()
    page.goto(live_server.url + lexicon.address("fr"))
    button = page.locator("[data-word]")
    button.click()
    assert button.inner_text() == "Ne plus garder"
    page.goto(f"{live_server.url}/fr/lexique/imprimer/")
    page.locator("[data-words] a").click()
    page.wait_for_url(f"**?ids={lexicon.pk}")
    assert page.locator("main dt").all_inner_texts() == ["gestion axée sur les résultats GAR"]
    page.go_back()
    page.locator("[data-words] button").click()
    assert page.locator("[data-words]").is_hidden()
    page.goto(live_server.url + lexicon.address("fr"))
    assert page.locator("[data-word]").inner_text() == "Mettre de côté"


def test_an_entry_is_printed_on_one_sheet_with_its_address_and_licence(
    live_server: Any, new_page: NewPage, lexicon: Any
) -> None:
    page = new_page()
    page.goto(live_server.url + lexicon.address("fr"))
    page.emulate_media(media="print")
    printed = page.locator("body").inner_text()
    assert f"{lexicon.address('fr')}" in printed and "CC BY 4.0" in printed
    for words in ("gestion axée sur les résultats", "Une manière de piloter.", "Pour citer"):
        assert words in printed
    for furniture in ("nav", "form", "button", ".lang", ".foot"):
        assert page.locator(furniture).locator("visible=true").count() == 0, furniture
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))
    assert len(sheets) == 1


def test_a_keyboard_alone_reads_searches_and_writes(
    live_server: Any, new_page: NewPage, lexicon: Any
) -> None:
    page = new_page()
    page.goto(f"{live_server.url}/fr/lexique/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == ["#contenu", True, True]
    page.keyboard.press("Enter")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        name, seen, outlined = page.evaluate(FOCUSED)
        assert seen and outlined, name
        reached.append(name)
        if name == "q":
            break
    assert reached[-1] == "q" and not any("/contact/" in name for name in reached)
    page.keyboard.type("gestion")
    page.keyboard.press("Enter")
    page.wait_for_url("**?q=gestion")
    page.locator("main article h3 a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{lexicon.address('fr')}")
    # Every control of the entry is reached, in the order in which it is read, and none is a trap.
    wanted = page.locator("a[href], button:not([hidden]), input").count()
    tops = []
    for _ in range(wanted):
        page.keyboard.press("Tab")
        name, seen, outlined = page.evaluate(FOCUSED)
        assert seen and outlined, name
        tops.append(page.evaluate("document.activeElement.offsetTop"))
    assert page.evaluate("document.activeElement.closest('footer') !== null")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement === document.body")


def test_four_times_larger_nothing_is_cut_nor_needs_two_directions(
    live_server: Any, new_page: NewPage, lexicon: Any
) -> None:
    training = trainings.engagement(trainings.EXPO)
    for name in ("ALCS", "Bayti", "Insaf"):
        trainings.line(training, trainings.partner(name), "expertise")
    addresses = [lexicon.address("fr"), training.address("fr"), bilingual().address("fr"), "/fr/",
                 "/fr/lexique/", "/fr/lexique/lettre/g/", "/fr/formations/", "/fr/bilan/",
                 "/fr/lexique/contribuer/", "/fr/contact/", "/fr/recherche/?q=gestion",
                 "/fr/rien-de-tel/"]  # fmt: skip
    page = new_page(viewport=ZOOMED)
    faults = []
    for address in addresses:
        page.goto(live_server.url + address)
        # Also with the spacing that WCAG 1.4.12 lets a reader ask for.
        for spaced in (False, True):
            if spaced:
                page.evaluate(
                    """() => document.querySelectorAll("*").forEach((one) => {
                      one.style.letterSpacing = ".12em";
                      one.style.wordSpacing = ".16em";
                      one.style.lineHeight = "1.5";
                    })"""
                )
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > ZOOMED["width"]:
                faults.append(f"{address} {'spaced' if spaced else ''}: {wide}")
        if page.locator(".lang").bounding_box()["y"] > ZOOMED["height"]:
            faults.append(f"{address}: the switch is below the first screen")
    assert not faults, "\n".join(faults)


def test_without_style_a_page_reads_in_its_order(
    live_server: Any, new_page: NewPage, lexicon: Any
) -> None:
    page = new_page(java_script_enabled=True)
    page.goto(live_server.url + lexicon.address("fr"))
    page.evaluate(
        "document.querySelectorAll('style, link[rel=stylesheet]').forEach(e => e.remove())"
    )
    read = page.locator("body").inner_text()
    wanted = ("Aller au contenu", "Atoutsud", "English", "Lexique", "Entrée nº", "gestion axée sur",
              "Une manière de piloter.", "En anglais", "results-based management", "Sources",
              "Pour citer", "Proposer une correction", "L’association")  # fmt: skip
    places = []
    start = 0
    for words in wanted:
        start = read.find(words, start)
        assert start >= 0, f"{words} is not read after {places[-1:]}"
        places.append(words)
    # Nothing swells without its style: no drawing wider than the page.
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
