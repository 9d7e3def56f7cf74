"""The public stylesheets, written into the pages: on a slow line a second request costs more.

The policy allows no style inside a page but these, which it knows by their hashes. The standard
library alone, since the settings need the hashes.
"""

import base64
import hashlib
import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "static" / "css"
# The one of every page, and those that one kind of page adds.
NAMES = ("site", "impact", "booklet")


def tightened(text: str) -> str:
    """Without comments and spaces that no browser needs."""
    bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    close = re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r":\s+", ":", bare))
    return close.replace(";}", "}").strip()


def source_of(sheet: str) -> str:
    """What the policy calls a sheet that it allows."""
    digest = hashlib.sha256(sheet.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


SHEETS = {name: tightened((FOLDER / f"{name}.css").read_text(encoding="utf-8")) for name in NAMES}
SOURCES = [source_of(sheet) for sheet in SHEETS.values()]
