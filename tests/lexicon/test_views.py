"""The public pages of the lexicon: what they say, where they lead, what they cost."""

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from atoutsud.content import publication
from lexicon.browsing import PER_PAGE
from lexicon.models import Citation, Concept, Pointer, Source
from tests.lexicon import factories as make

pytestmark = pytest.mark.django_db


def get(client: Client, address: str, status: int = 200) -> Any:
    response = client.get(address, headers={"accept-encoding": "identity"})
    assert response.status_code == status, address
    return html.fromstring(response.content) if status == 200 else response


def text(node: Any) -> str:
    return re.sub(r"\s+", " ", node.text_content()).strip()


def full_entry() -> Concept:
    """An entry with every part of the model."""
    domain = make.domain()
    entry = make.concept(
        "gestion du cycle de projet",
        "project cycle management",
        acronym="GCP",
        acronym_en="PCM",
        **{
            "note.fr": "Une note.\n\n- un\n- deux",
            "reviewed_on": "2026-10-05",
            f"domains/{domain.code}": True,
            "tags/méthode": True,
        },
    )
    source = Source.objects.create(title="Guidelines", lang="en", author="EuropeAid", year=2004)
    english = entry.terms.get(text="project cycle management")
    other = make.concept("cadre logique", "logical framework")
    make.change(
        entry,
        {
            **make.term("fr", "gestion de cycle de projet", status="admitted",
                        usage_label="moins courant", position=2),
            **make.term("en", "project management cycle", status="deprecated", position=3),
            **make.term("es", "gestión del ciclo de proyecto"),
            f"examples/{uuid.uuid4()}": {"lang": "fr", "text": "La formation a suivi le cycle."},
            f"citations/{uuid.uuid4()}": {"source": str(source.uid), "target": "term",
                                          "lang": "en", "locator": "p. 4",
                                          "term": str(english.uid)},
            f"relations/{uuid.uuid4()}": {"kind": "broader", "target": str(other.uid)},
            f"mappings/{uuid.uuid4()}": {"uri": "https://iate.europa.eu/entry/1", "kind": "exact"},
        },
    )  # fmt: skip
    pointer = Pointer.objects.create(lang="fr", text="pilotage par le cycle")
    pointer.targets.add(entry)
    return Concept.objects.get(pk=entry.pk)


def test_an_entry_shows_every_part_of_itself(client: Client) -> None:
    entry = full_entry()
    page = get(client, entry.address("fr"))
    said = text(page)
    assert text(page.find(".//h1")) == "gestion du cycle de projet GCP"
    for words in (
        "gestion de cycle de projet", "moins courant", "p. 4", "EuropeAid", "GCP", "PCM",
        "pilotage par le cycle", "méthode", "Cycle de projet", "cadre logique",
        "La formation a suivi le cycle.", "gestión del ciclo de proyecto", "5 octobre 2026",
    ):  # fmt: skip
        assert words in said, words
    assert [text(word) for word in page.xpath("//ul[@class='equiv']//li/i")] == [
        "project cycle management", "project management cycle", "gestión del ciclo de proyecto"
    ]  # fmt: skip
    marks = page.xpath("//span[contains(@class, 'status')]/@class")
    assert marks == ["status ok", "status no", "status ok"]
    assert [text(li) for li in page.xpath("//div[@class='prose']//li")] == ["un", "deux"]
    assert page.xpath("//a[@href='https://iate.europa.eu/entry/1']")
    assert f"/id/{entry.pk}" in said


def test_the_other_entry_shows_the_link_from_its_side(client: Client) -> None:
    full_entry()
    page = get(client, Concept.objects.get(heading_fr="cadre logique").address("en"))
    assert "project cycle management" in text(page.xpath("//dl[@class='facts']")[0])


def test_a_hidden_entry_is_nowhere(client: Client) -> None:
    entry = full_entry()
    canary = make.concept("canarimot", "canaryword", state="draft", acronym="CNRM")
    make.change(
        entry, {f"relations/{uuid.uuid4()}": {"kind": "see_also", "target": str(canary.uid)}}
    )
    Pointer.objects.get().targets.add(canary)
    get(client, f"/fr/lexique/{canary.pk}/", 404)
    for address in (
        "/fr/lexique/", "/fr/lexique/lettre/c/", "/en/lexicon/letter/c/", "/fr/lexique/?q=canari",
        "/fr/lexique/?q=cnrm", entry.address("fr"), "/fr/lexique/lettre/p/", "/sitemap.xml",
        "/fr/", entry.domains.get().address("fr"),
    ):  # fmt: skip
        content = client.get(address, headers={"accept-encoding": "identity"}).content.decode()
        assert "canari" not in content.replace("?q=canari", "").replace("“canari”", "").replace(
            'value="canari"', ""
        ).replace("canari »", "").replace("canari ”", "").replace("term=canari", "") or (
            "q=canari" in address
        ), address
        assert "canarimot" not in content and "CNRM" not in content, address


def test_a_wrong_slug_a_merge_and_a_withdrawal(client: Client) -> None:
    a, b = make.concept("pays sous-développé", "x"), make.concept("pays en développement", "y")
    assert client.get(f"/fr/lexique/{b.pk}-autre/?q=1")["Location"] == b.address("fr") + "?q=1"
    make.change(a, {"state": "withdrawn", "replaced_by": str(b.uid)})
    page = get(client, a.address("fr"))
    assert "noindex" in page.xpath("//meta[@name='robots']/@content")[0]
    assert page.xpath(f"//main//a[@href='{b.address('fr')}']")
    assert "Tableau" not in text(page)
    make.change(a, {"merged_into": str(b.uid)})
    response = client.get(a.address("fr"))
    assert (response.status_code, response["Location"]) == (301, b.address("fr"))


def test_a_draft_that_was_never_public_and_is_withdrawn_is_404(client: Client) -> None:
    entry = make.concept(state="withdrawn")
    get(client, f"/fr/lexique/{entry.pk}/", 404)
    get(client, f"/id/{entry.pk}", 404)


def test_an_entry_of_one_language_says_so_in_the_other(client: Client) -> None:
    entry = make.concept("mot seul", "", definition_en="")
    page = get(client, entry.address("en"))
    assert "noindex" in page.xpath("//meta[@name='robots']/@content")[0]
    assert page.xpath("//link[@rel='canonical']/@href")[0].endswith(entry.address("fr"))
    assert page.xpath("//h1//span[@lang='fr']")
    assert page.xpath("//div[@lang='fr']")


def test_the_short_address_leads_to_the_readers_language(client: Client) -> None:
    entry = make.concept()
    for accepted, language in (("en-GB,fr;q=0.5", "en"), ("de", "fr"), ("", "fr")):
        response = client.get(f"/id/{entry.pk}", headers={"accept-language": accepted})
        assert (response.status_code, response["Location"]) == (303, entry.address(language))
        assert "Accept-Language" in response["Vary"]


@pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 40])
def test_an_unlikely_number_is_404(client: Client, number: str) -> None:
    for address in (f"/fr/lexique/{number}/", f"/id/{number}", f"/fr/lexique/{number}/proposer/",
                    f"/fr/lexique/domaine/{number}/"):  # fmt: skip
        get(client, address, 404)


def test_a_letter_files_accents_ligatures_figures_and_words_that_lead_elsewhere(
    client: Client,
) -> None:
    for word in ("économie", "Éducation", "efficacité", "œuvre", "3x5", "pays pivot"):
        make.concept(word, f"{word} in English")
    entry = make.concept("évaluation finale", "final evaluation", acronym="EF")
    pointer = Pointer.objects.create(lang="fr", text="écart")
    pointer.targets.add(entry)
    page = get(client, "/fr/lexique/lettre/e/")
    assert [text(dt) for dt in page.xpath("//dt")] == [
        "écart", "économie", "Éducation", "EF", "efficacité", "évaluation finale EF"
    ]  # fmt: skip
    see = page.xpath("//dd[@class='see']")
    assert [text(dd)[-17:] for dd in see] == ["évaluation finale"] * 2
    letters = page.xpath("//ul[@class='az']//a/@href")
    assert [address.split("/")[-2] for address in letters] == ["e", "o", "p", "0-9"]
    assert text(get(client, "/fr/lexique/lettre/0-9/").find(".//dt")) == "3x5"
    assert text(get(client, "/fr/lexique/lettre/o/").find(".//dt")) == "œuvre"
    assert client.get("/fr/lexique/lettre/E/")["Location"] == "/fr/lexique/lettre/e/"
    get(client, "/fr/lexique/lettre/é/", 404)


def test_homographs_are_told_apart(client: Client) -> None:
    one = make.concept("bénéficiaire", "beneficiary")
    two = make.concept("bénéficiaire", "grantee", **{"disambiguation.fr": "d’une subvention"})
    page = get(client, "/fr/lexique/lettre/b/")
    assert [text(dt) for dt in page.xpath("//dt")] == [
        "bénéficiaire", "bénéficiaire (d’une subvention)"
    ]  # fmt: skip
    for here, there in ((one, two), (two, one)):
        page = get(client, here.address("fr"))
        assert page.xpath(f"//main//p[contains(@class, 'note')]/a[@href='{there.address('fr')}']")


def test_a_long_letter_goes_over_several_pages(client: Client) -> None:
    for number in range(PER_PAGE + 3):
        make.concept(f"terme {number:04}", f"word {number:04}")
    pointer = Pointer.objects.create(lang="fr", text="terme zzz")
    pointer.targets.add(Concept.objects.first())
    first = [text(dt) for dt in get(client, "/fr/lexique/lettre/t/").xpath("//dt")]
    second = [text(dt) for dt in get(client, "/fr/lexique/lettre/t/?page=2").xpath("//dt")]
    assert (len(first), first[-1]) == (PER_PAGE, f"terme {PER_PAGE - 1:04}")
    assert second[-1] == "terme zzz" and len(second) == 4
    get(client, "/fr/lexique/lettre/t/?page=3", 404)


def test_the_front_page_shows_the_domains_as_a_tree(client: Client) -> None:
    """One that holds nothing leads to those within it; one that leads nowhere is left out."""
    top = make.domain("methodes", name_fr="Méthodes", name_en="Methods")
    child = make.domain("suivi", name_fr="Suivi", name_en="Monitoring", parent=top)
    make.domain("vide", name_fr="Vide", name_en="Empty", parent=top)
    make.concept("indicateur", "indicator", **{f"domains/{child.code}": True})
    page = get(client, "/fr/lexique/")
    tree = page.xpath("//ul[@class='two'][.//b[.='Méthodes']]")[0]
    assert [text(node) for node in tree.xpath("./li/a")] == ["Méthodes"]
    assert [node.get("href") for node in tree.xpath("./li/ul/li/a")] == [child.address("fr")]
    assert "indicateur" in text(tree)
    assert "Vide" not in text(tree)


def test_a_domain_lists_its_entries_and_its_narrower_domains(client: Client) -> None:
    parent = make.domain()
    child = make.domain("suivi", name_fr="Suivi", name_en="Monitoring", parent=parent)
    make.concept(**{f"domains/{parent.code}": True})
    make.concept("indicateur", "indicator", **{f"domains/{child.code}": True})
    page = get(client, parent.address("fr"))
    assert text(page.find(".//h1")) == "Cycle de projet"
    assert [text(dt) for dt in page.xpath("//dt")] == ["cadre logique"]
    assert page.xpath(f"//a[@href='{child.address('fr')}']")
    assert page.xpath("//a[@class='lang']/@href") == [parent.address("en")]
    assert client.get(f"/fr/lexique/domaine/{parent.pk}-x/").status_code == 301


QUERIES = {"index": 6, "list": 4, "entry": 9}


def cost(client: Client, address: str) -> int:
    publication.bump()
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    assert not any("session" in q["sql"] or "members_user" in q["sql"] for q in found)
    return len(found)


def test_queries_stay_within_budget_however_much_there_is(client: Client) -> None:
    entry = full_entry()
    places = {
        "/fr/lexique/": "index",
        "/fr/lexique/lettre/g/": "list",
        "/fr/lexique/?q=projet": "list",
        "/fr/lexique/?q=rien": "list",
        entry.domains.get().address("fr"): "list",
        entry.address("fr"): "entry",
        entry.address("en"): "entry",
    }
    get(client, "/fr/lexique/")  # what is read once in a process
    for size in (0, 10):
        for address, kind in places.items():
            assert cost(client, address) <= QUERIES[kind], (size, address)
        source = Source.objects.first()
        for number in range(size, size + 10):
            another = make.concept(
                f"gestion {number}", f"management {number}",
                **{f"domains/{entry.domains.get().code}": True},
            )  # fmt: skip
            make.change(
                entry,
                {
                    **make.term("en", f"project word {number}", status="admitted"),
                    f"relations/{uuid.uuid4()}": {"kind": "see_also", "target": str(another.uid)},
                    f"citations/{uuid.uuid4()}": {"source": str(source.uid),
                                                  "target": "note", "locator": f"p. {number}"},
                },
            )  # fmt: skip
    assert Citation.objects.count() == 21


def test_a_public_page_is_kept_until_the_lexicon_changes(client: Client) -> None:
    entry = make.concept()
    first = client.get(entry.address("fr"))
    etag = first["ETag"]
    again = client.get(entry.address("fr"), headers={"if-none-match": etag})
    assert again.status_code == 304 and not first.cookies
    make.change(entry, {"note.fr": "Une note."})
    again = client.get(entry.address("fr"), headers={"if-none-match": etag})
    assert again.status_code == 200 and "Une note." in again.content.decode()


def test_hostile_words_stay_words(client: Client) -> None:
    attack = "<script>alert(1)</script>\"'{{ 7*7 }}"
    entry = make.concept("mot " + attack, "x", definition_fr=attack, **{"note.fr": attack})
    make.change(entry, make.term("en", attack + " b", status="admitted", usage_label=attack))
    for address in (entry.address("fr"), entry.address("en"), "/fr/lexique/lettre/m/",
                    "/fr/lexique/?q=mot", f"/fr/lexique/?q={attack}", "/fr/lexique/"):  # fmt: skip
        content = client.get(address, headers={"accept-encoding": "identity"}).content.decode()
        assert "<script>alert" not in content, address


def test_the_front_page_shows_letters_domains_and_what_changed(client: Client) -> None:
    domain = make.domain()
    entry = make.concept(**{f"domains/{domain.code}": True})
    make.change(entry, {"note.fr": "x"}, summary="note ajoutée")
    page = get(client, "/en/lexicon/")
    assert page.xpath(f"//a[@href='{domain.address('en')}']")
    assert page.xpath(f"//h3/a[@href='{entry.address('en')}']")
    assert "note ajoutée" in text(page)
    assert text(page.xpath("//form[@role='search']/label")[0])
    assert get(client, "/fr/").xpath("//main")


def test_a_remark_is_marked_as_french_on_an_english_page_alone(client: Client) -> None:
    term = make.term("en", "intervention cycle", status="admitted", usage_label="moins courant")
    entry = make.concept("cycle", "cycle", **term)
    marked = "//span[@lang='fr'][text()='moins courant']"
    assert get(client, entry.address("en")).xpath(marked)
    assert not get(client, entry.address("fr")).xpath(marked)


def test_a_search_offers_no_alternates(client: Client) -> None:
    make.concept("cycle", "cycle")
    assert get(client, "/fr/lexique/").xpath("//link[@hreflang]")
    assert not get(client, "/fr/lexique/?q=cycle").xpath("//link[@hreflang]")


def test_a_source_stands_beside_what_it_supports(client: Client) -> None:
    entry = full_entry()
    one, two = Source.objects.get(), Source.objects.create(title="Mémento", lang="fr")
    make.change(entry, {
        f"citations/{uuid.uuid4()}": {"source": str(two.uid), "target": "definition",
                                      "lang": "fr", "position": 5},
    })  # fmt: skip
    page = get(client, entry.address("fr"))
    beside = page.xpath("//div[contains(@class, 'first')]//a[starts-with(@href, '#source-')]")
    assert [a.get("href") for a in beside] == ["#source-2"]
    assert "Mémento" in text(page.get_element_by_id("source-2"))
    assert one.title in text(page.get_element_by_id("source-1"))
    english = get(client, entry.address("en"))
    assert not english.xpath("//div[contains(@class, 'first')]//a[starts-with(@href, '#source-')]")
