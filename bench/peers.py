"""The same content under the same server: this site, a Wagtail site, a bare view, a static file.

All stand at once and are asked in turns, so that what else the machine does meets each alike.
`python -m bench.peers --workers 2` asks with two workers, `--load 10` for ten seconds of load each.
"""

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import bench
from bench.peerrows import rows
from bench.serving import Connection, Server, load, serving

ROOT = Path(__file__).resolve().parent.parent
OURS, BARE, PEER, STATIC = "this site", "bare view", "Wagtail", "static file"
PACKAGES = ("wagtail", "gunicorn", "psycopg[binary]")
NEWS = 2_000
READERS = 8
SEARCHES = 8
SLOW = 5.0  # seconds
GZIP = {"Accept-Encoding": "gzip"}
# No page of ours is kept under this address, so it is made each time; and before each something is
# published, so that nothing that was made for another state of the content is taken again.
ANEW = "?made-anew=1"


@dataclass(eq=False)
class Target:
    """One kind of answer of one server."""

    page: str
    how: str
    server: Server
    path: str
    headers: dict[str, str]


def ports() -> Iterator[int]:
    yield from range(int(os.environ.get("BENCH_PORT", "8440")), 65_000)


def environment_of_the_peer() -> Path:
    """Its packages, in an environment of their own: none is a dependency of the site."""
    folder = Path(os.environ.get("BENCH_PEER_ENV") or ROOT / "var" / "bench-peer")
    python = folder / "bin" / "python"
    if not python.exists():
        print(f"Installing {', '.join(PACKAGES)} in {folder}")
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *PACKAGES], check=True)
    return python


def database_of_the_peer(folder: Path) -> dict[str, Any]:
    """Beside ours: a file, or the database of the same name with `_peer` behind it."""
    address = os.environ.get("BENCH_DATABASE_URL", "")
    if not address:
        options = {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
            "PRAGMA cache_size=-16000;PRAGMA mmap_size=134217728;",
        }
        name = str(folder / "peer.sqlite3")
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": options,
                "CONN_MAX_AGE": None}  # fmt: skip
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.strip("/") + "_peer",
        "USER": parts.username,
        "PASSWORD": parts.password or "",
        "HOST": parts.hostname,
        "PORT": parts.port or 5432,
        "CONN_MAX_AGE": None,
    }


def fill_the_peer(folder: Path, python: Path, said: dict[str, str]) -> None:
    """Once: the content of our database, written out and read by the peer."""
    from django.db import connection

    done = folder / f"peer-{connection.vendor}.done"
    if done.exists():
        return
    if connection.vendor == "postgresql":
        name = json.loads(said["PEER_DATABASE"])["NAME"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if not cursor.fetchone():
                cursor.execute(f'CREATE DATABASE "{name}"')
    content = folder / "content.jsonl"
    with content.open("w", encoding="utf-8") as file:
        for row in rows():
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    print("Filling the Wagtail site with the same content (some minutes)")
    command = [str(python), "-m", "bench.peer.load", str(content)]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **said})
    done.touch()


@contextlib.contextmanager
def servers(folder: Path, workers: int, take: Iterator[int]) -> Iterator[dict[str, Server]]:
    from django.db import connection

    python = environment_of_the_peer()
    peer = {
        "PEER_DATABASE": json.dumps(database_of_the_peer(folder)),
        "WORKERS": str(workers),
        "DJANGO_SETTINGS_MODULE": "bench.peer.settings",
    }
    fill_the_peer(folder, python, peer)
    name = str(connection.settings_dict["NAME"]) if connection.vendor == "postgresql" else ""
    connection.close()
    config = ["--config", "python:bench.peer.serving"]
    ours = [sys.executable, "-m", "gunicorn", "--config", "python:atoutsud.gunicorn"]
    with contextlib.ExitStack() as stack:
        port = next(take)
        own = {"WORKERS": str(workers), "SITE_URL": f"http://127.0.0.1:{port}"}
        found = {
            OURS: stack.enter_context(
                serving(OURS, port, [*ours, "atoutsud.wsgi:application"], own, name)
            ),
            BARE: stack.enter_context(
                serving(
                    BARE,
                    next(take),
                    [sys.executable, "-m", "gunicorn", *config, "bench.peer.bare:application"],
                    peer,
                )
            ),
            PEER: stack.enter_context(
                serving(
                    PEER,
                    next(take),
                    [str(python), "-m", "gunicorn", *config, "bench.peer.wsgi:application"],
                    peer,
                    f"{name}_peer" if name else "",
                )
            ),
        }
        if nginx := shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin"):
            port = next(take)
            command = [nginx, "-c", str(static_site(folder, port)), "-p", str(folder)]
            found[STATIC] = stack.enter_context(serving(STATIC, port, command, {}))
        yield found


def static_site(folder: Path, port: int) -> Path:
    """nginx, as a plain user, with one file of the size of a page."""
    (folder / "page.html").write_text("<p>Deux mots.</p>" * 500)
    config = folder / "nginx.conf"
    places = "\n".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config.write_text(
        f"daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;\n"
        f"events {{}}\nhttp {{ access_log off; {places}\n"
        f"server {{ listen 127.0.0.1:{port}; root {folder}; types {{ text/html html; }} }} }}\n"
    )
    return config


def targets(found: dict[str, Server]) -> list[Target]:
    from lexicon.models import Concept
    from news.models import Article

    article = Article.public.exclude(body_en="").order_by("pk")[Article.public.count() // 2]
    entries = Concept.public.order_by("pk")
    entry = entries[entries.count() // 2]
    letter = entry.sort_fr[:1]
    pages = {
        "news list": ("/fr/actualites/", "/actualites/"),
        "news item": (article.address("fr"), f"/actualites/{article.where('fr')}/"),
        "letter": (f"/fr/lexique/lettre/{letter}/", f"/lexique/lettre/{letter}/"),
        "entry": (entry.address("fr"), f"/lexique/{entry.where('fr')}/"),
    }
    searches = {"search, a word": "projet", "search, two": "suivi+budget", "search, typo": "budjet"}
    site, peer = found[OURS], found[PEER]
    made = []
    for page, (ours, theirs) in pages.items():
        made += [
            Target(page, "uncached", site, ours + ANEW, GZIP),
            Target(page, "kept", site, ours, GZIP),
            Target(page, "304", site, ours, {**GZIP, "If-None-Match": _etag(site, ours)}),
            Target(page, "Wagtail", peer, theirs, GZIP),
        ]
    for page, words in searches.items():
        made += [
            Target(page, "uncached", site, f"/fr/lexique/?q={words}", GZIP),
            Target(page, "Wagtail", peer, f"/search/?q={words}", GZIP),
        ]
    made.append(Target("bare view", "bare", found[BARE], "/", GZIP))
    if STATIC in found:
        made.append(Target("static file", "nginx", found[STATIC], "/page.html", GZIP))
    return made


def _etag(server: Server, path: str) -> str:
    line = Connection(server.port)
    answer = line.get(path, GZIP)
    line.close()
    assert answer.status == 200, (path, answer.status)
    return answer.header("ETag")


class Cost(NamedTuple):
    cpu: float
    median: float
    p95: float
    size: int


def costs(asked: list[Target], rounds: int) -> dict[Target, Cost]:
    """Milliseconds of processor a request, and as its reader waits, in turns over all targets."""
    from atoutsud.content import publication

    lines = {target: Connection(target.server.port) for target in asked}
    cpu: dict[Target, list[float]] = {target: [] for target in asked}
    times: dict[Target, list[float]] = {target: [] for target in asked}
    sizes: dict[Target, int] = {}

    def ask(target: Target, many: int) -> float:
        """As often; seconds that one took."""
        before, all_began = target.server.cpu(), time.perf_counter()
        for _time in range(many):
            if target.how == "uncached":
                publication.bump()
            began = time.perf_counter()
            answer = lines[target].get(target.path, target.headers)
            assert answer.status in (200, 304), (target.path, answer.status)
            times[target].append((time.perf_counter() - began) * 1000)
            sizes[target] = answer.size
        cpu[target].append((target.server.cpu() - before) * 1000 / many)
        return (time.perf_counter() - all_began) / many

    batch = {}
    for target in asked:
        if target.page.startswith("search") and ask(target, 1) > SLOW:
            print(f"{target.page}, {target.how}: asked once, it takes too long")
            continue
        took = ask(target, 4)
        cpu[target].clear()
        times[target].clear()
        # About a third of a second each; no more searches than one reader may ask in a minute.
        most = SEARCHES if target.page.startswith("search") else 300
        batch[target] = int(min(most, max(2, 0.3 / took)))
    for _round in range(rounds):
        for target, many in batch.items():
            ask(target, many)
    for line in lines.values():
        line.close()
    return {
        target: Cost(
            statistics.median(cpu[target]),
            statistics.median(times[target]),
            sorted(times[target])[int(len(times[target]) * 0.95)],
            sizes[target],
        )
        for target in asked
    }


def queries(target: Target) -> str:
    """Those of the peer as it tells them; ours are in `bench.pages`, and budgets of the tests."""
    if target.how != "Wagtail" or target.page.startswith("search"):
        return ""
    line = Connection(target.server.port)
    answer = line.get(target.path, {**target.headers, "X-Count": "1"})
    line.close()
    return answer.header("X-Queries")


def show_costs(found: dict[Target, Cost]) -> None:
    theirs = {target.page: cost.cpu for target, cost in found.items() if target.how == "Wagtail"}
    bare = next(cost.cpu for target, cost in found.items() if target.how == "bare")
    print(f"{'page':16}{'answer':10}{'CPU ms':>8}{'× bare':>8}{'Wagtail ×':>10}{'median':>8}"
          f"{'p95 ms':>8}{'kB':>7}{'queries':>9}")  # fmt: skip
    for target, cost in found.items():
        less = theirs[target.page] / cost.cpu if target.page in theirs else 0
        ratio = f"{less:10.1f}" if less and target.how != "Wagtail" else " " * 10
        print(f"{target.page:16}{target.how:10}{cost.cpu:8.2f}{cost.cpu / bare:8.1f}{ratio}"
              f"{cost.median:8.2f}{cost.p95:8.2f}{cost.size / 1000:7.1f}"
              f"{queries(target):>9}")  # fmt: skip


def show_loads(asked: list[Target], seconds: float, rounds: int = 3) -> None:
    """Eight readers at once, in turns."""
    chosen = [target for target in asked if target.how in ("kept", "bare", "nginx", "Wagtail")]
    chosen = [target for target in chosen if not target.page.startswith("search")]
    rates: dict[Target, list[Any]] = {target: [] for target in chosen}
    for _round in range(rounds):
        for target in chosen:
            share = seconds / rounds
            rates[target].append(
                load(target.server.port, [target.path], target.headers, READERS, share)
            )
    bare = next(
        statistics.median(met.rate for met in all_met)
        for target, all_met in rates.items()
        if target.how == "bare"
    )
    print(f"\n{READERS} readers at once")
    print(f"{'page':16}{'answer':10}{'a second':>10}{'of bare':>9}{'median':>8}{'p95 ms':>8}"
          f"{'errors':>8}")  # fmt: skip
    for target, met in rates.items():
        rate = statistics.median(one.rate for one in met)
        print(f"{target.page:16}{target.how:10}{rate:10.0f}{rate / bare:9.0%}"
              f"{statistics.median(one.median for one in met):8.2f}"
              f"{statistics.median(one.p95 for one in met):8.2f}"
              f"{sum(one.errors for one in met):8}")  # fmt: skip


def show_publishing(asked: list[Target], seconds: float) -> None:
    """The kept pages again, while something is published each second."""
    kept = [target for target in asked if target.how == "kept"]
    command = [sys.executable, "-m", "bench.publishing", str(seconds + 5)]
    with subprocess.Popen(command, cwd=ROOT) as publisher:
        time.sleep(4)
        met = load(kept[0].server.port, [t.path for t in kept], GZIP, READERS, seconds)
        publisher.wait()
    print(f"\nkept pages, something published each second: {met.rate:.0f} a second, median "
          f"{met.median:.2f}, p95 {met.p95:.2f} ms, {met.errors} errors")  # fmt: skip


def measure(workers: tuple[int, ...] = (1, 2), rounds: int = 7, seconds: float = 6) -> None:
    from django.core.management import call_command
    from django.db import connection

    from bench import content
    from bench.admin import fill_news
    from lexicon.models import Concept
    from news.models import Article

    content.fill()
    fill_news(NEWS)
    call_command("collectstatic", interactive=False, verbosity=0)
    folder = Path(os.environ["DATA_DIR"]).resolve()
    take = ports()
    print(f"{Concept.public.count()} entries, {Article.public.count()} news, {connection.vendor}")
    for number in workers:
        with servers(folder, number, take) as found:
            asked = targets(found)
            print(f"\n{number} worker{'s' if number > 1 else ''}")
            show_costs(costs(asked, rounds))
            show_loads(asked, seconds)
            show_publishing(asked, seconds)
            for server in found.values():
                whole, share = server.memory()
                print(f"{server.name:12} {whole:6.0f} MiB a worker, {share:.0f} without what "
                      f"is shared")  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    asked.add_argument("--rounds", type=int, default=7)
    asked.add_argument("--load", type=float, default=6, help="seconds for each kind of answer")
    options = asked.parse_args()
    bench.set_up()
    measure(tuple(options.workers), options.rounds, options.load)


if __name__ == "__main__":
    main()
