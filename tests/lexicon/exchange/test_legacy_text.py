"""The pages of the former lexicon: what is certain is read, what is doubtful is flagged."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from atoutsud.content.folding import fold
from lexicon.exchange import legacy_text
from lexicon.exchange.reading import Further, Incoming, Refused

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def entries(name: str) -> dict[str, Incoming]:
    content = (SAMPLES / name).read_bytes()
    return {fold(e.headword()): e for e in legacy_text.read(content, Further())}


@pytest.fixture(scope="module")
def page() -> dict[str, Incoming]:
    return entries("lexique-page.html")


@pytest.fixture(scope="module")
def pasted() -> dict[str, Incoming]:
    return entries("lexique-page.txt")


@pytest.fixture(autouse=True, scope="module")
def in_english() -> Iterator[None]:
    """The notes are read as they stand in the code."""
    with translation.override("en"):
        yield


def words(entry: Incoming, lang: str = "en") -> list[tuple[str, str, str]]:
    return [
        (t["text"], t["status"], t.get("usage_label", ""))
        for t in entry.record["terms"]
        if t["lang"] == lang
    ]


def test_each_bullet_is_an_entry_and_menus_are_not(page: Any, pasted: Any) -> None:
    assert list(page) == [
        "accord global", "objectifs communs de developpement", "action humanitaire",
        "credit engage", "hypothese risque", "efficience", "economie informelle", "trousse",
    ]  # fmt: skip
    assert list(pasted) == [
        "partenariat public prive", "prevoyance", "paritarisme homme femme",
    ]  # fmt: skip


def test_lines_before_the_first_headword_are_listed() -> None:
    further = Further()
    list(legacy_text.read((SAMPLES / "lexique-page.html").read_bytes(), further))
    assert "2 lines" in " ".join(further.remarks)


def test_a_comma_does_not_tell_how_many_terms_there_are(page: Any) -> None:
    entry = page["accord global"]
    assert words(entry) == [
        ("global agreement", "preferred", ""),
        ("package", "admitted", ""),
        ("package deal", "admitted", ""),
    ]
    assert len(entry.doubts) == 1 and "comma" in entry.doubts[0]
    assert entry.alternative is not None
    whole = [t["text"] for t in entry.alternative["terms"] if t["lang"] == "en"]
    assert whole == ["global agreement, package, package deal"]
    assert page["credit engage"].doubts


def test_a_semicolon_does(page: Any) -> None:
    entry = page["objectifs communs de developpement"]
    assert [w[0] for w in words(entry)] == ["common development goals", "shared targets"]
    assert not entry.doubts


def test_the_acronym_that_opens_a_definition_is_a_term(page: Any, pasted: Any) -> None:
    entry = page["objectifs communs de developpement"]
    assert [(t["text"], t["kind"]) for t in entry.record["terms"][:2]] == [
        ("Objectifs communs de développement", "full"),
        ("OCD", "acronym"),
    ]
    assert entry.record["definition"]["fr"].startswith("Huit cibles")
    assert pasted["partenariat public prive"].record["terms"][1]["text"] == "PPP"


def test_what_opens_a_definition_and_is_no_acronym_stays_and_is_flagged(pasted: Any) -> None:
    entry = pasted["prevoyance"]
    assert entry.record["definition"]["fr"].startswith("(sociale)")
    assert len(entry.record["terms"]) == 2
    assert "(sociale)" in entry.doubts[0]


def test_a_remark_in_parentheses_is_a_usage(page: Any, pasted: Any) -> None:
    entry = page["action humanitaire"]
    assert words(entry) == [
        ("humanitarian action", "preferred", ""),
        ("humanitarian activity or work", "admitted", "moins courant"),
    ]
    assert "one term or several" in entry.doubts[0]
    assert ("rendement", "admitted", "familier") in words(page["efficience"], "fr")
    assert ("concession", "admitted", "moins courant") in words(
        pasted["partenariat public prive"], "fr"
    )


def test_lists_and_notes_keep_their_shape(page: Any, pasted: Any) -> None:
    entry = page["action humanitaire"]
    assert entry.record["definition"]["fr"] == (
        "Secours portés à des personnes en détresse :\n\n- sans distinction ;\n- sans contrepartie."
    )
    assert entry.record["note"]["fr"].startswith("L’adjectif sert aussi de nom.\n\nA noter")
    assert pasted["paritarisme homme femme"].record["note"]["fr"].count("\n- ") == 2


def test_a_slash_is_never_split(page: Any, pasted: Any) -> None:
    for entry in (page["hypothese risque"], pasted["paritarisme homme femme"]):
        assert len([t for t in entry.record["terms"] if t["lang"] == "fr"]) == 1
        assert any("slash" in doubt for doubt in entry.doubts)


def test_another_sense_in_the_definition_is_flagged(page: Any) -> None:
    assert any("another sense" in doubt for doubt in page["efficience"].doubts)


def test_a_capital_that_lost_its_accent_is_pointed_at(page: Any) -> None:
    entry = page["economie informelle"]
    assert entry.record["terms"][0]["text"] == "Economie informelle"
    assert not entry.doubts
    assert any("économie" in remark for remark in entry.remarks)
    assert words(entry) == [("informal economy", "preferred", "")]


def test_an_entry_that_only_says_where_to_look_is_flagged(page: Any) -> None:
    entry = page["trousse"]
    assert entry.record["relations"] == [
        {"kind": "see_also", "headword": "Accord global", "position": 0}
    ]
    assert any("pointer" in doubt for doubt in entry.doubts)


def test_linked_terms_and_examples_are_read(page: Any, pasted: Any) -> None:
    links = page["objectifs communs de developpement"].record["relations"]
    assert [(row["kind"], row["headword"]) for row in links] == [
        ("related", "Accord global"),
        ("related", "cible"),
    ]
    examples = pasted["partenariat public prive"].record["examples"]
    assert examples[0]["text"] == "Le pont a été bâti en partenariat public-privé."


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Equivalent anglais : x", "english"),
        ("Équivalents anglais\u00a0: x", "english"),
        ("EQUIVALENT  ANGLAIS  : x", "english"),
        ("Terme connexe : x", "related"),
        ("Termes connexes: x", "related"),
        ("Synonyme : x", "synonyms"),
        ("Voir le terme : x", "see"),
        ("Voir aussi : x", "see"),
        ("A noter : x", "note"),
        ("À noter : x", "note"),
        ("Le but : x", ""),
    ],
)
def test_labels_are_known_by_their_letters(line: str, name: str) -> None:
    assert legacy_text.label_of(line)[0] == name


def test_without_bullets_blank_lines_tell_the_headwords() -> None:
    further = Further()
    text = "\nAval\nSens du courant.\nEquivalent anglais : downstream\n\nAmont\nL’autre sens.\n"
    found = list(legacy_text.read(text.encode("cp1252"), further))
    assert [e.headword() for e in found] == ["Aval", "Amont"]
    assert further.remarks


def test_a_text_without_any_headword_is_refused() -> None:
    with pytest.raises(Refused, match="headword"):
        list(legacy_text.read(b"Un texte. Deux phrases, sans rien.\n", Further()))
