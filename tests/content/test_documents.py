import uuid
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from atoutsud.content.documents import differences, expanded, is_row, row_of

A, B = (str(uuid.UUID(int=n)) for n in (1, 2))
PATHS = ["title.fr", "title.en", "kind", "tags/x", "tags/y"]
PATHS += [f"{word}/{uid}/{name}" for word in ("parts", "notes") for uid in (A, B) for name in "ab"]

documents = st.dictionaries(
    st.sampled_from(PATHS), st.one_of(st.none(), st.text(max_size=3), st.integers(0, 3))
)


def patched(old: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    new = dict(old)
    for path, value in changes.items():
        if value is None and is_row(path):
            new = {key: kept for key, kept in new.items() if not key.startswith(path + "/")}
        elif value is None:
            new.pop(path, None)
        else:
            new[path] = value
    return new


def bare(document: dict[str, Any]) -> dict[str, Any]:
    return {path: value for path, value in document.items() if value is not None}


@given(documents, documents)
def test_differences_turn_the_old_document_into_the_new(old: Any, new: Any) -> None:
    assert bare(patched(old, differences(old, new))) == bare(new)


@given(documents)
def test_a_document_does_not_differ_from_itself(document: Any) -> None:
    assert differences(document, document) == {}


def test_a_row_that_is_gone_is_said_once() -> None:
    old = {f"parts/{A}/a": "x", f"parts/{A}/b": "y", "kind": "k"}
    assert differences(old, {"kind": "k"}) == {f"parts/{A}": None}


def test_a_whole_new_row_is_the_same_as_its_fields() -> None:
    assert expanded({f"parts/{A}": {"a": 1, "b": 2}}) == {f"parts/{A}/a": 1, f"parts/{A}/b": 2}


def test_a_tag_is_no_row() -> None:
    assert not is_row("tags/x")
    assert row_of("tags/x") == ""
    assert row_of(f"parts/{A}/a") == f"parts/{A}"
