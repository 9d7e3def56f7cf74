"""Every template, the day it appears: it loads, is small, and holds nothing the policy refuses."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent / "templates"
TEMPLATES = sorted(p.relative_to(ROOT).as_posix() for p in ROOT.rglob("*.html"))
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)|javascript:", re.I)
THIRD_PARTY = re.compile(r"(?:src|href)=\"(?:https?:)?//(?!www\.w3\.org)", re.I)
LONGEST = 120
DEEPEST = 2


def depth(name: str) -> int:
    found = re.search(r"{%\s*extends\s+[\"']([^\"']+)", (ROOT / name).read_text())
    if not found or not (ROOT / found[1]).exists() or found[1] == name:
        return 0
    return 1 + depth(found[1])


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_loads(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_small_and_shallow(name: str) -> None:
    assert len((ROOT / name).read_text().splitlines()) <= LONGEST
    assert depth(name) <= DEEPEST


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_holds_no_inline_code_and_no_third_party(name: str) -> None:
    text = (ROOT / name).read_text()
    data_blocks = re.sub(r'<script type="application/(?:ld\+)?json"', "<data", text)
    assert not INLINE.search(data_blocks)
    assert not THIRD_PARTY.search(text)


@pytest.mark.parametrize("name", [n for n in TEMPLATES if not n.startswith("admin/")])
def test_a_page_says_its_title_and_trusts_no_text(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "|safe" not in text and "|striptags" not in text
    is_page = re.search(r"{%\s*extends", text) and not Path(name).name.startswith("_")
    if is_page:
        parent = re.search(r"extends\s+[\"']([^\"']+)", text)
        assert "block title" in text or (parent and parent[1] != "base.html"), "no title"


@pytest.mark.parametrize(
    "markup", ['<p style="color:red">', "<script>alert(1)</script>", '<a onclick="x()">']
)
def test_inline_code_would_be_seen(markup: str) -> None:
    assert INLINE.search(markup)


def test_text_goes_through_the_catalogue() -> None:
    """A letter between tags, outside any tag of the template language, is an untranslated word."""
    for name in TEMPLATES:
        text = (ROOT / name).read_text()
        for block in ("blocktrans", "blocktranslate", "comment"):
            text = re.sub(rf"{{%\s*{block}.*?end{block}\s*%}}", "", text, flags=re.S)
        text = re.sub(r"{[%{#].*?[%}#]}", "", text, flags=re.S)
        text = re.sub(r"<(script|style|svg|title)\b.*?</\1>", "", text, flags=re.S)
        text = re.sub(r"<!--.*?-->|<[^>]*>", "\n", text, flags=re.S)
        text = re.sub(r"&[a-z#0-9]+;", "", text)
        words = [w for w in re.findall(r"[^\W\d_]{4,}", text) if w not in ALLOWED_WORDS]
        assert not words, f"{name}: {words[:5]}"


ALLOWED_WORDS = {
    "Atoutsud",
    "Atout",
    "Atom",
    "English",
    "Français",
    "EnglishFrançais",
    "page",
    "introuvable",
    "found",
}
