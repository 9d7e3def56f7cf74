import json
import logging
import sys

import pytest

from atoutsud.logs import JsonLines


def written(message: str, *args: object, **more: object) -> str:
    record = logging.LogRecord("atoutsud", logging.WARNING, "file.py", 1, message, args, None)
    vars(record).update(more)
    return JsonLines().format(record)


@pytest.mark.parametrize(
    "hostile",
    ["a\nb", "a\r\nb", "a\u2028b", "a\x85b", "\x1b[31mred", '"}\n{"level": "error"', "\u202egpj"],
)
def test_logged_text_can_neither_forge_nor_colour_a_line(hostile: str) -> None:
    line = written("Not Found: %s", hostile)
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["message"] == f"Not Found: {hostile}"


def test_an_error_keeps_its_trace_on_its_line() -> None:
    try:
        raise ValueError("wrong\nvalue")
    except ValueError:
        line = written("failed", exc_info=sys.exc_info(), status_code=500)
    entry = json.loads(line)
    assert "ValueError" in entry["trace"]
    assert entry["status"] == 500
    assert "\n" not in line


def test_a_moment_is_utc() -> None:
    assert json.loads(written("now"))["at"].endswith("+00:00")
