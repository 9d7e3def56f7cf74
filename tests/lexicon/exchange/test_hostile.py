"""Malformed, hostile and huge files: refused in words, with the line, and nothing written."""

import io
import tracemalloc
import zipfile

import pytest

from lexicon.exchange import reading, spreadsheet
from lexicon.exchange.reading import Refused
from lexicon.models import Concept, Contribution, ImportRow
from tests.lexicon import factories
from tests.lexicon.exchange import made

pytestmark = pytest.mark.django_db
V3 = '<tbx style="dca" type="TBX-Basic" xml:lang="fr" xmlns="urn:iso:std:iso:30042:ed-2">'
ENTITY = '<!DOCTYPE tbx [<!ENTITY a "boum">]>'
NESTED = "[" * 100_000

MALFORMED = {
    "cut.tbx": (f"{V3}\n<text><body>\n<conceptEntry id='c1'>".encode(), "Line 3"),
    "entity.tbx": (f'<?xml version="1.0"?>\n{ENTITY}\n{V3}</tbx>'.encode(), "Line 2"),
    "outside.tbx": (
        f'<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]>{V3}&x;</tbx>'.encode(),
        "entities",
    ),
    "wide.tbx": (f"<!DOCTYPE tbx [<!ENTITY a '1'>]>{V3}".encode("utf-16"), "entities"),
    "deep.tbx": ((V3 + "<a>" * 200 + "</a>" * 200 + "</tbx>").encode(), "deeply|well-formed"),
    "other.tbx": (b"<html><body/></html>", "not TBX"),
    "cut.json": (b'{"concepts":[\n{"terms":[}', "Line 2"),
    "none.json": (b'{"a": 1}', "concepts"),
    "deep.json": (f'{{"concepts":{NESTED}'.encode(), "deeply|JSON"),
    "after.json": (b'{"concepts":[]} x', "follows"),
    "latin.json": ('{"concepts":["é"]}'.encode("latin-1"), "UTF-8"),
    "nan.json": (b'{"concepts":[NaN]}', "JSON"),
    "quote.csv": (b'fr_preferred;definition_fr\n"amont;x\n', "CSV"),
    "heads.csv": (b"nom;prenom\na;b\n", "first line"),
    "twice.csv": (b"fr_preferred;fr_preferred\na;b\n", "twice"),
    "binary.csv": (b"fr_preferred\n\x00\x00", "text file"),
    "empty.csv": (b"  \n ", "empty"),
    "old.xlsx": (b"\xd0\xcf\x11\xe0" + b"\x00" * 60, "xls"),
    "no.xlsx": (b"PK\x03\x04garbage", "damaged"),
    "bad.ttl": (b"@prefix x: <y>\nz z", "Turtle"),
    "none.txt": (b"Une phrase. Une autre.", "headword"),
}


@pytest.mark.parametrize("name", list(MALFORMED))
def test_a_malformed_file_is_refused_in_words(name: str) -> None:
    content, said = MALFORMED[name]
    try:
        batch = made.read(content, name)
        words = batch.error
        assert batch.state == "refused"
    except Refused as refusal:
        words = str(refusal)
    import re

    assert re.search(said, words), words
    assert not ImportRow.objects.exists()
    assert not Contribution.objects.exists()


def workbook(**members: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", members.pop("book", "<workbook/>"))
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (workbook(xl__vbaProject_dot_bin="x"), "macros"),
        (workbook(book='<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'), "DTD"),
        (workbook(xl__sheet_dot_xml="0" * 30_000_000), "unpacks"),
        (workbook(book="<workbook"), "damaged"),
    ],
)
def test_a_hostile_workbook_is_refused_before_it_is_unpacked(content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        list(spreadsheet.read_xlsx(content, reading.Further()))


def test_a_document_type_that_points_elsewhere_is_tolerated_and_never_fetched() -> None:
    content = (
        '<?xml version="1.0"?>\n<!DOCTYPE martif SYSTEM "http://127.0.0.1:9/never.dtd">\n'
        "<martif><text><body><termEntry><langSet xml:lang='fr'><tig><term>amont</term></tig>"
        "</langSet></termEntry></body></text></martif>"
    )
    batch = made.read(content.encode(), "a.tbx")
    assert batch.total == 1, made.why(batch)


def test_more_than_twenty_megabytes_are_refused() -> None:
    with pytest.raises(Refused, match="20 MB"):
        made.read(b"x" * (reading.LARGEST_FILE + 1), "a.csv")


def test_more_than_the_most_entries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ENTRIES", 3)
    lines = "".join(f"terme {n};Sens.\n" for n in range(5))
    batch = made.read(f"fr_preferred;definition_fr\n{lines}".encode(), "a.csv")
    assert batch.state == "refused"
    assert "Line 5" in batch.error
    assert not ImportRow.objects.exists()


def test_memory_does_not_grow_with_a_large_tbx_file() -> None:
    from lexicon.exchange import tbxreading

    entry = (
        "<conceptEntry id='x{}'><langSec xml:lang='fr'><termSec><term>t{}</term></termSec>"
        "</langSec></conceptEntry>"
    )
    body = "".join(entry.format(n, n) for n in range(20_000))
    content = f"{V3}<text><body>{body}</body></text></tbx>".encode()
    tracemalloc.start()
    count = sum(1 for _entry in tbxreading.read(content, reading.Further()))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 3 * len(content)


@pytest.mark.parametrize("text", ["=1+1", "+33", "-x", "@a", "\tx", "＝1", "'=1", "''", "|x", "x"])
def test_a_formula_is_neutralised_and_comes_back_exactly(text: str) -> None:
    out = spreadsheet.guarded(text)
    assert out[0] not in "=+-@\t＝|"
    assert spreadsheet.unguarded(out) == text


def test_an_export_holds_no_live_formula() -> None:
    factories.concept("=SOMME(A1)", definition_fr="@SUM(1+1)")
    assert Concept.public.count() == 1
    text = made.exported("csv").decode("utf-8-sig")
    assert ";'=SOMME(A1);" in text
    assert ";'@SUM(1+1);" in text
    assert made.read(made.exported("csv"), "a.csv").count("same") == 1


HONEST = "fr_preferred;definition_fr\r\nœuvre d’été;Sens : « à »\r\n"


@pytest.mark.parametrize(
    "content",
    [
        HONEST.encode("utf-8"),
        HONEST.encode("utf-8-sig"),
        HONEST.encode("cp1252"),
        HONEST.replace(";", "\t").encode("utf-16"),
        b"sep=;\r\n" + HONEST.encode("utf-8"),
        HONEST.replace(";", ",").encode("utf-8"),
        HONEST.replace("\r\n", "\r").encode("utf-8"),
        HONEST.replace("\r\n", "\n").encode("utf-8"),
        b'"Terme pr\xc3\xa9f\xc3\xa9r\xc3\xa9";D\xc3\xa9finition\r\n'
        + HONEST.partition("\r\n")[2].encode("utf-8"),
    ],
)
def test_the_honest_dialects_of_csv_say_the_same(content: bytes) -> None:
    (entry,) = spreadsheet.read_csv(content, reading.Further())
    assert entry.record["terms"][0]["text"] == "œuvre d’été"
    assert entry.record["definition"] == {"fr": "Sens : « à »"}


def test_a_ragged_line_is_refused_by_its_number() -> None:
    content = b"fr_preferred;definition_fr\namont;Sens.;trop\n"
    (entry,) = spreadsheet.read_csv(content, reading.Further())
    assert entry.line == 2 and "more cells" in entry.refusals[0]
