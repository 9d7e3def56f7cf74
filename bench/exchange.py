"""The lexicon out in each format, and in again: time, size and memory."""

import resource
import time
from collections.abc import Iterator

from bench import content


def measure() -> None:
    from lexicon.exchange import exporting
    from lexicon.models import Concept

    content.fill()
    print(f"{Concept.public.count()} entries")
    kept = bytearray()
    for name, writer in exporting.WRITERS.items():
        began, size = time.perf_counter(), 0
        for piece in writer(None):
            data = piece.encode() if isinstance(piece, str) else piece
            size += len(data)
            if name == "json":
                kept += data
        print(f"{name:6} {size / 1e6:6.1f} MB {time.perf_counter() - began:6.1f} s, peak {_peak()}")
    _in_again(bytes(kept))


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
