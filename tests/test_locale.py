"""The French catalogue: complete, in step with the code, and well set."""

import re
import shutil
from pathlib import Path

import polib
import pytest

from tests.catalogue import collect

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
NARROW, NO_BREAK = "\u202f", "\u00a0"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w*}")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def faults_of(text: str) -> list[str]:
    """Breaches of French typography in one translation."""
    bare = PLACEHOLDER.sub("x", re.sub(r"<[^>]*>|https?://\S+|&[a-z#0-9]+;", "", text))
    faults = []
    if re.search(r"(?<=\w)'(?=\w)", bare):
        faults.append("straight apostrophe")
    if re.search(rf"[^{NARROW}\s?!»…]\s*[!?;](?:\s|$)", bare) and not re.search(
        rf"{NARROW}[!?;]", bare
    ):
        faults.append("no narrow space before ; ! ?")
    if re.search(r" [:;!?»]|« ", bare):
        faults.append("breaking space")
    if '"' in bare:
        faults.append("straight quotes")
    return faults


def test_every_message_is_translated(catalogue: polib.POFile) -> None:
    assert len(catalogue) > 300
    assert [e.msgid for e in catalogue.untranslated_entries()] == []
    assert [e.msgid for e in catalogue.fuzzy_entries()] == []
    assert [e.msgid for e in catalogue.obsolete_entries()] == []


def test_placeholders_agree(catalogue: polib.POFile) -> None:
    for entry in catalogue:
        wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(
            PLACEHOLDER.findall(entry.msgid_plural or "")
        )
        for text in texts(entry):
            found = set(PLACEHOLDER.findall(text))
            assert found <= wanted, entry.msgid
            if not entry.msgid_plural:
                assert found == wanted, entry.msgid


def test_french_is_well_set(catalogue: polib.POFile) -> None:
    faults = {
        entry.msgid: found
        for entry in catalogue
        for text in texts(entry)
        if (found := faults_of(text))
    }
    assert not faults


@pytest.mark.parametrize("text", ["l'eau", "Quoi ?", "« oui »", 'dit "oui"', "Vrai : faux"])
def test_ill_set_french_would_be_seen(text: str) -> None:
    assert faults_of(text)


@pytest.mark.parametrize("text", ["l’eau", f"Quoi{NARROW}?", f"«{NARROW}oui{NARROW}»"])
def test_well_set_french_passes(text: str) -> None:
    assert not faults_of(text)


def test_the_catalogue_is_in_step_with_the_code(catalogue: polib.POFile, tmp_path: Path) -> None:
    if not shutil.which("xgettext"):
        pytest.skip("the gettext tools are not on this machine")
    wanted = {(e.msgctxt, e.msgid) for e in collect(tmp_path)}
    known = {(e.msgctxt, e.msgid) for e in catalogue}
    # Words of the admin itself that we say better stand in the catalogue without a place in code.
    assert sorted(m for _c, m in wanted - known) == []


def test_an_untranslated_message_would_be_seen() -> None:
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="New", msgstr=""))
    with pytest.raises(AssertionError):
        assert [e.msgid for e in catalogue.untranslated_entries()] == []
