"""The messages of the code: collected into the catalogue, or into a scratch copy to compare."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
SOURCES = ("atoutsud", "news", "lexicon", "trainings", "templates", "locale")
SECRET = "catalogue-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH"


def has_gettext() -> bool:
    return all(shutil.which(tool) for tool in ("xgettext", "msgmerge", "msgattrib", "msguniq"))


def collected() -> str:
    """The catalogue as the code asks for it now; the working tree is left alone."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch)
        skip = shutil.ignore_patterns("__pycache__", "*.mo")
        for name in SOURCES:
            shutil.copytree(ROOT / name, copy / name, ignore=skip)
        shutil.copy(ROOT / "manage.py", copy)
        (copy / "static").mkdir()
        command = [sys.executable, "manage.py", "makemessages", "--locale=fr", "--no-location"]
        command += ["--no-obsolete", "--no-wrap", "--extension=html,txt,py,xml"]
        environment = {**os.environ, "SECRET_KEY": SECRET, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr or done.stdout)
        return (copy / CATALOGUE.relative_to(ROOT)).read_text(encoding="utf-8")


if __name__ == "__main__":
    if not has_gettext():
        sys.exit("The gettext tools are missing. On Debian: apt install gettext")
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(collected(), encoding="utf-8")
    print(f"Now translate what is empty or fuzzy in {CATALOGUE.relative_to(ROOT)}")
