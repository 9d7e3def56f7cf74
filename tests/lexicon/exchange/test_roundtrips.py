"""Out and in again: nothing is lost of what a format holds, and coming back changes nothing."""

from typing import Any

import pytest
from hypothesis import given, settings

from tests.lexicon.exchange import made

pytestmark = pytest.mark.django_db
# Each example is a whole lexicon written, sent out and read again.
lexicons = settings(max_examples=max(1, settings.default.max_examples // 5))


@lexicons
@given(made.lexicons)
def test_json_into_an_empty_lexicon_gives_the_same_documents_to_the_byte(found: Any) -> None:
    made.write(found)
    before, file = made.canonical(), made.exported("json")
    made.clear()
    batch = made.read(file, "lexicon.json")
    assert batch.count("new") == len(before), made.why(batch)
    batch = made.publish(batch)
    assert batch.state == "done", made.why(batch)
    assert made.canonical() == before


@lexicons
@given(made.lexicons)
def test_every_export_comes_back_without_a_change(found: Any) -> None:
    made.write(found)
    before = made.canonical()
    for name, filename in (
        ("json", "a.json"),
        ("csv", "a.csv"),
        ("xlsx", "a.xlsx"),
        ("tbx", "a.tbx"),
        ("tbx2", "b.tbx"),
    ):
        batch = made.read(made.exported(name), filename)
        assert batch.count("same") == len(before), f"{name}: {made.why(batch)}"
    assert made.canonical() == before


HELD = {
    "csv": ("lang", "text", "kind", "status", "usage_label"),
    "tbx": ("uid", "lang", "text", "kind", "status", "usage_label", "region", "gender",
            "part_of_speech"),
}  # fmt: skip


@pytest.mark.parametrize("name", ["csv", "xlsx", "tbx"])
@lexicons
@given(found=made.lexicons)
def test_a_new_lexicon_made_of_an_export_holds_what_the_format_holds(name: str, found: Any) -> None:
    from lexicon.exchange import record

    made.write(found)
    before = {one["uid"]: one for one in record.records()}
    file, domains = made.exported(name), record.domains()
    made.clear()
    for row in domains:
        made.factories.domain(row["code"], name_fr=row["name"]["fr"], name_en=row["name"]["en"])
    batch = made.publish(made.read(file, f"a.{name}"))
    assert batch.state == "done", made.why(batch)
    after = {one["uid"]: one for one in record.records()}
    assert set(after) == set(before)
    names = HELD.get(name, HELD["csv"])
    for uid, one in before.items():
        other = after[uid]
        for field in ("definition", "note", "disambiguation", "domains", "tags"):
            assert other[field] == one[field], field  # type: ignore[literal-required]
        assert held(other["terms"], names) == held(one["terms"], names)
        assert sorted(row["text"] for row in other["examples"]) == sorted(
            row["text"] for row in one["examples"]
        )
        assert [(r["kind"], r["target"]) for r in other["relations"]] == [
            (r["kind"], r["target"]) for r in one["relations"]
        ]
        assert len(other["citations"]) == len(one["citations"])


def held(terms: Any, names: tuple[str, ...]) -> list[tuple[str, ...]]:
    return sorted(tuple(str(term[name]) for name in names) for term in terms)
