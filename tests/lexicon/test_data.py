"""The lexicon as files, feeds and pieces of other people's pages."""

import gzip
import io
import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from lxml import etree, html
from openpyxl import load_workbook

from atoutsud.content.publication import State
from atoutsud.site import opendata
from lexicon.models import Concept
from tests.lexicon import factories

pytestmark = pytest.mark.django_db
FILES = {
    "/data/lexicon.json": "application/json",
    "/data/lexicon.csv": "text/csv; charset=utf-8",
    "/data/lexicon.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "/data/lexicon.tbx": "application/x-tbx+xml; charset=utf-8",
    "/data/lexicon-v2.tbx": "application/x-tbx+xml; charset=utf-8",
    "/data/lexicon.ttl": "text/turtle; charset=utf-8",
}
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def body(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.getvalue()


@pytest.mark.parametrize("address", list(FILES))
def test_each_file_is_whole_labelled_and_answers_304(client: Client, address: str) -> None:
    factories.concept("cadre logique")
    response = client.get(address, headers={"accept-encoding": "gzip"})
    assert response.headers["Content-Type"] == FILES[address]
    assert opendata.LICENCE in response.headers["Link"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    packed = response.getvalue()
    assert gzip.decompress(packed) == body(client, address)
    etag = response.headers["ETag"]
    assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    factories.concept("théorie du changement")
    changed = client.get(address, headers={"if-none-match": etag})
    assert changed.status_code == 200 and changed.getvalue()


def test_the_files_name_every_public_entry_and_no_other(client: Client) -> None:
    shown = factories.concept("cadre logique")
    factories.concept("brouillon", state="draft")
    document = json.loads(body(client, "/data/lexicon.json"))
    assert [c["uid"] for c in document["concepts"]] == [str(shown.uid)]
    book = load_workbook(io.BytesIO(body(client, "/data/lexicon.xlsx")))
    assert [row[0].value for row in book.worksheets[0].iter_rows(min_row=2)] == [str(shown.uid)]


def test_a_link_to_a_draft_is_left_out(client: Client) -> None:
    draft = factories.concept("brouillon", state="draft")
    shown = factories.concept(
        "cadre logique",
        **{f"relations/{draft.uid}": {"kind": "related", "target": str(draft.uid)}},
    )
    document = json.loads(body(client, f"/data/lexicon/{shown.pk}.json"))
    assert document["concept"]["relations"] == []
    assert document["licence"] == opendata.LICENCE


def test_an_entry_that_is_not_public_has_no_file(client: Client) -> None:
    draft = factories.concept("brouillon", state="draft")
    gone = factories.concept("retirée")
    factories.change(gone, {"state": State.WITHDRAWN})
    assert client.get(f"/data/lexicon/{draft.pk}.json").status_code == 404
    assert client.get(f"/data/lexicon/{gone.pk}.json").status_code == 410


def test_changes_tell_what_came_changed_and_went(client: Client) -> None:
    new, changed, gone, merged = (factories.concept(f"terme {n}") for n in range(4))
    factories.concept("brouillon", state="draft")
    factories.change(changed, {"definition.fr": "Autre."})
    factories.change(gone, {"state": State.WITHDRAWN})
    factories.change(merged, {"state": State.WITHDRAWN, "merged_into": str(new.uid)})
    found = json.loads(body(client, "/data/lexicon/changes.json?since=2020-01-01"))
    kinds = {row["id"]: row["kind"] for row in found["changes"]}
    assert kinds == {
        new.pk: "new", changed.pk: "changed", gone.pk: "withdrawn", merged.pk: "merged",
    }  # fmt: skip
    instead = {row["id"]: row.get("instead", {}).get("id") for row in found["changes"]}
    assert instead[merged.pk] == new.pk
    assert "terme" not in json.dumps(found)


def test_changes_since_the_last_one_are_none_and_pages_follow_one_another(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lexicon import data

    monkeypatch.setattr(data, "PER_PAGE", 2)
    made = [factories.concept(f"terme {n}") for n in range(5)]
    address, seen = "/data/lexicon/changes.json", []
    while address:
        page = json.loads(body(client, address))
        seen += [row["id"] for row in page["changes"]]
        address = (page["next"] or "").removeprefix(settings.SITE_URL)
        last = page["changes"][-1]["moment"]
    assert seen == [concept.pk for concept in made]
    rest = client.get("/data/lexicon/changes.json", {"since": last, "after": made[-1].pk})
    assert json.loads(rest.content)["changes"] == []


@pytest.mark.parametrize("since", ["hier", "2026-13-01", "1", "9999999999", "2026-01-01T99:00"])
def test_a_moment_that_is_none_is_refused_in_words(client: Client, since: str) -> None:
    response = client.get("/data/lexicon/changes.json", {"since": since})
    assert response.status_code == 400
    assert "ISO 8601" in response.json()["error"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_feeds_say_what_happened_in_the_language_of_the_page(client: Client) -> None:
    domain = factories.domain()
    inside = factories.concept("cadre logique", **{f"domains/{domain.code}": True})
    gone = factories.concept("terme retiré", "withdrawn term")
    factories.change(gone, {"state": State.WITHDRAWN})
    french = etree.fromstring(body(client, "/fr/lexique/flux.atom"))
    titles = french.xpath("//a:entry/a:title/text()", namespaces=ATOM)
    assert titles == ["Retirée\u00a0: terme retiré", "Nouvelle entrée\u00a0: cadre logique"]
    assert french.xpath("//a:entry/a:id/text()", namespaces=ATOM)[1] == f"urn:uuid:{inside.uid}"
    assert "qui résume" not in str(french.xpath("//a:entry[1]//text()", namespaces=ATOM))
    english = etree.fromstring(body(client, f"/en/lexicon/domain/{domain.where('en')}/feed.atom"))
    assert english.xpath("//a:entry/a:title/text()", namespaces=ATOM) == ["New: logical framework"]


def test_pages_lead_to_the_feeds(client: Client) -> None:
    domain = factories.domain()
    factories.concept(**{f"domains/{domain.code}": True})
    for page in ("/fr/lexique/", domain.address("fr")):
        tree = html.fromstring(client.get(page).content)
        (feed,) = tree.xpath("//link[@type='application/atom+xml']/@href")
        assert client.get(feed).status_code == 200


def test_an_entry_says_itself_to_search_engines(client: Client) -> None:
    concept = factories.concept("cadre logique", acronym="CL")
    tree = html.fromstring(client.get(concept.address("fr")).content)
    block, _breadcrumbs = tree.xpath("//script[@type='application/ld+json']/text()")
    said = json.loads(block)
    assert said["@type"] == "DefinedTerm"
    assert said["name"] == "cadre logique"
    assert said["alternateName"] == ["CL", "logical framework"]
    assert said["@id"] == f"{settings.SITE_URL}/id/{concept.pk}"
    index = html.fromstring(client.get("/fr/lexique/").content)
    (block,) = index.xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(block)["@type"] == "DefinedTermSet"


@pytest.mark.parametrize("address", ["/fr/lexique/{}/integrer/", "/en/lexicon/{}/embed/"])
def test_an_entry_can_be_framed_anywhere_and_nothing_else_can(client: Client, address: str) -> None:
    concept = factories.concept("cadre logique")
    for _again in range(2):
        response = client.get(address.format(concept.pk))
        policy = response.headers["Content-Security-Policy"]
        assert "frame-ancestors *" in policy and "default-src 'none'" in policy
        assert "X-Frame-Options" not in response.headers
        tree = html.fromstring(response.content)
        assert len(tree.findall(".//h1")) == 1
        assert not tree.xpath("//script")
        assert {a.get("target") for a in tree.xpath("//a")} == {"_top"}
    page = client.get(concept.address("fr"))
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"


def test_only_public_entries_are_embedded(client: Client) -> None:
    draft = factories.concept("brouillon", state="draft")
    assert client.get(f"/fr/lexique/{draft.pk}/integrer/").status_code == 404
    asked = {"url": f"{settings.SITE_URL}/fr/lexique/{draft.pk}/"}
    assert client.get("/data/oembed", asked).status_code == 404


def test_oembed_gives_a_frame_of_the_asked_size(client: Client) -> None:
    concept: Any = factories.concept('a "b" <c>')
    for path in (concept.address("fr"), f"/id/{concept.pk}", concept.address("en")):
        response = client.get(
            "/data/oembed", {"url": settings.SITE_URL + path, "maxwidth": "300", "maxheight": "1"}
        )
        said = response.json()
        assert (said["version"], said["type"], said["width"], said["height"]) == (
            "1.0", "rich", 300, 200,
        )  # fmt: skip
        frame = html.fromstring(said["html"])
        assert client.get(frame.get("src").removeprefix(settings.SITE_URL)).status_code == 200
        assert said["title"] == frame.get("title")


@pytest.mark.parametrize(
    "url",
    ["", "x", "https://ailleurs.example/fr/lexique/1/", "http://[", "/fr/lexique/1/",
     f"{settings.SITE_URL}/fr/contact/"],
)  # fmt: skip
def test_oembed_knows_no_other_address(client: Client, url: str) -> None:
    assert client.get("/data/oembed", {"url": url}).status_code == 404


def test_oembed_speaks_json_only(client: Client) -> None:
    assert client.get("/data/oembed", {"format": "xml"}).status_code == 501


def test_files_cost_the_same_queries_whatever_their_length(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        factories.concept(f"terme {number}", f"term {number}")
    assert Concept.public.count() == 12
    for address in ("/data/lexicon.csv", "/data/lexicon.tbx", "/data/lexicon.ttl"):
        with django_assert_max_num_queries(16):
            body(client, address)
