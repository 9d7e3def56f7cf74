"""The French catalogue: whole, in step with the code, and in French typography."""

import re

import polib
import pytest
from django.utils import translation
from django.utils.translation import gettext

from tests.catalogue import CATALOGUE, collected, has_gettext

NARROW, WIDE = "\u202f", "\u00a0"
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sdif]|%[sd]|\{[a-z_0-9.]*\}")
TAG = re.compile(r"<[^>]+>")
ENTITY = re.compile(r"&[a-z]+;|&#\d+;")
UNACCENTED = re.compile(
    r"\b(?:A (?=propos\b|partir\b|venir\b|traiter\b|relire\b|faire\b)"
    r"|E(?=tat|tiquette|diteur|dition|v[eé]nement|crire|quivalent|viter|tape|galement|l[ée]ment))"
)
FAULTS = {
    "a straight apostrophe": re.compile(r"(?<=\w)'(?=\w)"),
    "a straight quotation mark": re.compile(r'"'),
    "no narrow space before ; ! ?": re.compile(r"[^\u202f\s;!?….(\[«-][;!?]+(?=\s|$|[»)<])"),
    "a wrong space before ; ! ?": re.compile(r"[ \u00a0][;!?]"),
    "no wide space before :": re.compile(r"[^\u00a0\u202f\s]:(?=\s|$)"),
    "a wrong space before :": re.compile(r"[ \u202f]:(?=\s|$)"),
    "no narrow space inside « »": re.compile(r"«(?!\u202f)|(?<!\u202f)»"),
    "a capital without its accent": UNACCENTED,
    "three dots": re.compile(r"\.\.\."),
}


def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def typography_faults(text: str) -> list[str]:
    bare = ENTITY.sub("", TAG.sub("", PLACEHOLDER.sub("x", text)))
    return [name for name, fault in FAULTS.items() if fault.search(bare)]


def placeholder_faults(entry: polib.POEntry) -> list[str]:
    """Each sentence of the translation fills the same blanks; one alone needs no number."""
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    singular = set(PLACEHOLDER.findall(entry.msgid))
    faults = []
    for number, text in enumerate(texts(entry)):
        found = set(PLACEHOLDER.findall(text))
        fits = found <= wanted and (singular <= found or not entry.msgid_plural or number == 0)
        if not (fits if entry.msgid_plural else found == wanted):
            faults.append(f"{entry.msgid!r}: {sorted(found ^ wanted)}")
    return faults


def named(entries: list[polib.POEntry]) -> list[str]:
    return [f"{entry.msgctxt or ''} {entry.msgid}".strip() for entry in entries]


def test_nothing_is_untranslated_fuzzy_or_obsolete() -> None:
    po = catalogue()
    assert len(po) > 50
    assert named(po.untranslated_entries()) == []
    assert named(po.fuzzy_entries()) == []
    assert named(po.obsolete_entries()) == []


def test_no_message_stands_twice() -> None:
    seen = [(entry.msgctxt, entry.msgid) for entry in catalogue()]
    assert len(seen) == len(set(seen))


def test_placeholders_agree() -> None:
    assert [fault for entry in catalogue() for fault in placeholder_faults(entry)] == []


def test_tags_agree() -> None:
    wrong = [
        entry.msgid
        for entry in catalogue()
        for text in texts(entry)
        if sorted(TAG.findall(text)) != sorted(TAG.findall(entry.msgid_plural or entry.msgid))
    ]
    assert wrong == []


def test_lines_begin_and_end_alike() -> None:
    """Django refuses a catalogue where only one side begins or ends with a line break."""
    wrong = [
        entry.msgid
        for entry in catalogue()
        for text in texts(entry)
        if (text[:1] == "\n", text[-1:] == "\n")
        != (entry.msgid[:1] == "\n", entry.msgid[-1:] == "\n")
    ]
    assert wrong == []


def test_the_typography_is_french() -> None:
    wrong = [
        f"{fault}: {text}"
        for entry in catalogue()
        for text in texts(entry)
        for fault in typography_faults(text)
    ]
    assert wrong == []


@pytest.mark.skipif(not has_gettext(), reason="no gettext tools to read the code with")
def test_the_catalogue_is_in_step_with_the_code() -> None:
    asked = {(e.msgctxt, e.msgid, e.msgid_plural) for e in collected()}
    held = {(e.msgctxt, e.msgid, e.msgid_plural) for e in catalogue()}
    assert sorted(map(str, asked - held)) == [], "not in the catalogue"
    assert sorted(map(str, held - asked)) == [], "no longer in the code"


def test_a_known_word_is_french() -> None:
    with translation.override("fr"):
        assert gettext("News") == "Actualités"
    with translation.override("en"):
        assert gettext("News") == "News"


@pytest.mark.parametrize(
    "text",
    [
        "l'entrée",
        "Quoi ?",
        "Quoi?",
        "Ceci : cela",
        "Ceci: cela",
        "« mot »",
        "A propos",
        "Etat",
        "…...",
    ],
)
def test_wrong_typography_would_be_seen(text: str) -> None:
    assert typography_faults(text)


@pytest.mark.parametrize(
    "text",
    [
        f"L’entrée{NARROW}? Oui{NARROW}!",
        f"Ceci{WIDE}: «{NARROW}mot{NARROW}»{NARROW}; à 10:30",
        'À propos d’une <a href="%(url)s">page</a>&nbsp;',
        "https://example.org/?q=a",
    ],
)
def test_right_typography_passes(text: str) -> None:
    assert typography_faults(text) == []


def test_a_lost_placeholder_would_be_seen() -> None:
    assert placeholder_faults(polib.POEntry(msgid="%(n)s entries", msgstr="des entrées"))
