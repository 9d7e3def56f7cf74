"""Automatic links of a text of 100 kB, against 3,000 and 100,000 terms.

Each size has a database of its own under `BENCH_DATA_DIR`. The text is the hardest there is: made
of the very words the terms are made of, so that nearly every sentence holds several.
"""

import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

import bench
from bench.vocabulary import COMPLEMENTS, HEADS, SENTENCES

SIZES = {3_000: 60, 100_000: 150}  # terms: milliseconds allowed
TERMS_OF_AN_ENTRY = 3.2
LENGTH = 100_000
ROUNDS = 15


def text(language: str, seed: int = 7) -> str:
    """Headings and paragraphs of LENGTH characters."""
    chance = random.Random(seed)
    place = ("fr", "en").index(language)
    parts: list[str] = []
    size = 0
    while size < LENGTH:
        sentences = []
        for sentence in chance.sample(SENTENCES, min(3, len(SENTENCES))):
            holes = [
                pair[place] for pair in (*chance.sample(HEADS, 2), *chance.sample(COMPLEMENTS, 2))
            ]
            sentences.append(sentence[place].format(*holes))
        parts.append(f"<p>{' '.join(sentences)}</p>")
        if chance.random() < 0.1:
            parts.append("<h2>Section</h2>")
        size += len(parts[-1])
    return "".join(parts)


def measure() -> None:
    base = os.environ.get("BENCH_DATA_DIR") or str(
        Path(__file__).resolve().parent.parent / "var/bench"
    )
    for size in SIZES:
        environment = {**os.environ, "BENCH_DATA_DIR": f"{base}-autolink-{size}"}
        command = [sys.executable, "-m", "bench.autolink", str(size)]
        subprocess.run(command, env=environment, check=True)


def measure_one(size: int) -> None:
    from atoutsud.content.linking import Passage
    from atoutsud.content.rendering import prepare
    from bench.content import fill, say
    from lexicon import autolink
    from lexicon.models import Term

    entries = int(size / TERMS_OF_AN_ENTRY)
    while Term.objects.count() < size:
        fill(entries, said=say)
        entries += 500
    terms = Term.objects.count()
    for language in ("fr", "en"):
        passage = Passage(prepare(text(language), language), language)
        times = []
        for _round in range(ROUNDS):
            began = time.perf_counter()
            tokens = autolink.annotate([passage], None)[0]
            times.append((time.perf_counter() - began) * 1000)
        matches = sum(map(len, autolink.find([passage]).places[0].values()))
        links = sum(token.attributes.get("class") == "lx" for token in tokens)
        print(
            f"{terms} terms, {language}: median {statistics.median(times):.0f} ms, "
            f"worst {max(times):.0f} ms (allowed {SIZES[size]}); "
            f"{matches} words found, {links} links"
        )


if __name__ == "__main__":
    bench.set_up()
    measure_one(int(sys.argv[1]))
