"""Tables come back as they went out: only edited cells change, and never anything by accident."""

import codecs
import csv
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atoutsud.content import delimited, revisions
from atoutsud.content.documents import snapshot
from tests.members.factories import user
from tests.trainings import factories
from tests.trainings.factories import JULY_2016
from trainings.models import Engagement, Partner
from trainings.tables import incoming, writing
from trainings.tables.cofunding import TABLE as COFUNDING
from trainings.tables.engagements import TABLE as TRAININGS
from trainings.tables.partners import TABLE as PARTNERS

pytestmark = pytest.mark.django_db
Edit = Callable[[dict[str, str]], None]


def through_the_door(model: Any, **paths: Any) -> Any:
    """Made by `apply`, as everything an editor makes."""
    obj = model()
    changes = {key.replace("__", "."): value for key, value in paths.items()}
    revisions.apply(obj, {"state": "published", **changes}, seen_version=0, author=None)
    return obj


def training(**paths: Any) -> Engagement:
    about = {"title__fr": "Une semaine", "title__en": "A week", "summary__fr": "Résumé."}
    return through_the_door(Engagement, **{**about, **paths})


def exported(table: Any) -> bytes:
    return "".join(table.csv()).encode()


def edited(table: Any, change: Edit, dialect: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """The exported file after somebody changed cells in a spreadsheet."""
    text = exported(table).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    for row in rows:
        change(row)
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), delimiter=dialect)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def planned(table: Any, content: bytes) -> incoming.Plan:
    made = incoming.plan(table, content)
    if not made.faults:
        writing.rehearse(made, None)
    return made


def written(table: Any, content: bytes) -> int:
    made = planned(table, content)
    assert made.faults == []
    return writing.carry_out(table, writing.items(made), user())


def told(made: incoming.Plan) -> set[tuple[int, str]]:
    return {(fault.line, fault.column) for fault in made.faults}


def test_what_went_out_and_was_not_touched_changes_nothing() -> None:
    training(start_earliest="2016-07-01", end_latest="2016-07-31", precision="month",
             latitude="34.26", longitude="-6.58", beneficiary_countries="MA,TN",
             objectives__fr="- Un\n- Deux", city__fr="'Kénitra", duration_value=1,
             duration_unit="week")  # fmt: skip
    made = training(title__fr="=SOMME(A1)")
    payer = through_the_door(Partner, name__fr="ALCS", mission__fr="+ rien")
    factories.line(made, payer, amount=Decimal("12.50"), currency="EUR", share=Decimal(100))
    for table in (TRAININGS, PARTNERS, COFUNDING):
        found = planned(table, exported(table))
        assert (found.faults, found.changes) == ([], []), table.name
        assert found.rows > 0


def test_half_a_translation_is_not_exported_and_not_lost_by_coming_back() -> None:
    made = training(title__en="Zqhalf", objectives__en="Zqhalf", summary__en="")
    assert b"Zqhalf" not in exported(TRAININGS)
    assert planned(TRAININGS, exported(TRAININGS)).changes == []
    assert written(TRAININGS, edited(TRAININGS, lambda row: row.update(title_fr="Neuf"))) == 1
    made.refresh_from_db()
    assert (made.title_fr, made.title_en) == ("Neuf", "Zqhalf")


def test_only_the_edited_cells_change() -> None:
    made, other = training(), training(title__fr="Autre")
    before = snapshot(made), snapshot(other)

    def change(row: dict[str, str]) -> None:
        if row["uid"] == str(made.uid):
            row.update(title_fr="Deux semaines", participants_total="12", country="ma")

    assert written(TRAININGS, edited(TRAININGS, change)) == 1
    made.refresh_from_db()
    other.refresh_from_db()
    after = snapshot(made)
    changed = {path for path in after if after[path] != before[0][path]}
    assert changed == {"title.fr", "participants_total", "country"}
    assert snapshot(other) == before[1] and other.version == 1
    assert revisions.history(made).first().summary


def test_what_others_changed_since_the_export_stays_theirs() -> None:
    made = training()
    content = edited(TRAININGS, lambda row: row.update(title_fr="Du tableur"))
    revisions.apply(made, {"title.en": "By another"}, seen_version=1, author=None)
    assert written(TRAININGS, content) == 1
    made.refresh_from_db()
    assert (made.title_fr, made.title_en) == ("Du tableur", "By another")


def test_the_same_field_changed_twice_is_a_conflict_and_nothing_is_written() -> None:
    made = training()
    content = edited(TRAININGS, lambda row: row.update(title_fr="Du tableur"))
    revisions.apply(made, {"title.fr": "By another"}, seen_version=1, author=None)
    found = planned(TRAININGS, content)
    assert told(found) == {(2, "title_fr")}
    items = writing.items(incoming.plan(TRAININGS, content))
    with pytest.raises(writing.Refused, match="title_fr"):
        writing.carry_out(TRAININGS, items, None)
    made.refresh_from_db()
    assert made.title_fr == "By another" and made.version == 2


def test_one_wrong_row_and_no_row_is_written() -> None:
    good, bad = training(), training()

    def change(row: dict[str, str]) -> None:
        row["title_fr"] = "Changé"
        if row["uid"] == str(bad.uid):
            row["participants_total"] = "0"

    found = planned(TRAININGS, edited(TRAININGS, change))
    assert {column for _line, column in told(found)} == {""}
    with pytest.raises(writing.Refused):
        writing.carry_out(TRAININGS, writing.items(found), None)
    good.refresh_from_db()
    assert good.title_fr == "Une semaine"


def test_the_preview_writes_nothing_and_says_old_and_new() -> None:
    made = training()
    found = planned(TRAININGS, edited(TRAININGS, lambda row: row.update(title_fr="Neuf")))
    edit = found.changes[0].edits[0]
    assert (edit.line, edit.column, edit.old, edit.new) == (2, "title_fr", "Une semaine", "Neuf")
    made.refresh_from_db()
    assert made.version == 1 and revisions.history(made).count() == 1


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("country", "Maroc"),
        ("kind", "fête"),
        ("start_earliest", "hier"),
        ("participants_total", "douze"),
        ("participants_total", "1e9"),
        ("latitude", "NaN"),
        ("latitude", "91"),
        ("date_precision", "decade"),
        ("beneficiaries_complete", "peut-être"),
        ("version", "99"),
        ("version", "-1"),
        ("uid", "not-an-identity"),
        ("uid", "00000000-0000-4000-8000-000000000000"),
        ("sdg_targets", "18.1"),
        ("title_fr", "x" * 201),
        ("source_url", "javascript:alert(1)"),
    ],
)
def test_a_wrong_cell_is_told_with_its_line_and_column(column: str, cell: str) -> None:
    training()
    found = planned(TRAININGS, edited(TRAININGS, lambda row: row.update({column: cell})))
    assert (2, column) in told(found)
    assert all(fault.message for fault in found.faults)


def test_identity_state_and_reference_are_never_set_by_a_row() -> None:
    made = training()

    def change(row: dict[str, str]) -> None:
        row.update(reference="autre", title_fr="Neuf")
        row.update({"state": "withdrawn", "id": "999", "created_by": "1", "owner": "1"})

    found = planned(TRAININGS, edited(TRAININGS, change))
    assert any("state" in remark for remark in found.remarks)
    assert written(TRAININGS, edited(TRAININGS, change)) == 1
    reference, pk = made.reference, made.pk
    made.refresh_from_db()
    assert (made.reference, made.pk, made.state) == (reference, pk, "published")
    assert made.title_fr == "Neuf"


@pytest.mark.parametrize("table", [TRAININGS, COFUNDING, PARTNERS], ids=lambda table: table.name)
def test_no_table_has_a_column_that_sets_an_identity_an_owner_or_a_state(table: Any) -> None:
    never = {"id", "uid", "reference", "state", "publish_from", "publish_until", "is_self",
             "created_by", "version", "position"}  # fmt: skip
    assert not {column.path for column in table.columns} & never
    assert {column.path for column in table.columns if column.path} <= set(table.fields)


def test_an_untouched_export_needs_no_remark() -> None:
    training()
    assert incoming.plan(TRAININGS, exported(TRAININGS)).remarks == []


def test_a_row_without_identity_becomes_a_draft_once() -> None:
    content = b"uid;title_fr;summary_fr;kind;participants_total\r\n;Neuve;Court.;workshop;7\r\n"
    found = planned(TRAININGS, content)
    assert found.faults == [] and Engagement.objects.count() == 0
    items = writing.items(found)
    assert writing.carry_out(TRAININGS, items, None) == 1
    assert writing.carry_out(TRAININGS, items, None) == 0, "sent twice"
    made = Engagement.objects.get()
    assert (made.state, made.title_fr, made.participants_total) == ("draft", "Neuve", 7)


def test_a_missing_column_leaves_its_field_and_an_emptied_cell_empties_it() -> None:
    made = training(city__fr="Rabat", venue__fr="Salle")
    content = f"uid;version;city_fr\r\n{made.uid};1;\r\n".encode()
    assert written(TRAININGS, content) == 1
    made.refresh_from_db()
    assert (made.city_fr, made.venue_fr) == ("", "Salle")


def test_a_month_is_widened_to_its_bounds_and_order_is_asked_for() -> None:
    made = training()
    content = (
        f"uid;version;start_earliest;end_latest;date_precision\r\n{made.uid};1;15/07/2016;"
        "20/07/2016;month\r\n"
    ).encode()
    assert written(TRAININGS, content) == 1
    made.refresh_from_db()
    assert made.when == JULY_2016
    wrong = content.replace(b";1;15/07/2016", b";2;15/08/2016")
    assert (2, "end_latest") in told(planned(TRAININGS, wrong))


@pytest.mark.parametrize("dialect", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_dialects_of_spreadsheets_say_the_same(dialect: str, encoding: str) -> None:
    training(title__fr="L’été à Kénitra ; suite, fin")
    content = edited(TRAININGS, lambda row: row.update(city_fr="Méknès"), dialect, encoding)
    found = planned(TRAININGS, content)
    assert found.faults == []
    assert [(e.column, e.new) for c in found.changes for e in c.edits] == [("city_fr", "Méknès")]


def test_the_line_that_says_the_separator_and_old_line_ends_are_understood() -> None:
    made = training()
    plain = f"uid;version;city_fr\n{made.uid};1;Rabat\n"
    for text in ("sep=;\r\n" + plain, plain.replace("\n", "\r"), "\n\n" + plain):
        found = planned(TRAININGS, text.encode())
        assert (found.faults, found.edits) == ([], 1), text


def test_numbers_and_words_as_a_french_spreadsheet_writes_them() -> None:
    made = training()
    content = (
        "uid;version;latitude;longitude;beneficiaries_complete;participants_total\r\n"
        f"{made.uid};1;34,26;\u22126,58;FAUX;1\u202f200\r\n"
    ).encode()
    assert written(TRAININGS, content) == 1
    made.refresh_from_db()
    assert (made.latitude, made.longitude) == (Decimal("34.26"), Decimal("-6.58"))
    assert made.beneficiaries_complete is False and made.participants_total == 1200


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        codecs.BOM_UTF16_LE + b"\x41",
        b'uid;title_fr\r\n"never closed;x\r\n',
        b"uid;uid\r\n;\r\n",
        b"title_fr\r\nx\r\n",
        b"uid;title_fr\r\n;x;y;z\r\n",
        b"uid;title_fr\r\n;\r\n\r\nx\r\n",
        b"\xff" * 3000,
        b"uid;title_fr\r\n" + b";x\r\n" * 2001,
        b"uid;title_fr\r\n;" + b"x" * 200_000,
        b"x" * (incoming.MOST_BYTES + 1),
        b"PK\x03\x04 a workbook",
    ],
    ids=lambda content: repr(content[:24]),
)
def test_a_hostile_or_broken_file_changes_nothing_and_says_why(content: bytes) -> None:
    made = training()
    found = planned(TRAININGS, content)
    assert found.faults and all(f.line >= 1 and f.message for f in found.faults)
    made.refresh_from_db()
    assert made.version == 1 and Engagement.objects.count() == 1


@given(st.binary(max_size=400))
def test_any_bytes_give_a_plan_and_never_an_accident(content: bytes) -> None:
    for table in (TRAININGS, COFUNDING, PARTNERS):
        incoming.plan(table, b"uid;training_uid;version;title_fr\n" + content)
        incoming.plan(table, content)


@given(st.lists(st.text(max_size=30).map(lambda t: t.replace("\x00", "")), min_size=2, max_size=4))
def test_every_text_comes_back_from_a_file_as_it_went_in(cells: list[str]) -> None:
    cells = ["x", *cells]
    content = "".join(delimited.write(["a"] * len(cells), [cells])).encode(errors="surrogatepass")
    if any("\ud800" <= mark <= "\udfff" for cell in cells for mark in cell):
        return
    (row,) = delimited.read(content, 10)[1:]
    assert row.cells == cells


class TestCofunding:
    def test_a_share_is_changed_and_a_line_added_in_one_go(self) -> None:
        made = training()
        alcs = through_the_door(Partner, name__fr="ALCS")
        bayti = through_the_door(Partner, name__fr="Bayti")
        line = factories.line(made, alcs, "flights", share=Decimal(100))
        text = exported(COFUNDING).decode("utf-8-sig")
        header, row = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
        first = dict(zip(header, row, strict=True)) | {"share": "60"}
        second = first | {"uid": "", "funder": str(bayti.uid), "share": "40,00"}
        content = "\r\n".join(
            [";".join(header)] + [";".join(r[n] for n in header) for r in (first, second)]
        ).encode()
        assert written(COFUNDING, content) == 1
        found = {(r.funder_id, r.share) for r in made.all_cofunding.all()}
        assert found == {(alcs.pk, Decimal(60)), (bayti.pk, Decimal(40))}
        assert made.all_cofunding.filter(pk=line.pk).exists()

    def test_shares_that_do_not_make_100_are_refused(self) -> None:
        made = training()
        payer = through_the_door(Partner, name__fr="ALCS")
        factories.line(made, payer, share=Decimal(100))
        content = edited(COFUNDING, lambda row: row.update(share="99.99"))
        found = planned(COFUNDING, content)
        assert any("99" in fault.message for fault in found.faults)

    def test_a_line_that_is_wrong_by_itself_is_told_with_its_line(self) -> None:
        made = training()
        payer = through_the_door(Partner, name__fr="ALCS")
        factories.line(made, payer, "flights")
        factories.line(made, payer, "venue")

        def change(row: dict[str, str]) -> None:
            if row["category"] == "venue":
                row.update(share="250")

        found = planned(COFUNDING, edited(COFUNDING, change))
        assert told(found) == {(3, "")}

    def test_a_payer_who_is_not_named_stays_the_payer(self) -> None:
        made = training()
        hidden = through_the_door(Partner, name__fr="Caché", state="draft")
        line = factories.line(made, hidden, "flights")
        content = edited(COFUNDING, lambda row: row.update(note_fr="Un mot"))
        assert written(COFUNDING, content) == 1
        line.refresh_from_db()
        assert (line.funder_id, line.note_fr) == (hidden.pk, "Un mot")

    def test_who_or_what_does_not_exist_is_told(self) -> None:
        made = training()
        factories.line(made, through_the_door(Partner, name__fr="ALCS"))
        wrong = {"funder": "nobody", "category": "nothing"}
        found = planned(COFUNDING, edited(COFUNDING, lambda row: row.update(wrong)))
        assert told(found) == {(2, "funder"), (2, "category")}
