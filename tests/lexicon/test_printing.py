"""The lexicon as a booklet: a letter, a domain or all of it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from lexicon import printing
from lexicon.models import Concept
from tests.lexicon import factories as make

pytestmark = pytest.mark.django_db
ADDRESS = "/fr/lexique/imprimer/"


def get(client: Client, query: str = "", address: str = ADDRESS) -> Any:
    response = client.get(address + query, headers={"accept-encoding": "identity"})
    assert response.status_code == 200
    return html.fromstring(response.content)


def words(page: Any) -> list[str]:
    return [" ".join(dt.text_content().split()) for dt in page.xpath("//dl/div/dt")]


@pytest.fixture
def entries() -> None:
    domain = make.domain()
    make.concept("étalonnage", "benchmarking", **{f"domains/{domain.code}": True})
    make.concept("cadre logique", "logical framework", acronym="CL")
    make.concept("effet", "outcome")
    make.concept("canari", "canary", state="draft")


@pytest.mark.usefixtures("entries")
def test_a_reader_chooses_among_what_there_is(client: Client) -> None:
    page = get(client)
    assert page.xpath("//ul[@class='az']//a/@href") == ["?letter=c", "?letter=e"]
    assert page.xpath("//a[starts-with(@href, '?domain=')]")
    assert page.xpath("//a[@href='?all=1']")


@pytest.mark.usefixtures("entries")
def test_all_of_it_goes_by_letter_and_ends_with_an_index(client: Client) -> None:
    page = get(client, "?all=1")
    assert words(page) == ["cadre logique CL", "effet", "étalonnage"]
    assert [h.text_content() for h in page.xpath("//section[contains(@class,'booklet')]/h2")] == [
        "C", "E", "Index des termes anglais"
    ]  # fmt: skip
    assert "stylesheet" not in page.xpath("//link/@rel"), "its sheet stands in it"
    assert page.xpath("//ul[@class='index']/li/span[@lang='en']/text()") == [
        "benchmarking", "logical framework", "outcome"
    ]  # fmt: skip
    assert words(get(client, "?all=1", "/en/lexicon/print/")) == [
        "benchmarking", "logical framework", "outcome"
    ]  # fmt: skip


@pytest.mark.usefixtures("entries")
def test_a_letter_or_a_domain_alone(client: Client) -> None:
    assert words(get(client, "?letter=E")) == ["effet", "étalonnage"]
    address = get(client).xpath("//a[starts-with(@href, '?domain=')]/@href")[0]
    assert words(get(client, address)) == ["étalonnage"]
    assert words(get(client, "?letter=z")) == []


@pytest.mark.usefixtures("entries")
def test_a_letter_with_many_words_has_pages_of_its_own_in_the_whole(
    client: Client, monkeypatch: Any
) -> None:
    monkeypatch.setattr(printing, "WORTH_A_PAGE", 2)
    apart = "//section[contains(@class,'let-')]/h2/text()"
    assert get(client, "?all=1").xpath(apart) == ["E"]
    assert get(client, "?letter=e").xpath(apart) == [], "a part runs on"
    assert get(client, "?letter=e").xpath("//body/@class") == ["let-e"]


@pytest.mark.usefixtures("entries")
def test_chosen_entries_alone_and_no_draft(client: Client) -> None:
    chosen = Concept.objects.exclude(heading_fr="effet").values_list("pk", flat=True)
    page = get(client, f"?ids={'.'.join(map(str, chosen))}.999")
    assert words(page) == ["cadre logique CL", "étalonnage"]
    assert "Mes mots" in page.xpath("//title/text()")[0]


@pytest.mark.parametrize(
    "query",
    [
        "?letter=zz",
        "?letter=%C3%A9",
        "?domain=x",
        "?domain=99999999999",
        "?ids=x",
        "?ids=1..2",
        "?ids=-1",
        "?ids=" + "9" * 30,
        "?all=1&page=9",
    ],
)
def test_what_is_not_there_is_404(client: Client, query: str) -> None:
    assert client.get(ADDRESS + query).status_code == 404


@pytest.mark.usefixtures("entries")
def test_a_great_lexicon_goes_over_volumes(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(printing, "PER_VOLUME", 2)
    assert words(get(client, "?all=1")) == ["cadre logique CL", "effet"]
    assert words(get(client, "?all=1&page=2")) == ["étalonnage"]


@pytest.mark.usefixtures("entries")
def test_a_booklet_costs_four_queries(client: Client) -> None:
    get(client)
    for query in ("?all=1", "?letter=e", ""):
        with CaptureQueriesContext(connection) as found:
            get(client, query)
        assert len(found) <= 4, query
