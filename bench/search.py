"""Every kind of search, one at a time, on the made-up lexicon.

Each time is that of the whole answer short of its HTML: parsing, the statements, the ranking and
the lines of the first page.
"""

import argparse
import gc
import os
import statistics
import time
from collections.abc import Callable

import bench
from bench.content import COUNT, fill, say

# Kind of search -> queries. Words are those of the made-up entries.
QUERIES = {
    "exact headword": ["évaluation de projet durable", "climate fund", "plan de campagne"],
    "acronym": ["EPD", "S.A.F.", "pap"],
    "one letter": ["p", "e"],
    "two letters": ["pr", "co", "ev"],
    "prefix": ["éval", "proj", "gouv"],
    "common word": ["projet", "project", "management", "évaluation"],
    "several words": ["gestion des déchets", "water access fund", "plan climat"],
    "word prefix": ["fonds nutri", "audit pat", "jeun"],
    "plural": ["évaluations de projets", "instruments", "marchés du bétail"],
    "elision, apostrophes": ["l’accès à l'eau", "d’inondations", "l'État"],
    "ligature, hyphen": ["oeuvre", "main-d'œuvre", "sud sud", "co-financée"],
    "end of a word": ["versité", "nancement"],
    "typo, one word": ["evalution", "gouvernence", "projetc", "stratgie"],
    "typo, several words": ["gestoin des dechest", "wtaer acess fnud", "apel de campgane"],
    "words of definitions": ["calendrier argent", "somme versée avance", "answers to those"],
    "filtered by language": ["audit", "projet", "evalution"],
    "nothing": ["xyzzyx", "qwrtz plmk", "zzzz"],
    "eight words": ["plan de gestion des risques du projet de santé publique locale à long terme"],
    "hostile": ["a" * 200, "%_*(\"')", "é" * 90, "e " * 100, "-" * 50 + "x", "(" * 80],
}
ROUNDS = 15


def clock() -> float:
    """Where others share the machine, BENCH_CLOCK=cpu counts this process's own time alone."""
    cpu = os.environ.get("BENCH_CLOCK") == "cpu"
    return time.process_time() if cpu else time.perf_counter()


def times(action: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    found = []
    for _round in range(rounds):
        began = clock()
        action()
        found.append((clock() - began) * 1000)
    return found


def one_search(query: str, kind: str) -> None:
    from lexicon import finding

    language = "en" if kind == "filtered by language" else ""
    answer = finding.find(query, language=language, choices=True)
    finding.hits(answer, answer.hits[:50] or answer.nearest, "fr")


def whole_site(query: str) -> None:
    from atoutsud.site import search

    search.find(query, "fr")


def measure(count: int = COUNT, rounds: int = ROUNDS) -> None:
    from django.db import connection
    from django.utils import translation

    from atoutsud.content import reindexing
    from lexicon.models import Concept

    fill(count, said=say)
    if reindexing.is_empty():
        began = time.perf_counter()
        reindexing.rebuild()
        print(f"index made in {time.perf_counter() - began:.1f} s")
    # As in a worker that has been started: what is there for good is not looked through again.
    gc.collect()
    gc.freeze()
    print(f"{Concept.objects.count()} entries, {connection.vendor}, milliseconds")
    print(f"{'kind':24}{'median':>8}{'worst':>8}  slowest query")
    all_times = []
    with translation.override("fr"):
        rows = [(kind, lambda q, k=kind: one_search(q, k)) for kind in QUERIES]
        rows.append(("whole site", whole_site))
        for kind, action in rows:
            queries = QUERIES.get(kind) or [q for found in QUERIES.values() for q in found]
            slowest, own = ("", 0.0), []
            for query in queries:
                action(query)  # as on a site that has been up for a while
                one = times(lambda q=query, run=action: run(q), rounds)
                own += one
                slowest = max(slowest, (query, max(one)), key=lambda item: item[1])
            all_times += own
            print(f"{kind:24}{statistics.median(own):8.1f}{max(own):8.1f}  {slowest[0][:40]}")
    print(f"{'all':24}{statistics.median(all_times):8.1f}{max(all_times):8.1f}")


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--count", type=int, default=COUNT)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    options = asked.parse_args()
    bench.set_up()
    measure(options.count, options.rounds)


if __name__ == "__main__":
    main()
