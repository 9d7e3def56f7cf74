"""`make messages`: collect the messages of the code into the French catalogue."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
SOURCES = ("atoutsud", "news", "lexicon", "trainings", "templates")


def collect(scratch: Path) -> polib.POFile:
    """Every message of the code, by makemessages on a copy of the sources."""
    for name in SOURCES:
        if not (scratch / name).exists():
            shutil.copytree(ROOT / name, scratch / name, ignore=shutil.ignore_patterns("*.pyc"))
    (scratch / "locale").mkdir(exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "fr", "--no-location"],
        cwd=scratch,
        check=True,
        capture_output=True,
    )
    return polib.pofile(str(scratch / "locale" / "fr" / "LC_MESSAGES" / "django.po"))


def merge(known: polib.POFile, wanted: polib.POFile) -> polib.POFile:
    """`known` with what `wanted` has more. Messages without a place in the code are kept when
    they are the admin's own, reworded."""
    present = {(e.msgctxt, e.msgid) for e in known}
    for entry in wanted:
        if (entry.msgctxt, entry.msgid) not in present:
            known.append(entry)
    return known


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        wanted = collect(Path(folder))
    known = polib.pofile(str(CATALOGUE), wrapwidth=100)
    merge(known, wanted)
    known.save(str(CATALOGUE))
    missing = known.untranslated_entries()
    print(f"{len(known)} messages, {len(missing)} to translate")
    for entry in missing:
        print(f"  {entry.msgid!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
