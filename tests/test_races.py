"""What real processes, writing at once, may never do: lose an update, double one, pass a limit."""

import json
import os
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from atoutsud.environment import VARIABLES

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(
    scope="module",
    params=["short", pytest.param("long", marks=pytest.mark.long)],
)
def raced(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """All races, run once in a process of their own, on a database of their own."""
    folder = tmp_path_factory.mktemp("races")
    base = os.environ.get("TEST_DATABASE_URL", "")
    name = f"races_{uuid.uuid4().hex[:12]}"
    address = f"{base.rpartition('/')[0]}/{name}" if base else ""
    if base:
        _administer(base, f"CREATE DATABASE {name}")
    try:
        environment = {
            **os.environ, **dict.fromkeys(VARIABLES, ""), "DATABASE_URL": address,
            "SECRET_KEY": os.environ["SECRET_KEY"], "DATA_DIR": str(folder),
            "SITE_URL": "http://127.0.0.1:8000", "ALLOWED_HOSTS": "127.0.0.1,testserver",
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "tests.racing", request.param],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=1800, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-4000:]
        yield json.loads(done.stdout)
    finally:
        if base:
            _administer(base, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(base: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def test_stale_saves_lose_nothing(raced: dict[str, Any]) -> None:
    found = raced["stale_saves"]
    assert found["faults"] == []
    assert found["counted"] == found["terms"] == found["revisions"] == found["wanted"]


def test_two_editors_of_the_same_form_lose_nothing(raced: dict[str, Any]) -> None:
    """Languages, rows, tags and a revert are merged; the same words are told, both of them."""
    found = raced["two_editors"]
    assert found["faults"] == []
    assert found["lost"] == []
    assert found["pairs"] >= 10
    assert found["told"] >= found["same words"]


def test_translations_are_counted_anew_while_somebody_writes(raced: dict[str, Any]) -> None:
    found = raced["counted_anew"]
    assert found["faults"] == []
    assert found["differ"] == 0
    assert found["rows"]


def test_a_proposal_decided_by_several_at_once_is_decided_once(raced: dict[str, Any]) -> None:
    races = raced["accepted_at_once"]
    for race in races["rounds"]:
        answers = race["answers"]
        assert answers.pop("late", 0) == races["processes"] - 1, race
        (verdict,) = answers
        assert race["mails"] == 1, race
        expected = ("accepted", 1, 1) if verdict == "apply" else ("refused", 0, 0)
        assert (race["state"], race["revisions"], race["credits"]) == expected, race


def test_the_same_post_many_times_at_once_is_one_proposal(raced: dict[str, Any]) -> None:
    found = raced["equal_posts"]
    assert set(found["answers"]) == {303}
    assert found["kept"] == 1


def test_equal_titles_at_the_same_moment_each_get_an_address(raced: dict[str, Any]) -> None:
    found = raced["equal_titles"]
    for kind, addresses in found["made"].items():
        assert all(address.startswith("/fr/") for address in addresses), (kind, addresses)
        assert len(set(addresses)) == found["wanted"], (kind, addresses)


@pytest.mark.parametrize("flood", ["flood_of_proposals", "flood_of_messages"])
def test_a_limit_is_never_passed_whatever_headers_say(raced: dict[str, Any], flood: str) -> None:
    found = raced[flood]
    answers = Counter(found["answers"])
    assert found["kept"] == found["limit"]
    assert answers[429] == len(found["answers"]) - found["limit"]
    assert set(answers) <= {302, 303, 429}
