"""Coverage-guided fuzzing on demand: `make fuzz` (MINUTES=5 for each target, TARGET=tbx for one).

atheris instruments our readers and keeps what reaches new code. Each fault is kept once by the
place it was raised at, and the search goes on. Faults are written to `tests/fuzzing/found/`, where
the ordinary tests try them ever after.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

OURS = ("lexicon.exchange", "atoutsud.content")
LONGEST = 4096


def prepare() -> None:
    scratch = tempfile.mkdtemp(prefix="atoutsud-fuzzing-")
    os.environ.update(
        SECRET_KEY="tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
        DATA_DIR=scratch,
        DATABASE_URL="",
        DJANGO_SETTINGS_MODULE="atoutsud.settings",
    )


def place_of(error: BaseException) -> str:
    """Where in our code it was raised, and as what."""
    root = str(Path(__file__).resolve().parent.parent.parent)
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if f.filename.startswith(root) and ".venv" not in f.filename]
    last = own[-1] if own else frames[-1]
    return f"{type(error).__name__} {Path(last.filename).name}:{last.lineno}"


def fuzz(name: str, minutes: float, corpus: Path) -> None:
    import atheris

    prepare()
    with atheris.instrument_imports(include=list(OURS)):
        import django

        django.setup()
        from tests.fuzzing import seeds, targets
    known: set[str] = set()
    ends = time.monotonic() + 60 * minutes
    count = 0

    def one(content: bytes) -> None:
        nonlocal count
        count += 1
        try:
            targets.run(name, content)
        except Exception as error:
            place = place_of(error)
            if place not in known:
                known.add(place)
                digest = hashlib.sha256(content).hexdigest()[:12]
                (targets.FOUND / name).mkdir(parents=True, exist_ok=True)
                (targets.FOUND / name / digest).write_bytes(content)
                print(f"{name}: {place}: {str(error)[:300]} ({digest})", flush=True)
        if time.monotonic() > ends:
            print(f"{name}: {count} inputs in {minutes:g} minutes, {len(known)} faults", flush=True)
            os._exit(1 if known else 0)

    folder = corpus / name
    folder.mkdir(parents=True, exist_ok=True)
    for content in [*seeds.SEEDS[name], *seeds.found(name)]:
        (folder / hashlib.sha256(content).hexdigest()[:16]).write_bytes(content)
    words = corpus / f"{name}.dict"
    quoted = ("".join(f"\\x{byte:02x}" for byte in word) for word in seeds.pieces(name) if word)
    words.write_text("".join(f'"{word}"\n' for word in quoted))
    # What libFuzzer itself writes of slow inputs belongs beside the corpus.
    options = [f"-max_len={LONGEST}", f"-dict={words}", f"-artifact_prefix={corpus}/{name}-"]
    options += ["-timeout=60", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *options, str(folder)], one)
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("target", nargs="?", help="all of them, one after another, without it")
    parser.add_argument("--minutes", type=float, default=5)
    scratch = Path(tempfile.gettempdir()) / "atoutsud-corpus"
    parser.add_argument("--corpus", type=Path, default=scratch, help="kept from run to run")
    asked = parser.parse_args()
    if asked.target:
        fuzz(asked.target, asked.minutes, asked.corpus)
        return 0
    # Each in a process of its own: libFuzzer takes the process over and ends with it.
    prepare()
    import django

    django.setup()
    from tests.fuzzing.targets import TARGETS

    limits = ["--minutes", str(asked.minutes), "--corpus", str(asked.corpus)]
    commands = [[sys.executable, "-m", "tests.fuzzing", name, *limits] for name in TARGETS]
    return max([subprocess.run(command, check=False).returncode for command in commands])


if __name__ == "__main__":
    sys.exit(main())
