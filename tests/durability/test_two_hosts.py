"""One site on two hosts: what one writes the other shows, and one may die while people read."""

import datetime
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from atoutsud.content.publication import State
from atoutsud.content.revisions import apply
from news.models import Article
from tests.content.uploads import photo
from tests.durability import hosts, sites
from tests.durability.conftest import Blanks
from tests.durability.hosts import Host, Reader, Site

pytestmark = [
    pytest.mark.long,  # ten programs
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="hosts share a PostgreSQL"),
    pytest.mark.skipif(bool(hosts.missing()), reason=f"lacking: {hosts.missing()}"),
]
LIST = "/fr/actualites/"
# Each worker of each host is met by some of them.
TIMES = 12


@pytest.fixture(scope="module")
def shared(
    blanks: Blanks, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("hosts")
    address = blanks.take()
    with django_db_blocker.unblock(), sites.site(address, folder / "files"):
        key = hosts.key_of_staff()
    with hosts.shared(address, {settings.SESSION_COOKIE_NAME: key}, folder) as made:
        yield made
    blanks.give_back(address)


@pytest.fixture
def processes(shared: Site) -> Iterator[list[subprocess.Popen[bytes]]]:
    one, other = shared.hosts
    with one.started() as first, other.started() as second:
        yield [first, second]


@pytest.fixture
def site(shared: Site, processes: Any) -> Site:
    return shared


def straight(site: Site, step: Callable[[], Any]) -> Any:
    """Done in the shared database by a third party."""
    with sites.site(site.address, site.folder / "files"):
        return step()


def article(**words: Any) -> Article:
    made = Article()
    given = {"title.fr": "Avant", "body.fr": "<p>Un texte.</p>", "state": "published", **words}
    apply(made, given, seen_version=0, author=None)
    return made


def everywhere(site: Site, path: str) -> list[hosts.Answer]:
    """What each worker of each host says of a page, at once and by new connections."""
    found: list[hosts.Answer] = []

    def read(host: Host) -> None:
        found.append(host.ask(path))

    threads = [
        threading.Thread(target=read, args=(host,)) for host in site.hosts for _time in range(TIMES)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(threads)
    return found


def test_what_one_host_publishes_every_worker_of_both_shows_at_once(site: Site) -> None:
    one, other = site.hosts
    made = straight(site, article)
    assert {answer.status for answer in everywhere(site, LIST)} == {200}
    form = f"/admin/news/article/{made.pk}/change/"
    for turn in range(5):
        writer = (one, other)[turn % 2]
        title = f"Titre numéro {turn}"
        answer = writer.post(form, site.cookies, "article_form", title_fr=title, _save="1")
        assert answer.status == 302, answer.text
        stale = [a for a in everywhere(site, LIST) if title not in a.text]
        assert not stale, f"{len(stale)} of {2 * TIMES} after publication {turn}"


def test_a_moment_that_passes_is_seen_by_every_worker_of_both(site: Site) -> None:
    comes = timezone.now() + datetime.timedelta(seconds=20)
    goes = comes + datetime.timedelta(seconds=10)

    def planned() -> Article:
        made = article()
        made.publish_from, made.publish_until, made.first_published = comes, goes, None
        made.save()
        assert made.state == State.PUBLISHED
        return made

    made = straight(site, planned)
    path = made.address("fr")
    assert {answer.status for answer in everywhere(site, path)} == {404}
    assert timezone.now() < comes, "too busy to be asked before the moment"
    time.sleep(max(0.0, (comes - timezone.now()).total_seconds()) + 0.05)
    assert {answer.status for answer in everywhere(site, path)} == {200}
    assert timezone.now() < goes, "too busy to be asked before the moment"
    time.sleep(max(0.0, (goes - timezone.now()).total_seconds()) + 0.05)
    assert {answer.status for answer in everywhere(site, path)} == {410}


def test_a_picture_taken_by_one_host_is_shown_by_the_other(site: Site) -> None:
    from atoutsud.content.pictures import Picture

    one, other = site.hosts
    answer = one.post(
        "/admin/content/picture/add/", site.cookies, "picture_form", upload=photo(640, 480),
        alt_fr="Un mur", alt_en="A wall", consent="not_needed", _save="1",
    )  # fmt: skip
    assert answer.status == 302, answer.text
    picture = straight(site, lambda: Picture.objects.latest("pk"))
    path = f"/media/{picture.key}/480.jpg"
    here, there = one.ask(path), other.ask(path)
    assert here.status == there.status == 200
    assert there.content == here.content and there.content[:3] == b"\xff\xd8\xff"
    assert there.headers["content-type"] == "image/jpeg"
    for host in ("one", "other"):
        assert not list((site.folder / host).rglob("*.jpg")), "a file stayed on one host"
    proxied = Reader(site.proxy)
    assert proxied.ask(path).content == here.content
    proxied.close()


class Load(threading.Thread):
    def __init__(self, port: int, paths: list[str], enough: threading.Event) -> None:
        super().__init__()
        self.paths, self.enough = paths, enough
        self.reader = Reader(port)
        self.met: Counter[Any] = Counter()

    def run(self) -> None:
        turn = 0
        while not self.enough.is_set():
            try:
                status: Any = self.reader.ask(self.paths[turn % len(self.paths)]).status
            except Exception as fault:
                status = repr(fault)
                self.reader.close()
            self.met[status] += 1
            turn += 1
        self.reader.close()


def test_a_host_may_die_while_people_read_and_come_back(
    site: Site, processes: list[subprocess.Popen[bytes]]
) -> None:
    made = straight(site, article)
    paths = [LIST, made.address("fr"), "/fr/", "/fr/lexique/", "/fr/lexique/?anew=1", "/healthz"]
    enough = threading.Event()
    readers = [Load(site.proxy, paths, enough) for _reader in range(6)]
    for reader in readers:
        reader.start()
    try:
        _some_more(readers)
        hosts.end(processes[0], hosts.signal.SIGKILL)
        _some_more(readers)
        one = site.hosts[0]
        with one.started():
            _some_more(readers)
            assert one.ask("/healthz").status == 200
            hosts.end(processes[1])
            _some_more(readers)
            enough.set()
            for reader in readers:
                reader.join()
    finally:
        enough.set()
        for reader in readers:
            reader.join()
    met = sum((reader.met for reader in readers), Counter())
    print(f"{sum(met.values())} requests: {dict(met)}")
    assert set(met) == {200}, met


def _some_more(readers: list[Load], each: int = 30) -> None:
    """Until each reader has had so many answers since."""
    begun = [sum(reader.met.values()) for reader in readers]
    until = time.monotonic() + 180
    while any(sum(r.met.values()) < b + each for r, b in zip(readers, begun)):
        assert time.monotonic() < until, [dict(reader.met) for reader in readers]
        time.sleep(0.05)
