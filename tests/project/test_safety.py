"""The table of what must hold names tests that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TABLE = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")


def test_every_test_that_the_table_names_exists() -> None:
    named = re.findall(r"`((?:\w+/)*\w+\.py)(?:::(\w+))?`", TABLE)
    missing = []
    for path, name in named:
        test = ROOT / "tests" / path
        ours = [ROOT / path] if "/" in path and not test.exists() else [test]
        if not ours[0].exists() or (name and f"def {name}(" not in ours[0].read_text()):
            missing.append(f"{path} {name}")
    assert len(named) > 60
    assert missing == []


def test_no_requirement_is_told_twice() -> None:
    rows = re.findall(r"^\| ([A-Z]\d\d[^|]*) \|", TABLE, re.M)
    numbers = [number for row in rows for number in re.findall(r"[A-Z]\d\d", row)]
    assert len(numbers) == len(set(numbers))
