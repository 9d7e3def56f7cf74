"""The public stylesheets, written into the pages: on a slow line a second request costs more.

A page takes the rules that can match something in it and leaves the others: what a phone does not
get it need not read either. The policy allows no style inside a page but that one, by its hash.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent.parent / "static" / "css"
# The one of every page, and those that one kind of page adds.
NAMES = ("site", "impact", "booklet")
# What the scripts of public pages make or mark by themselves.
MADE = frozenset({".bad", ".closed", ".en", ".note", "a", "button", "dd", "div", "dt", "li", "p"})
_OPENED = re.compile(r'<([a-z][a-z0-9]*)|\sclass="([^"]*)"')
# Within a selector, what does not say that something must be there: `:not(.plain)`, `[hidden]`.
_ASIDE = re.compile(r"\([^()]*\)|\[[^\]]*\]|::?[a-z-]+")
_NAMED = re.compile(r"\.[\w-]+|(?<![\w.-])[a-z][a-z0-9]*")
_BLOCK = re.compile(r"[^{}]*\{[^{}]*\}|[^{}]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
# Blocks whose rules are rules of the page; what stands in another goes with it.
_AROUND = ("@media", "@supports")


class Rule(NamedTuple):
    """`needs`: of each of its selectors, the elements and classes without which nothing matches."""

    text: str
    needs: tuple[frozenset[str], ...]


class Group(NamedTuple):
    """Rules under one condition, said before them."""

    condition: str
    rules: tuple[Rule, ...]


def tightened(text: str) -> str:
    """Without comments and spaces that no browser needs."""
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    close = re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r":\s+", ":", bare))
    return close.replace(";}", "}").strip()


def source_of(sheet: str) -> str:
    """What the policy calls a sheet that it allows."""
    digest = hashlib.sha256(sheet.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _groups(sheet: str) -> Iterator[Group]:
    for block in _BLOCK.findall(sheet):
        head, _brace, inside = block.partition("{")
        if head.startswith(_AROUND):
            yield Group(head, tuple(map(_rule, _BLOCK.findall(inside[:-1]))))
        else:
            yield Group("", (_rule(block),))


def _rule(text: str) -> Rule:
    selectors = text.partition("{")[0]
    if selectors.startswith("@"):
        return Rule(text, (frozenset(),))
    while (fewer := _ASIDE.sub("", selectors)) != selectors:
        selectors = fewer
    return Rule(text, tuple(frozenset(_NAMED.findall(one)) for one in selectors.split(",")))


SHEETS = {name: tightened((FOLDER / f"{name}.css").read_text(encoding="utf-8")) for name in NAMES}
GROUPS = {name: tuple(_groups(sheet)) for name, sheet in SHEETS.items()}
_SPOKEN_OF = {
    name: frozenset().union(*(n for g in groups for rule in g.rules for n in rule.needs))
    for name, groups in GROUPS.items()
}


def there(html: str) -> set[str]:
    """The elements, and the classes with a point before them, of a page."""
    found: set[str] = set()
    for element, classes in set(_OPENED.findall(html)):
        found.update([element] if element else [f".{name}" for name in classes.split()])
    return found


def worn_by(html: str, names: tuple[str, ...] = ("site",)) -> str:
    """Of these sheets, in their order, the rules that can match something of this page."""
    found = there(html) | MADE
    return "".join(_chosen(name, frozenset(found & _SPOKEN_OF[name])) for name in names)


@lru_cache(maxsize=128)
def _chosen(name: str, found: frozenset[str]) -> str:
    parts = []
    for condition, rules in GROUPS[name]:
        kept = "".join(rule.text for rule in rules if any(needs <= found for needs in rule.needs))
        if kept:
            parts.append(f"{condition}{{{kept}}}" if condition else kept)
    return "".join(parts)
