"""Scripts are sent without their comments, under an address that changes with what is sent."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from atoutsud.site import minified

BROUGHT = "// A package’s own words.\nlet  one = 1;\n"
OURS = sorted(path.name for path in Path("static/js").glob("*.js"))


@pytest.fixture
def collected(tmp_path: Path, settings: Any) -> Path:
    settings.STATIC_ROOT = tmp_path / "sent"
    brought = tmp_path / "brought"
    (brought / "package/js").mkdir(parents=True)
    (brought / "package/js/core.js").write_text(BROUGHT, encoding="utf-8")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, brought]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "atoutsud.site.minified.MinifiedStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path / "sent"


def test_what_is_sent_is_shorter_and_says_the_same(collected: Path) -> None:
    assert OURS
    for name in OURS:
        sent = list((collected / "js").glob(f"{Path(name).stem}.????????????.js"))
        assert len(sent) == 1, name
        text = sent[0].read_text(encoding="utf-8")
        source = Path(finders.find(f"js/{name}") or "").read_text(encoding="utf-8")
        assert len(text) < len(source), name
        assert not re.search(r"^\s*//", text, re.MULTILINE), name
        # No word that a person reads and no name is lost.
        bare = re.sub(r"(^|\s)//.*$", "", source, flags=re.MULTILINE)
        assert re.sub(r"\s", "", text) == re.sub(r"\s", "", re.sub(r"/\*.*?\*/", "", bare)), name


@pytest.mark.parametrize("name", ["admin/js/core.js", "css/site.css", "js/deep/a.js"])
def test_what_packages_bring_is_sent_as_it_came(name: str) -> None:
    assert not minified.is_ours(name)


def test_a_script_of_a_package_is_sent_as_it_came(collected: Path) -> None:
    assert (collected / "package/js/core.js").read_text(encoding="utf-8") == BROUGHT
