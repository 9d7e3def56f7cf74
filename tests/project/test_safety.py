"""The table of what must hold: every requirement once, every file and test it names there."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TABLE = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")
ROWS = [line.split(" | ") for line in TABLE.splitlines() if re.match(r"\| [A-Z]\d", line)]
# How many each chapter has: access, drafts, input, sessions, headers, abuse, concurrency,
# durability, operation, privacy (and two of our own on the newsletter).
CHAPTERS = {"A": 11, "D": 8, "I": 18, "S": 7, "H": 6, "B": 6, "C": 9, "U": 9, "O": 8, "G": 10}


@cache
def defined_in(path: Path) -> set[str]:
    """Names of the tests a file defines, alone or in a class."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_requirement_stands_once() -> None:
    wanted = [f"{letter}{n:02d}" for letter, most in CHAPTERS.items() for n in range(1, most + 1)]
    assert [row[0].removeprefix("| ") for row in ROWS] == wanted
    assert len(wanted) == 92


def test_every_test_that_the_table_names_exists() -> None:
    missing, named = [], 0
    for row in ROWS:
        found = re.findall(r"`([\w/]+?(?:\.py|/))(?:::(\w+))?`", row[3])
        assert found, row[0]
        for path, name in found:
            named += 1
            test = ROOT / "tests" / path
            there = test.is_dir() or (test.is_file() and bool(defined_in(test)))
            if not there or (name and name not in defined_in(test)):
                missing.append(f"{row[0]}: {path} {name}")
    assert missing == []
    assert named > 150


def test_every_place_that_the_table_names_exists() -> None:
    missing = []
    for row in ROWS:
        assert row[2].strip(" |"), row[0]
        for path in re.findall(r"`((?:atoutsud|lexicon|news|trainings|deploy)/[\w./-]+)`", row[2]):
            if not (ROOT / path).exists():
                missing.append(f"{row[0]}: {path}")
    assert missing == []


def test_no_promise_is_left_for_later() -> None:
    assert "not yet" not in TABLE
    assert "not applicable" not in TABLE
