"""The words of the demo lexicon keep the rules of entries, and those of good typography."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from atoutsud.content.folding import fold, letter

FOLDER = Path(__file__).parents[2] / "lexicon" / "demo"
LANGUAGES = ("fr", "en")
KINDS = {"full", "acronym", "abbreviation", "short", "variant", "phrase"}
STATUSES = {"preferred", "admitted", "deprecated", "superseded"}
RELATIONS = {"see_also", "related", "broader", "not_to_confuse_with"}
ALLOWED = {
    "concept": {
        "key", "state", "domains", "tags", "reviewed_on", "disambiguation_fr",
        "disambiguation_en", "terms", "definition_fr", "definition_en", "note_fr", "note_en",
        "examples", "citations", "relations", "replaced_by", "mappings", "autolink",
    },
    "term": {
        "lang", "text", "kind", "status", "usage_label", "region", "gender",
        "part_of_speech", "feminine", "short_for",
    },
}  # fmt: skip
ACRONYMS = {
    "fr": "GCP ACL APD CAD ODD OMD CSS PPP NEPAD OSC ONG S&E TdR UE IOV PMA MNA VFG GES",
    "en": "PCM LFA ODA DAC SDGs MDGs SSC PPP NEPAD CSO NGO M&E ToR EU OVI LDCs IDP GBV GHG",
}
# Accents that capitals lose on an old keyboard.
BARE_CAPITALS = re.compile(
    r"\b(?:Etat|Etats|Economi|Education|Evaluation|Egal|Equit|Equip|Etude|Etap|Echange|Ecol|Energ"
    r"|Elabor|Emission|Ensemble des Etats|Acces)\w*"
)


def read(name: str) -> list[dict[str, Any]]:
    return list(json.loads((FOLDER / name).read_text(encoding="utf-8")))


DOMAINS = read("domains.json")
SOURCES = read("sources.json")
POINTERS = read("pointers.json")
CONCEPTS = [entry for domain in DOMAINS for entry in read(f"concepts-{domain['code']}.json")]
BY_KEY = {entry["key"]: entry for entry in CONCEPTS}


def terms() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for entry in CONCEPTS:
        for term in entry["terms"]:
            yield entry, term


def relations(kind: str) -> list[tuple[str, str]]:
    return [
        (entry["key"], row["to"])
        for entry in CONCEPTS
        for row in entry.get("relations", [])
        if row["kind"] == kind
    ]


def prose(language: str) -> Iterator[tuple[str, str]]:
    for entry in CONCEPTS:
        for field in ("definition", "note", "disambiguation"):
            if text := entry.get(f"{field}_{language}"):
                yield f"{entry['key']}/{field}", text
        for example in entry.get("examples", []):
            if example["lang"] == language:
                yield f"{entry['key']}/example", example["text"]


def test_there_are_enough_entries_domains_and_definitions_in_both_languages() -> None:
    bilingual = [e for e in CONCEPTS if e.get("definition_fr") and e.get("definition_en")]
    assert len(CONCEPTS) >= 128
    assert len(bilingual) >= 100
    assert len(DOMAINS) >= 10


def test_every_file_of_words_belongs_to_a_domain() -> None:
    files = {path.stem.removeprefix("concepts-") for path in FOLDER.glob("concepts-*.json")}
    assert files == {domain["code"] for domain in DOMAINS}


def test_keys_are_unique_and_slugs() -> None:
    for rows, name in ((CONCEPTS, "key"), (SOURCES, "key"), (DOMAINS, "code")):
        names = [row[name] for row in rows]
        assert len(names) == len(set(names))
        assert all(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", each) for each in names)


def test_only_known_names_and_values_are_written() -> None:
    for entry in CONCEPTS:
        assert set(entry) <= ALLOWED["concept"], entry["key"]
        assert entry["state"] in {"draft", "published", "withdrawn"}
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", entry.get("reviewed_on", "2026-01-01"))
    for entry, term in terms():
        assert set(term) <= ALLOWED["term"], entry["key"]
        assert term["kind"] in KINDS and term["status"] in STATUSES
        assert term.get("gender", "m") in {"m", "f", "mf"}
        assert term.get("part_of_speech", "noun") in {"noun", "verb", "adjective", "adverb"}
        assert 0 < len(term["text"]) <= 200 and term["text"] == " ".join(term["text"].split())
        assert len(term.get("usage_label", "")) <= 120 and len(term.get("region", "")) <= 60


def test_a_domain_names_its_parent_and_turns_in_no_circle() -> None:
    parents = {domain["code"]: domain["parent"] for domain in DOMAINS}
    for code in parents:
        seen, at = set(), code
        while at is not None:
            assert at in parents and at not in seen
            seen.add(at)
            at = parents[at]


def test_nothing_dangles() -> None:
    sources = {source["key"] for source in SOURCES}
    codes = {domain["code"] for domain in DOMAINS}
    for entry in CONCEPTS:
        assert entry["domains"] and set(entry["domains"]) <= codes
        assert {row["source"] for row in entry.get("citations", [])} <= sources
        targets = [row["to"] for row in entry.get("relations", [])]
        assert set(targets) <= BY_KEY.keys() - {entry["key"]}, entry["key"]
        assert entry.get("replaced_by") is None or entry["replaced_by"] in BY_KEY
    assert all(set(pointer["targets"]) <= BY_KEY.keys() for pointer in POINTERS)
    cited = {row["source"] for entry in CONCEPTS for row in entry.get("citations", [])}
    assert cited == sources


def test_nothing_public_leads_to_a_draft() -> None:
    hidden = {entry["key"] for entry in CONCEPTS if entry["state"] != "published"}
    for entry in CONCEPTS:
        assert not hidden & {row["to"] for row in entry.get("relations", [])}, entry["key"]
    assert not any(hidden & set(pointer["targets"]) for pointer in POINTERS)


def test_one_full_form_is_recommended_by_language_and_none_is_written_twice() -> None:
    for entry in CONCEPTS:
        best = Counter(
            term["lang"]
            for term in entry["terms"]
            if (term["kind"], term["status"]) == ("full", "preferred")
        )
        assert best and max(best.values()) == 1, entry["key"]
        rows = Counter((term["lang"], fold(term["text"]), term["kind"]) for term in entry["terms"])
        assert max(rows.values()) == 1, entry["key"]
        full = {(t["lang"], t["text"]) for t in entry["terms"] if t["kind"] == "full"}
        for term in entry["terms"]:
            if "short_for" in term:
                assert (term["lang"], term["short_for"]) in full, entry["key"]


def test_an_acronym_says_what_it_stands_for() -> None:
    assert [e["key"] for e, t in terms() if t["kind"] == "acronym" and "short_for" not in t] == []


def test_a_term_advised_against_says_why() -> None:
    silent = [
        t["text"] for _, t in terms() if t["status"] == "deprecated" and "usage_label" not in t
    ]
    assert silent == []


def test_a_published_entry_has_a_definition_of_a_readable_length() -> None:
    for entry in CONCEPTS:
        written = [
            entry[f"definition_{code}"] for code in LANGUAGES if f"definition_{code}" in entry
        ]
        assert written or entry["state"] == "draft", entry["key"]
        for text in written:
            assert 40 <= len(text) <= 700, (entry["key"], len(text))
            assert text.endswith((".", ";", "?")), entry["key"]


def test_the_same_link_is_given_once() -> None:
    for kind in RELATIONS:
        pairs = relations(kind)
        if kind in {"related", "not_to_confuse_with"}:
            pairs = [(min(pair), max(pair)) for pair in pairs]
        assert len(pairs) == len(set(pairs)), [p for p, n in Counter(pairs).items() if n > 1]


def test_broader_turns_in_no_circle_and_is_never_also_related() -> None:
    above: dict[str, set[str]] = {}
    for low, high in relations("broader"):
        above.setdefault(low, set()).add(high)

    def ancestors(key: str, seen: set[str]) -> set[str]:
        for each in above.get(key, set()) - seen:
            ancestors(each, seen | {each})
            seen = seen | {each} | ancestors(each, seen | {each})
        return seen

    for key in above:
        assert key not in ancestors(key, set())
    for one, two in relations("related"):
        assert one not in ancestors(two, set()) and two not in ancestors(one, set()), (one, two)


def test_homographs_are_told_apart_in_each_language() -> None:
    for code in LANGUAGES:
        heads: dict[str, list[dict[str, Any]]] = {}
        for entry, term in terms():
            if (term["lang"], term["kind"], term["status"]) == (code, "full", "preferred"):
                heads.setdefault(fold(term["text"]), []).append(entry)
        same = {head: entries for head, entries in heads.items() if len(entries) > 1}
        for head, entries in same.items():
            glosses = [entry.get(f"disambiguation_{code}") for entry in entries]
            assert all(glosses) and len(set(glosses)) == len(glosses), head
        if code == "fr":
            assert same.keys() >= {"mission", "programme", "contribution", "beneficiaire"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_acronyms_of_the_trade_are_there(code: str) -> None:
    held = {
        term["text"] for _, term in terms() if term["lang"] == code and term["kind"] == "acronym"
    }
    assert set(ACRONYMS[code].split()) <= held


def test_every_kind_status_and_relation_is_used() -> None:
    assert {term["kind"] for _, term in terms()} == KINDS
    assert {term["status"] for _, term in terms()} == STATUSES
    assert all(relations(kind) for kind in RELATIONS)
    assert {term.get("gender") for _, term in terms()} >= {"m", "f", "mf"}
    assert {entry["state"] for entry in CONCEPTS} == {"draft", "published", "withdrawn"}


def test_the_habits_of_a_real_lexicon_are_there() -> None:
    labels = {term.get("usage_label") for _, term in terms()}
    assert {"familier", "moins courant", "anglicisme"} <= labels
    assert any(term.get("feminine") for _, term in terms())
    assert any(term.get("region") for _, term in terms())
    assert any(" / " in term["text"] for _, term in terms() if term["status"] == "preferred")
    heads = [term["text"] for _, term in terms() if term["lang"] == "fr"]
    assert any(letter(head) == "0-9" for head in heads)
    assert any("œ" in head for head in heads)
    assert any(head[0] in "éÉ" for head in heads)
    notes = [entry.get("note_fr", "") for entry in CONCEPTS]
    assert sum("\n- " in note for note in notes) >= 3
    assert any("\n\n" in entry.get("definition_fr", "") for entry in CONCEPTS)
    assert sum(bool(entry.get("note_en")) for entry in CONCEPTS) >= 10
    assert sum(bool(entry.get("examples")) for entry in CONCEPTS) >= 20
    assert sum(bool(entry.get("citations")) for entry in CONCEPTS) >= 25
    assert all(len(pointer["targets"]) > 1 for pointer in POINTERS)
    assert {pointer["lang"] for pointer in POINTERS} == set(LANGUAGES)


def test_some_entries_are_in_one_language_only() -> None:
    lacking_english = [e for e in CONCEPTS if e.get("definition_fr") and not e.get("definition_en")]
    english_only = [e for e in CONCEPTS if e.get("definition_en") and not e.get("definition_fr")]
    no_french_term = [e for e in CONCEPTS if {t["lang"] for t in e["terms"]} == {"en"}]
    assert len(lacking_english) >= 4 and len(english_only) >= 2 and len(no_french_term) >= 3


def test_a_withdrawn_entry_says_what_replaces_it() -> None:
    withdrawn = [entry for entry in CONCEPTS if entry["state"] == "withdrawn"]
    assert withdrawn and all(
        BY_KEY[entry["replaced_by"]]["state"] == "published" for entry in withdrawn
    )


def test_french_is_typed_as_it_should_be() -> None:
    for where, text in prose("fr"):
        assert not re.search(r"['\"`]|\.\.\.|  | \.| ,|\( | \)|oeu|Oeu", text), where
        assert not re.search(r"[^\s\u00a0\u202f][;!?»]|«[^\s\u00a0\u202f]", text), where
        assert not re.search(r"[^\s\u00a0\u202f\d]:(?!//)", text), where
        assert text.count("«") == text.count("»"), where
        assert not BARE_CAPITALS.search(text), where
    for entry, term in terms():
        if term["lang"] == "fr":
            assert not re.search(r"['\"]|oeuvr", term["text"]), entry["key"]
        assert not re.search(r"['\"]", term.get("usage_label", "")), entry["key"]


def test_english_is_british_and_typed_as_it_should_be() -> None:
    american = re.compile(r"\b(?:program|programs|\w+ization|center|labor|behavior|toward)\b", re.I)
    for where, text in prose("en"):
        assert not re.search(r"['\"`]|\.\.\.|  | [;:!?.,]|[«»]", text), where
        assert not american.search(text), where


def test_a_list_stands_alone_in_its_paragraph() -> None:
    for code in LANGUAGES:
        for where, text in prose(code):
            for block in text.split("\n\n"):
                lines = block.split("\n")
                assert len(lines) == 1 or all(line.startswith("- ") for line in lines), where


def test_sources_are_public_documents_said_in_full() -> None:
    for source in SOURCES:
        assert source["title"] and source["author"] and source["publisher"]
        assert source["year"] is None or 1945 <= source["year"] <= 2026
        assert source["url"] == "" or source["url"].startswith("https://")
