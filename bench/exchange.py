"""The lexicon out in each format, and in again: time, size and memory."""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import bench
from bench import content

ROOT = Path(__file__).resolve().parent.parent


def measure(again: bool = True) -> None:
    from lexicon.exchange import exporting
    from lexicon.models import Concept

    content.fill()
    print(f"{Concept.public.count()} entries")
    with tempfile.TemporaryDirectory() as folder:
        for name in exporting.WRITERS:
            _out(name, Path(folder) / name)
        if again:
            _in_again((Path(folder) / "json").read_bytes())


def _out(name: str, path: Path) -> None:
    """By the command, in a process of its own: what it held at most is what this format takes."""
    command = [sys.executable, "manage.py", "export_lexicon", "--format", name, "-o", str(path)]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, name
    print(
        f"{name:6} {path.stat().st_size / 1e6:6.1f} MB {time.perf_counter() - began:6.1f} s, "
        f"{used.ru_utime + used.ru_stime:.1f} s of processor, peak {used.ru_maxrss / 1024:.0f} MB"
    )


def _in_again(file: bytes) -> None:
    """The same entries under other identities, so that all of them are new."""
    from django.contrib.auth import get_user_model

    from lexicon.exchange import importing, releasing

    people = get_user_model().objects
    author = people.filter(is_superuser=True).first() or people.create_superuser(
        "mesures@example.org", "mesures-0123456789"
    )
    for number, part in enumerate(_renamed(file)):
        began = time.perf_counter()
        batch = importing.receive(f"mesure-{number}.json", part, author=author, format="json")
        importing.dry_run(batch)
        read = time.perf_counter()
        importing.confirm(batch)
        batch.refresh_from_db()
        made = importing.propose(batch)
        proposed = time.perf_counter()
        batch.refresh_from_db()
        releasing.release(batch, author)
        batch.refresh_from_db()
        while not releasing.work(batch):
            batch.refresh_from_db()
        done = time.perf_counter()
        print(
            f"in: {len(part) / 1e6:.1f} MB, {made} proposals: dry run {read - began:.0f} s, "
            f"proposals {proposed - read:.0f} s, published {done - proposed:.0f} s, peak {_peak()}"
        )


def _renamed(file: bytes) -> Iterator[bytes]:
    """Parts under 20 MB in which no word and no uid is known yet."""
    import json
    import uuid

    document = json.loads(file)
    mark = uuid.uuid4().hex[:8]
    lines: list[str] = []
    size = 0
    for entry in document["concepts"]:
        entry["uid"] = str(uuid.uuid4())
        fresh = {term["uid"]: str(uuid.uuid4()) for term in entry["terms"]}
        for term in entry["terms"]:
            term["uid"] = fresh[term["uid"]]
            term["short_for"] = fresh.get(term["short_for"])
            term["text"] = f"{term['text']} {mark}"
        for row in entry["examples"]:
            row["uid"], row["term"] = str(uuid.uuid4()), None
        entry["extra"] = {}
        line = json.dumps(entry, ensure_ascii=False)
        if size + len(line.encode()) > 19_000_000:
            yield ('{"concepts":[' + ",\n".join(lines) + "]}").encode()
            lines, size = [], 0
        lines.append(line)
        size += len(line.encode()) + 2
    yield ('{"concepts":[' + ",\n".join(lines) + "]}").encode()


def _peak() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--out-only", action="store_true", help="the formats out, nothing in again")
    options = asked.parse_args()
    bench.set_up()
    measure(not options.out_only)


if __name__ == "__main__":
    main()
