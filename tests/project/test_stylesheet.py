"""A page takes the rules that can match something in it, and no others."""

import gzip
import re
from pathlib import Path

import pytest

from atoutsud.stylesheet import GROUPS, MADE, SHEETS, there, worn_by

ROOT = Path(__file__).resolve().parent.parent.parent
# Those of the back office mark other things, under sheets of its own.
OF_PAGES = ("copy", "countries", "dates", "draft", "keep", "keys", "site", "suggest")


@pytest.mark.parametrize("name", SHEETS)
def test_the_rules_put_together_again_are_the_sheet(name: str) -> None:
    parts = (
        f"{group.condition}{{{''.join(rule.text for rule in group.rules)}}}"
        if group.condition
        else group.rules[0].text
        for group in GROUPS[name]
    )
    assert "".join(parts) == SHEETS[name]


@pytest.mark.parametrize("name", SHEETS)
def test_a_page_with_everything_in_it_takes_the_whole_sheet(name: str) -> None:
    needed = {need for g in GROUPS[name] for rule in g.rules for n in rule.needs for need in n}
    page = "".join(
        f'<i class="{need[1:]}">' if need.startswith(".") else f"<{need}>" for need in needed
    )
    assert worn_by(page, (name,)) == SHEETS[name]


def test_the_elements_and_classes_of_a_page_are_found() -> None:
    page = '<p class="lead meta"><svg viewBox="0 0 1 1"><g class="dot"/></svg><h1>A &lt;b&gt;</h1>'
    assert there(page) == {"p", ".lead", ".meta", "svg", "g", ".dot", "h1"}


@pytest.mark.parametrize(
    ("page", "rule"),
    [
        ('<table><tr><th class="r">', ".r{text-align:end}"),
        ('<ul class="rows"><li><h3><a href="/">', ".rows h3 a:hover"),
        ('<div class="prose"><ul><li>', ".prose ul:not([class]) > li::before"),
        ('<form><input type="radio">', "input[type=radio]"),
        ('<ul class="equiv"><li>', ".equiv > li:first-child"),
        ('<span class="gloss">', ".closed .gloss"),  # the other class comes by a script
        ("<i>", "@page{"),
        ("<i>", "[hidden]{"),
    ],
)
def test_what_can_match_is_taken(page: str, rule: str) -> None:
    assert rule in worn_by(f"<html><body>{page}")


@pytest.mark.parametrize(
    ("page", "rule"),
    [
        ("<i>", ".scroll{"),
        ("<i>", ".az{"),
        ('<i class="entry">', ".entries"),
        ("<i>az</i>", ".az{"),
        ('<i class="hw">', ".hw abbr{display"),
        ('<i class="search">', ".cover .search{"),
    ],
)
def test_what_cannot_is_left_out(page: str, rule: str) -> None:
    assert rule in SHEETS["site"]
    assert rule not in worn_by(page)


def test_a_condition_with_nothing_under_it_goes_too() -> None:
    assert not re.search(r"@media[^{]*\{\}", worn_by("<i>"))


def test_a_plain_page_takes_half_of_the_sheet_at_most() -> None:
    page = '<html><body><header class="top"><nav><main><h1><p class="lead"><footer class="foot">'
    found = worn_by(page)
    assert len(gzip.compress(found.encode())) < len(gzip.compress(SHEETS["site"].encode())) / 2


@pytest.mark.parametrize("name", OF_PAGES)
def test_what_scripts_make_and_mark_is_known(name: str) -> None:
    """A rule for something that only a script brings would be missed by a page without it."""
    text = (ROOT / "static" / "js" / f"{name}.js").read_text(encoding="utf-8")
    made = set(re.findall(r'createElement\("([a-z0-9]+)"\)', text))
    for names in re.findall(r'(?:className = |classList\.(?:add|toggle)\()"([^"]+)"', text):
        made.update(f".{one}" for one in names.split())
    spoken_of = {n for groups in GROUPS.values() for g in groups for r in g.rules
                 for needs in r.needs for n in needs}  # fmt: skip
    assert made & spoken_of <= MADE
