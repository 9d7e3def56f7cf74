"""The messages of the code: collected into the catalogue, or into a scratch copy to compare."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
SOURCES = ("atoutsud", "news", "lexicon", "trainings", "templates", "locale")
PACKAGES = ("django", "allauth", "taggit", "modeltranslation", "django_countries")
SECRET = "catalogue-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH"


def has_gettext() -> bool:
    return all(shutil.which(tool) for tool in ("xgettext", "msgmerge", "msgattrib", "msguniq"))


def reworded() -> list[polib.POEntry]:
    """Messages of Django and allauth that ours say better; no code of ours asks for them."""
    theirs: set[tuple[str | None, str]] = set()
    for package in PACKAGES:
        spec = importlib.util.find_spec(package)
        for folder in (spec and spec.submodule_search_locations) or []:
            for path in Path(folder).rglob("locale/fr/LC_MESSAGES/django.po"):
                theirs |= {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(path))}
    return [e for e in polib.pofile(str(CATALOGUE)) if (e.msgctxt, e.msgid) in theirs]


def collected() -> polib.POFile:
    """The catalogue as the code asks for it now; the working tree is left alone."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch)
        skip = shutil.ignore_patterns("__pycache__", "*.mo")
        for name in SOURCES:
            shutil.copytree(ROOT / name, copy / name, ignore=skip)
        shutil.copy(ROOT / "manage.py", copy)
        shutil.copytree(ROOT / "static" / "css", copy / "static" / "css")  # the settings read it
        command = [sys.executable, "manage.py", "makemessages", "--locale=fr", "--no-location"]
        command += ["--no-obsolete", "--no-wrap", "--extension=html,txt,py,xml"]
        environment = {**os.environ, "SECRET_KEY": SECRET, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr or done.stdout)
        whole = polib.pofile(str(copy / CATALOGUE.relative_to(ROOT)), wrapwidth=0)
    asked = {(entry.msgctxt, entry.msgid) for entry in whole}
    whole.extend(e for e in reworded() if (e.msgctxt, e.msgid) not in asked)
    return whole


if __name__ == "__main__":
    if not has_gettext():
        sys.exit("The gettext tools are missing. On Debian: apt install gettext")
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.touch()
    collected().save(str(CATALOGUE))
    print(f"Now translate what is empty or fuzzy in {CATALOGUE.relative_to(ROOT)}")
