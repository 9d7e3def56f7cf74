"""The translation board, the marks of the form, and translations by file."""

import csv
import io
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atoutsud.backoffice import sheets
from atoutsud.backoffice.board import stale_count
from atoutsud.content import revisions
from atoutsud.content.translations import Translation
from atoutsud.site.pages import Page
from tests.backoffice.browser import posted
from tests.backoffice.factories import page, person
from tests.lexicon import factories as lexicon

pytestmark = pytest.mark.django_db
BOARD = "/admin/translations/"
EXPORT = "/admin/translations/export.csv"
IMPORT = "/admin/translations/import/"


def change(obj: Page) -> str:
    return reverse("admin:site_page_change", args=[obj.pk])


def stale_page(author: Any, **fields: Any) -> Page:
    made = page(author, **{"title.en": "Who we are", "body.en": "<p>Hello.</p>", **fields})
    said = {"title.fr": "Notre équipe"}
    revisions.apply(made, said, seen_version=1, author=author)
    return made


def row(obj: Any, field: str = "title") -> Translation:
    return Translation.objects.of(obj).get(field=field)


def test_the_board_shows_what_changed_beside_todays_english(desk: Client, admin_user: Any) -> None:
    stale_page(admin_user)
    html = desk.get(BOARD).content.decode()
    assert "<ins>Notre équipe</ins>" in html
    assert "Who we are" in html


@pytest.mark.parametrize(
    "tab", ["stale-en", "missing-en", "stale-fr", "missing-fr", "current", "?"]
)
def test_each_tab_counts_what_it_shows(desk: Client, admin_user: Any, tab: str) -> None:
    stale_page(admin_user)
    page(admin_user, **{"title.fr": "Seule"})
    lexicon.concept(en="", definition_en="")
    answer = desk.get(f"{BOARD}?tab={tab}")
    assert answer.status_code == 200
    counts = {name: count for name, _words, count in answer.context["tabs"]}
    assert len(answer.context["lines"]) == counts[answer.context["board"].tab]


def test_the_board_is_narrowed_to_one_kind(desk: Client, admin_user: Any) -> None:
    page(admin_user)
    lexicon.concept(en="", definition_en="")
    kinds = dict(desk.get(BOARD).context["kinds"])
    pk = next(pk for pk, name in kinds.items() if "ntr" in name or "tries" in name)
    lines = desk.get(f"{BOARD}?tab=missing-en&kind={pk}").context["lines"]
    assert {line.row.model_id for line in lines} == {pk}


def test_its_queries_do_not_grow_with_content(
    desk: Client, admin_user: Any, django_assert_max_num_queries: Any
) -> None:
    for index in range(12):
        stale_page(admin_user, **{"title.fr": f"Page {index}", "title.en": f"Leaf {index}"})
    for tab in ("stale-en", "current"):
        with django_assert_max_num_queries(16):
            desk.get(f"{BOARD}?tab={tab}")


def test_one_text_is_marked_as_still_right(desk: Client, admin_user: Any) -> None:
    made = stale_page(admin_user)
    assert desk.post(f"{BOARD}?tab=stale-en", {"current": row(made).pk}).status_code == 302
    assert row(made).stale_en is None
    made.refresh_from_db()
    assert made.version == 2
    assert LogEntry.objects.filter(object_id=made.pk, user=admin_user).exists()


def test_several_are_marked_at_once(desk: Client, admin_user: Any) -> None:
    pages = [
        stale_page(admin_user, **{"title.fr": f"Page {n}", "title.en": f"Leaf {n}"})
        for n in range(3)
    ]
    rows = [row(made).pk for made in pages[:2]]
    desk.post(f"{BOARD}?tab=stale-en", {"row": rows, "_mark": "1"})
    assert [row(made).stale_en for made in pages] == [None, None, 2]


def test_who_may_not_change_it_marks_nothing(admin_user: Any) -> None:
    made = stale_page(admin_user)
    reviewer = Client()
    reviewer.force_login(person("relecture@example.org", "Relecteurs"))
    html = reviewer.get(BOARD).content.decode()
    assert "Who we are" not in html
    reviewer.post(f"{BOARD}?tab=stale-en", {"row": row(made).pk})
    assert row(made).stale_en == 2


@pytest.mark.parametrize("data", [{}, {"row": "x"}, {"current": ["-1", "9" * 40]}, {"row": "²"}])
def test_forged_marks_do_nothing(desk: Client, admin_user: Any, data: Any) -> None:
    made = stale_page(admin_user)
    assert desk.post(f"{BOARD}?tab=stale-en", data).status_code == 302
    assert row(made).stale_en == 2


def test_the_front_page_counts_what_fell_behind_of_what_one_may_see(
    desk: Client, admin_user: Any
) -> None:
    stale_page(admin_user)
    assert stale_count(admin_user) == 1
    assert stale_count(person("relecture@example.org", "Relecteurs")) == 0
    assert f'href="{BOARD}"' in desk.get("/admin/").content.decode()


# The form


def test_the_form_says_which_text_fell_behind(desk: Client, admin_user: Any) -> None:
    made = stale_page(admin_user)
    html = desk.get(change(made)).content.decode()
    assert 'name="_current" value="title.en"' in html
    assert "?from=1&amp;to=2" in html
    assert html.count('name="_current"') == 1


def test_still_right_is_said_in_the_form_too(desk: Client, admin_user: Any) -> None:
    made = stale_page(admin_user)
    form = posted(desk.get(change(made)).content, "page_form", "_draft")
    desk.post(change(made), form | {"_current": "title.en"})
    assert row(made).stale_en is None
    made.refresh_from_db()
    assert made.version == 2


def test_the_other_language_is_copied_as_a_start_and_nothing_is_saved(
    desk: Client, admin_user: Any
) -> None:
    made = page(admin_user, **{"title.en": ""})
    form = posted(desk.get(change(made)).content, "page_form", "_copy")
    answer = desk.post(change(made), form | {"_copy": "title_en", "lead_fr": "Pas enregistré"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count('value="Qui sommes-nous"') == 2
    assert "Pas enregistré" in html
    made.refresh_from_db()
    assert (made.version, made.title_en or "") == (1, "")


def test_the_enter_key_neither_publishes_nor_copies(desk: Client, admin_user: Any) -> None:
    html = desk.get(change(page(admin_user))).content.decode()
    assert html.index('name="_draft"') < html.index('name="_copy"')


# Files


def lines(answer: Any) -> list[dict[str, str]]:
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def bring(desk: Client, rows: list[dict[str, str]], encoding: str = "utf-8-sig") -> Any:
    out = io.StringIO()
    sheet = csv.DictWriter(out, sheets.COLUMNS, delimiter=";")
    sheet.writeheader()
    sheet.writerows(rows)
    return desk.post(IMPORT, {"file": SimpleUploadedFile("t.csv", out.getvalue().encode(encoding))})


def test_gaps_go_out_and_come_back_translated(desk: Client, admin_user: Any) -> None:
    made = page(admin_user)
    out = lines(desk.get(f"{EXPORT}?tab=missing-en"))
    assert {(r["text"], r["source"]) for r in out} == {
        ("title", "Qui sommes-nous"),
        ("body", "<p>Bonjour.</p>"),
    }
    for r in out:
        r["translation"] = {"title": "Who we are", "body": "<p>Hello.</p>"}[r["text"]]
    preview = bring(desk, out)
    assert preview.status_code == 200
    assert "<ins>Who we are</ins>" in preview.content.decode()
    made.refresh_from_db()
    assert made.version == 1
    desk.post(IMPORT, {"payload": preview.context["payload"]})
    made.refresh_from_db()
    assert (made.title_en, made.body_en, made.version) == ("Who we are", "<p>Hello.</p>", 2)


def test_a_file_saved_by_an_old_spreadsheet_is_read(desk: Client, admin_user: Any) -> None:
    page(admin_user, **{"title.fr": "L’été"})
    out = lines(desk.get(f"{EXPORT}?tab=missing-en"))
    for r in out:
        r["translation"] = "Café"
    assert "Café" in bring(desk, out, "cp1252").content.decode()


def test_a_source_changed_since_is_told_and_nothing_is_overwritten(
    desk: Client, admin_user: Any
) -> None:
    made = page(admin_user)
    out = [r for r in lines(desk.get(f"{EXPORT}?tab=missing-en")) if r["text"] == "title"]
    revisions.apply(made, {"title.en": "By someone"}, seen_version=1, author=admin_user)
    out[0]["translation"] = "Who we are"
    preview = bring(desk, out)
    desk.post(IMPORT, {"payload": preview.context["payload"]})
    made.refresh_from_db()
    assert made.title_en == "By someone"


@pytest.mark.parametrize(
    "edit",
    [{"object": "members.user:1"}, {"object": "site.page:999999"}, {"text": "version"},
     {"text": "state"}, {"language": "de"}, {"revision": "99"}, {"text": "title.fr"},
     {"object": "x" * 500}, {"text": "tags/genre"}],
)  # fmt: skip
def test_forged_lines_are_left_aside(desk: Client, admin_user: Any, edit: Any) -> None:
    made = page(admin_user)
    out = [r for r in lines(desk.get(f"{EXPORT}?tab=missing-en")) if r["text"] == "title"]
    preview = bring(desk, [out[0] | {"translation": "Forged"} | edit])
    assert preview.status_code == 200
    assert not preview.context["reading"].changes
    made.refresh_from_db()
    assert made.version == 1


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\x01", b"a;b\n1;2", "é;è\n".encode(), b"x" * 2_100_000,
     ";".join(sheets.COLUMNS).encode(), b'"' + b"x" * 200_000],
)  # fmt: skip
def test_what_is_no_such_file_is_refused_clearly(desk: Client, data: bytes) -> None:
    answer = desk.post(IMPORT, {"file": SimpleUploadedFile("t.csv", data)})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("payload", ["", "x", "W10:1tY:abc"])
def test_a_forged_confirmation_writes_nothing(desk: Client, payload: str) -> None:
    assert desk.post(IMPORT, {"payload": payload}).status_code == 422


@given(st.text(st.sampled_from("'=+-@\t\rab ＝"), max_size=6))
def test_cells_come_back_as_they_were_and_none_is_a_formula(cell: str) -> None:
    kept = sheets.guarded(cell)
    assert sheets.restored(kept) == cell
    assert not kept.startswith(sheets.FORMULA)
