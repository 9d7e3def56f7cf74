"""The public history of an entry: what readers saw, by whom, and what differs."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from lexicon.models import Concept, Domain, Source
from tests.lexicon import factories as make

pytestmark = pytest.mark.django_db


def address(entry: Concept, query: str = "", code: str = "en") -> str:
    words = {"fr": "lexique/{}/historique/", "en": "lexicon/{}/history/"}[code]
    return f"/{code}/{words.format(entry.pk)}{query}"


def text_of(client: Client, entry: Concept, query: str = "", code: str = "en") -> str:
    response = client.get(address(entry, query, code), headers={"accept-encoding": "identity"})
    assert response.status_code == 200
    main = html.fromstring(response.content.decode()).find(".//main")
    return " ".join(" ".join(main.itertext()).split())


def rich() -> Concept:
    domain: Domain = make.domain()
    other = make.concept("théorie", "theory")
    hidden = make.concept("secret", "secret", state="draft")
    source = Source.objects.create(title="Guide du cycle", author="Atoutsud")
    entry = make.concept()
    author = make.member("lea@example.org", credit_choice="pseudonym", credit_name="Atlas")
    uid = "0b5f3f76-2f3c-4f0e-9d7c-0d5b8a1e1c1"
    make.change(
        entry,
        {
            "definition.fr": "Tableau qui résume un grand projet.",
            "note.en": "Often misused.",
            f"domains/{domain.code}": True,
            **make.term("fr", "matrice", status="admitted", usage_label="familier"),
            f"examples/{uid}1": {"lang": "fr", "text": "Le cadre a été rempli."},
            f"citations/{uid}2": {"source": str(source.uid), "target": "definition", "lang": "fr"},
            f"relations/{uid}3": {"kind": "see_also", "target": str(other.uid)},
            f"relations/{uid}4": {"kind": "see_also", "target": str(hidden.uid)},
        },
        author=author,
        summary="precisions",
    )
    return Concept.objects.get(pk=entry.pk)


def test_each_revision_says_who_when_why_and_what(client: Client) -> None:
    entry = rich()
    said = text_of(client, entry)
    for words in ("Revision 2", "Atlas", "Precisions", "Definition, in French", "Revision 1"):
        assert words in said, words


def test_two_revisions_are_compared_field_by_field_and_by_language(client: Client) -> None:
    entry = rich()
    said = text_of(client, entry, "?from=1&to=2")
    for words in ("grand", "Often misused.", "matrice", "Le cadre a été rempli.", "Guide du cycle",
                  "théorie", "Project cycle", "familier"):  # fmt: skip
        assert words in said or words == "théorie" and "theory" in said, words
    assert "secret" not in said
    french = text_of(client, entry, "?from=1&to=2&lang=fr")
    assert "grand" in french and "misused" not in french
    page = client.get(address(entry, "?from=2&to=1"))
    assert html.fromstring(page.content).xpath("//del")


def test_what_a_draft_said_is_never_shown(client: Client) -> None:
    entry = make.concept(state="draft", definition_fr="Brouillon canari.")
    assert client.get(address(entry)).status_code == 404
    make.change(entry, {"definition.fr": "Publié.", "state": "published"})
    said = text_of(client, entry)
    assert "canari" not in said and "Revision 1" not in said
    assert client.get(address(entry, "?from=1&to=2")).status_code == 404
    make.change(entry, {"state": "withdrawn"})
    assert client.get(address(entry)).status_code in (404, 410)


def test_a_language_without_a_term_is_not_shown(client: Client) -> None:
    entry = make.concept(en="")
    make.change(entry, {"definition.en": "Canary without a term.", "note.fr": "Une note."})
    assert "Canary" not in text_of(client, entry, "?from=1&to=2")


@pytest.mark.parametrize(
    "query", ["?from=9&to=1", "?from=x&to=1", "?from=-1&to=1", "?from=1&to=99999999999", "?page=9",
              "?from=%C2%B2&to=1"]
)  # fmt: skip
def test_what_does_not_exist_is_not_found(client: Client, query: str) -> None:
    entry = make.concept()
    make.change(entry, {"note.fr": "Une note."})
    assert client.get(address(entry, query)).status_code == 404


def test_a_credit_changed_later_changes_everywhere(client: Client) -> None:
    entry = rich()
    member = make.member("lea@example.org")
    entry_page = entry.address("en")
    assert "Atlas" in client.get(entry_page, headers={"accept-encoding": "identity"}).text
    member.credit_name = "Rose des vents"
    member.save()
    assert "Rose des vents" in text_of(client, entry)
    member.credit_choice = "anonymous"
    member.save()
    said = text_of(client, entry)
    assert "Rose" not in said and "Atlas" not in said
    assert "Rose" not in client.get(entry_page, headers={"accept-encoding": "identity"}).text


def test_an_entry_may_keep_its_contributors_unnamed(client: Client) -> None:
    entry = rich()
    make.change(entry, {"public_credit": False})
    assert "Atlas" not in text_of(client, entry)


def test_no_address_of_anyone_is_shown_and_it_costs_the_same(client: Client) -> None:
    entry = rich()

    def measured() -> int:
        client.get(address(entry))
        with CaptureQueriesContext(connection) as seen:
            assert "@" not in text_of(client, entry, "?from=1&to=2")
        return len(seen)

    before = measured()
    for number in range(8):
        make.change(entry, {"note.fr": f"Note {number}."})
    assert measured() == before
    assert before <= 9


def test_a_new_version_makes_it_new(client: Client) -> None:
    entry: Any = make.concept()
    tag = client.get(address(entry))["ETag"]
    assert client.get(address(entry), headers={"If-None-Match": tag}).status_code == 304
    make.change(entry, {"note.fr": "Une note."})
    assert client.get(address(entry), headers={"If-None-Match": tag}).status_code == 200
