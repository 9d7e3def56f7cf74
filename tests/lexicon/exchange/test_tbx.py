"""Our TBX against every rule of TBX-Basic, and foreign TBX read in its dialects."""

import re
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from lxml import etree

from lexicon.exchange import tbxreading
from lexicon.exchange.reading import Further, Incoming
from tests.lexicon import factories
from tests.lexicon.exchange import made

pytestmark = pytest.mark.django_db
# Each example is a whole lexicon written, sent out and read again.
lexicons = settings(max_examples=max(1, settings.default.max_examples // 5))
NS = {"t": "urn:iso:std:iso:30042:ed-2"}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PICKLISTS = {
    "administrativeStatus": {
        "preferredTerm-admn-sts", "admittedTerm-admn-sts", "deprecatedTerm-admn-sts",
        "supersededTerm-admn-sts",
    },
    "grammaticalGender": {"masculine", "feminine", "neuter", "other"},
    "partOfSpeech": {"noun", "verb", "adjective", "adverb", "properNoun", "other"},
    "termType": {
        "fullForm", "acronym", "abbreviation", "shortForm", "variant", "phrase",
    },
    "transactionType": {"origination", "modification"},
}  # fmt: skip
# Where each category may stand, as the dialect says.
LEVELS = {
    "subjectField": {"conceptEntry"},
    "definition": {"conceptEntry", "langSec"},
    "context": {"termSec"},
    "projectSubset": {"conceptEntry", "termSec"},
    "source": {"conceptEntry", "langSec", "termSec"},
    "crossReference": {"conceptEntry", "termSec"},
    "externalCrossReference": {"conceptEntry", "termSec"},
    "transactionType": {"conceptEntry", "termSec"},
    "responsibility": {"conceptEntry", "termSec"},
    "administrativeStatus": {"termSec"},
    "grammaticalGender": {"termSec"},
    "partOfSpeech": {"termSec"},
    "geographicalUsage": {"termSec"},
    "termType": {"termSec"},
}
META = ["descrip", "termNote", "admin", "ref", "xref", "transac", "transacNote"]


def faults(content: bytes) -> list[str]:
    """What breaks a rule of TBX-Basic in DCA style; empty when nothing does."""
    tree = etree.fromstring(content)
    found = []
    if (tree.get("style"), tree.get("type")) != ("dca", "TBX-Basic") or not tree.get(XML_LANG):
        found.append("root")
    header = [etree.QName(e).localname for e in tree.find(".//t:fileDesc", NS)]
    if header != ["titleStmt", "publicationStmt", "sourceDesc"]:
        found.append(f"header {header}")
    for body in tree.iterfind(".//t:body", NS):
        if not len(body):
            found.append("an empty body")
    idents = [e.get("id") for e in tree.iter() if e.get("id")]
    if len(idents) != len(set(idents)):
        found.append("an id twice")
    for ident in idents:
        if not re.fullmatch(r"[A-Za-z_][\w.-]*", ident):
            found.append(f"id {ident}")
    for entry in tree.iterfind(".//t:conceptEntry", NS):
        found += entry_faults(entry, set(idents))
    return found


def entry_faults(entry: Any, idents: set[str]) -> list[str]:
    found = []
    names = [etree.QName(e).localname for e in entry]
    if not entry.get("id") or "langSec" not in names:
        found.append("an entry without id or language")
    first = names.index("langSec") if "langSec" in names else 0
    if set(names[first:]) - {"langSec"}:
        found.append("something after the languages")
    languages = [section.get(XML_LANG) for section in entry.iterfind("t:langSec", NS)]
    if len(languages) != len(set(languages)):
        found.append("a language twice")
    for section in entry.iterfind("t:langSec", NS):
        inside = [etree.QName(e).localname for e in section]
        if "termSec" not in inside or inside != sorted(inside, key=lambda n: n == "termSec"):
            found.append("a language without term, or with terms before the rest")
    return found + inner_faults(entry, idents)


def inner_faults(entry: Any, idents: set[str]) -> list[str]:
    found = []
    for section in entry.iterfind(".//t:termSec", NS):
        inside = [etree.QName(e).localname for e in section]
        notes = [n for n in inside if n == "termNote"]
        if inside[0] != "term" or inside[1 : 1 + len(notes)] != notes:
            found.append("a term section that begins otherwise")
        if not (section.findtext("t:term", "", NS)).strip():
            found.append("an empty term")
    for group in entry.iterfind(".//t:descripGrp", NS):
        if len(group.findall("t:descrip", NS)) != 1:
            found.append("a group with another number of descrips")
    for element in entry.iter():
        name = etree.QName(element).localname
        if name in META:
            found += category_faults(element, idents)
    return found


def category_faults(element: Any, idents: set[str]) -> list[str]:
    kind, found = element.get("type"), []
    level = next(
        etree.QName(parent).localname
        for parent in element.iterancestors()
        if etree.QName(parent).localname in ("conceptEntry", "langSec", "termSec")
    )
    if level not in LEVELS.get(kind, set()):
        found.append(f"{kind} in {level}")
    text = "".join(element.itertext())
    if kind in PICKLISTS and text not in PICKLISTS[kind]:
        found.append(f"{kind}: {text}")
    if kind == "crossReference" and element.get("target") not in idents:
        found.append("a reference to nothing")
    if kind == "externalCrossReference" and not element.get("target", "").startswith("http"):
        found.append("an address that is none")
    return found


@lexicons
@given(made.lexicons)
def test_our_tbx_obeys_every_rule(found: Any) -> None:
    made.write(found)
    assert faults(made.exported("tbx")) == []


def test_an_empty_lexicon_is_still_valid() -> None:
    content = made.exported("tbx")
    assert faults(content) == []
    assert b"<body" not in content


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("preferredTerm-admn-sts", "preferred", "administrativeStatus: preferred"),
        ('type="subjectField"', 'type="subject"', "subject in conceptEntry"),
        ("<titleStmt>", "<titleStmt/><titleStmt>", "header"),
        ('<termNote type="termType">', '<note/><termNote type="termType">', "begins otherwise"),
    ],
)
def test_the_check_sees_what_is_wrong(good: str, bad: str, said: str) -> None:
    domain = factories.domain()
    factories.concept(**{f"domains/{domain.code}": True})
    content = made.exported("tbx").decode().replace(good, bad, 1)
    assert any(said in fault for fault in faults(content.encode()))


def test_a_definition_without_a_term_of_its_language_stands_on_the_entry() -> None:
    factories.concept("cadre logique", "", **{"definition.en": "A table."})
    content = made.exported("tbx")
    assert faults(content) == []
    tree = etree.fromstring(content)
    (own,) = tree.xpath("//t:conceptEntry/t:descripGrp/t:descrip", namespaces=NS)
    assert (own.get(XML_LANG), own.text) == ("en", "A table.")
    assert made.read(content, "a.tbx").count("same") == 1


def test_another_tool_reads_our_version_2() -> None:
    from translate.storage.tbx import tbxfile

    factories.concept("cadre logique", "logical framework", acronym="CL")
    factories.concept("œuvre & « d’été »", "work <of> summer")
    store = tbxfile()
    store.parse(made.exported("tbx2"))
    words = [{unit.source, unit.target} for unit in store.units]
    assert words == [
        {"cadre logique", "logical framework"},
        {"œuvre & « d’été »", "work <of> summer"},
    ]


def entries(content: str) -> list[Incoming]:
    return list(tbxreading.read(content.encode(), Further()))


V2 = """<?xml version="1.0"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="en"><text><body>
<termEntry id="7"><descrip type="subjectField">Budget</descrip>
<langSet xml:lang="fr_CA"><descripGrp><descrip type="definition">Somme.</descrip>
<admin type="source">Manuel</admin></descripGrp>
<ntig><termGrp><term>crédit</term><termNote type="partOfSpeech">noun</termNote>
<termNote type="administrativeStatus">notRecommended</termNote></termGrp></ntig></langSet>
<langSet xml:lang="EN-gb"><tig><term>credit</term><termNote type="usageStatus">preferred</termNote>
<descrip type="context">A credit.</descrip><termNote type="gloss">odd</termNote></tig></langSet>
<langSet xml:lang="zh"><tig><term>x</term></tig></langSet></termEntry></body></text></martif>"""


def test_version_2_is_read_with_its_habits() -> None:
    (entry,) = entries(V2)
    french, english = entry.record["terms"]
    assert (french["lang"], french["region"], french["status"]) == ("fr", "CA", "deprecated")
    assert (english["lang"], english["region"], english["status"]) == ("en", "GB", "preferred")
    assert entry.record["definition"] == {"fr": "Somme."}
    assert entry.record["citations"][0]["title"] == "Manuel"
    assert entry.record["examples"][0]["text"] == "A credit."
    assert entry.record["extra"] == {"zh": "x", "gloss": "odd"}
    assert any("zh" in remark for remark in entry.remarks)


DCT = """<tbx style="dct" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
<text><body><conceptEntry id="c1"><min:subjectField>Budget</min:subjectField>
<langSec xml:lang="fr"><descripGrp><basic:definition>Somme.</basic:definition>
<basic:source>Manuel</basic:source></descripGrp>
<termSec><term>crédit</term><min:partOfSpeech>noun</min:partOfSpeech>
<min:administrativeStatus>admittedTerm-admn-sts</min:administrativeStatus>
<basic:termType>fullForm</basic:termType></termSec></langSec></conceptEntry></body></text></tbx>"""


def test_version_3_is_read_in_the_style_of_names_too() -> None:
    (entry,) = entries(DCT)
    (term,) = entry.record["terms"]
    assert (term["text"], term["status"], term["part_of_speech"]) == ("crédit", "admitted", "noun")
    assert entry.record["domains"] == ["Budget"]
    assert entry.record["definition"] == {"fr": "Somme."}
    assert "extra" not in entry.record


def test_an_unknown_status_is_taken_as_admitted_and_flagged() -> None:
    (entry,) = entries(V2.replace("notRecommended", "maybe"))
    assert entry.record["terms"][0]["status"] == "admitted"
    assert "maybe" in entry.doubts[0]


def test_every_file_is_well_formed_whatever_the_words() -> None:
    factories.concept("a\u0001b & <c>", definition_fr="\ufffe ]]> \u0008 <b>")
    for name in ("tbx", "tbx2"):
        etree.parse(BytesIO(made.exported(name)))
