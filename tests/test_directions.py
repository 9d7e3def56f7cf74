"""The public sheets speak of start and end, never of left and right, so that Arabic can be set."""

import re
from pathlib import Path

import pytest
from django.conf import settings

# A property or a value that names a side of the screen. Boxes of `@page` are sides of the paper.
SIDE = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right)[\w-]*|left|right"
    r"|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
)


@pytest.mark.parametrize("sheet", ["site.css", "impact.css"])
def test_no_rule_names_a_side_of_the_screen(sheet: str) -> None:
    text = (Path(settings.BASE_DIR) / "static/css" / sheet).read_text(encoding="utf-8")
    assert SIDE.findall(text) == []


@pytest.mark.parametrize(
    "rule",
    ["a{margin-left:1px}", "a { text-align: right }", "a{left:0}", "a{float:left}"],
)
def test_a_side_would_be_found(rule: str) -> None:
    assert SIDE.search(rule)


@pytest.mark.parametrize("rule", ["a{margin-inline-start:1px}", "@page{@bottom-right{content:''}}"])
def test_what_names_none_is_left_alone(rule: str) -> None:
    assert not SIDE.search(rule)
