"""Half an hour of everything at once: errors, memory and open files of the workers, each minute.

`python -m bench.soak --minutes 30 --rate 20`. Not part of `make bench`, which ends sooner.
"""

import argparse
import itertools
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import bench
from bench.serving import Connection, Server, serving

ROOT = Path(__file__).resolve().parent.parent
READERS = 4
WARM = 3  # minutes until caches, pools and menus are what they stay


def asked() -> Iterator[tuple[str, dict[str, str]]]:
    """Addresses without end: mostly pages that are kept, some made anew, searches and files."""
    from lexicon.models import Concept, Domain
    from news.models import Article

    chance = random.Random(2014)
    entries = list(Concept.public.order_by("pk")[:3000])
    articles = list(Article.public.order_by("pk")[:500])
    domains = list(Domain.public.all())
    words = [entry.heading_fr.split()[0] for entry in entries[:400] if entry.heading_fr]
    plain = ["/fr/", "/en/", "/fr/actualites/", "/fr/lexique/", "/en/lexicon/", "/fr/formations/",
             "/fr/partenaires/", "/fr/bilan/", "/fr/donnees/"]  # fmt: skip
    rare = ["/fr/contact/", "/fr/compte/connexion/", "/fr/lexique/contribuer/", "/sitemap.xml",
            "/fr/lexique/flux.atom", "/fr/actualites/flux.atom", "/data/lexicon/changes.json",
            "/healthz", "/readyz", "/fr/nulle-part/", "/sitemap-entries-3.xml"]  # fmt: skip
    while True:
        draw = chance.random()
        headers = {"Accept-Encoding": chance.choice(("gzip", "br", "gzip, br", "identity"))}
        if draw < 0.3:
            yield chance.choice(plain), headers
        elif draw < 0.6:
            yield chance.choice(entries).address(chance.choice(("fr", "en"))), headers
        elif draw < 0.75:
            yield chance.choice(articles).address("fr"), headers
        elif draw < 0.8:
            yield f"{chance.choice(domains).address('fr')}?page={chance.randint(1, 9)}", headers
        elif draw < 0.86:
            yield f"{chance.choice(plain)}?junk={chance.random()}", headers
        elif draw < 0.94:
            yield f"/fr/lexique/?q={quote(chance.choice(words))}", headers
        else:
            yield chance.choice(rare), headers


def read(port: int, addresses: Iterator[tuple[str, dict[str, str]]], rate: float, end: float,
         met: Counter[int], lock: threading.Lock) -> None:  # fmt: skip
    line = Connection(port)
    begun, turn = time.monotonic(), 0
    while time.monotonic() < end:
        with lock:
            path, headers = next(addresses)
        try:
            status = line.get(path, headers).status
        except (OSError, EOFError):
            status = 0
        with lock:
            met[status] += 1
        turn += 1
        time.sleep(max(0.0, begun + turn / rate - time.monotonic()))
    line.close()


def watch(server: Server, minutes: int, met: Counter[int]) -> bool:
    """A line a minute; whether memory and handles stayed what they were after the first minutes."""
    begun = time.monotonic()
    samples: list[tuple[float, int]] = []
    for minute in range(1, minutes + 1):
        time.sleep(max(0.0, begun + minute * 60 - time.monotonic()))
        samples.append((server.own_memory(), server.handles()))
        told = ", ".join(f"{status}: {count}" for status, count in sorted(met.items()))
        print(f"{minute:3} min  {samples[-1][0]:6.1f} MiB  {samples[-1][1]:3} files  {told}",
              flush=True)  # fmt: skip
    first, last = samples[min(WARM, len(samples) - 1)], samples[-1]
    growth = last[0] / first[0] - 1
    print(f"memory {growth:+.1%}, files {last[1] - first[1]:+}")
    return growth < 0.1 and last[1] - first[1] <= 2


def main() -> None:
    known = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    known.add_argument("--minutes", type=int, default=30)
    known.add_argument("--rate", type=float, default=20, help="requests a second in all")
    options = known.parse_args()
    bench.set_up()
    port = int(os.environ.get("BENCH_PORT", "8440"))
    met: Counter[int] = Counter()
    lock = threading.Lock()
    addresses = itertools.chain(asked())
    end = time.monotonic() + options.minutes * 60 + 1
    command = [sys.executable, "-m", "gunicorn", "--config", "python:atoutsud.gunicorn"]
    own = {"WORKERS": "2", "SITE_URL": f"http://127.0.0.1:{port}"}
    publish = [sys.executable, "-m", "bench.publishing", str(options.minutes * 60), "--every", "10"]
    with (
        serving("this site", port, [*command, "atoutsud.wsgi:application"], own) as server,
        subprocess.Popen(publish, cwd=ROOT) as publisher,
    ):
        threads = [
            threading.Thread(
                target=read, args=(port, addresses, options.rate / READERS, end, met, lock)
            )
            for _reader in range(READERS)
        ]
        for thread in threads:
            thread.start()
        steady = watch(server, options.minutes, met)
        for thread in threads:
            thread.join()
        publisher.terminate()
    faults = sum(count for status, count in met.items() if status == 0 or status >= 500)
    print(f"{sum(met.values())} requests, {faults} errors")
    sys.exit(0 if steady and not faults else 1)


if __name__ == "__main__":
    main()
