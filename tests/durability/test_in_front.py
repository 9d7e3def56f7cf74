"""nginx as shipped before one host: files it sends itself, pages it keeps while it may."""

import gzip
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import brotli
import pytest
from django.conf import settings

from atoutsud.content.pictures import Picture
from atoutsud.content.revisions import apply
from atoutsud.environment import VARIABLES
from news.models import Article
from tests.content.uploads import a_picture
from tests.durability import hosts, sites
from tests.durability.conftest import Blanks
from tests.durability.hosts import Answer, Host, Reader

pytestmark = [
    pytest.mark.once,  # two programs; neither asks which database the site has
    pytest.mark.django_db,
    pytest.mark.skipif(bool(hosts.missing_in_front()), reason=hosts.missing_in_front()),
]
LIST = "/fr/actualites/"
KEPT = 4  # seconds; nginx counts whole ones
# What each sender says of the file it holds, and of the moment.
OF_THE_SENDER = {"server", "date", "connection", "etag", "last-modified", "x-request-id",
                 "accept-ranges", "transfer-encoding", "content-length"}  # fmt: skip


class Front(NamedTuple):
    host: Host
    proxy: int
    cookie: str
    within: Callable[[Callable[[], Any]], Any]


@pytest.fixture(scope="module")
def front(
    blanks: Blanks, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("front")
    address = blanks.take()

    def within(step: Callable[[], Any]) -> Any:
        with django_db_blocker.unblock(), sites.site(address, folder):
            return step()

    door, proxy = hosts.free_port(), hosts.free_port()
    host = Host(door, {
        **dict.fromkeys(VARIABLES, ""), "SECRET_KEY": os.environ["SECRET_KEY"],
        "SITE_URL": hosts.SITE, "ALLOWED_HOSTS": hosts.NAME, "TRUSTED_PROXIES": "1",
        "WORKERS": "1", "STAFF_MFA_REQUIRED": "False", "DATABASE_URL": address,
        "DATA_DIR": str(folder), "PORT": str(door), "SHARED_MAX_AGE": str(KEPT),
        "MEDIA_ACCEL": "/kept-media/",
    })  # fmt: skip
    cookie = within(hosts.key_of_staff)
    hosts.collect(host)
    hosts.certificate(folder)
    config = hosts.proxy_configuration(folder, proxy, [host])
    with host.started(), hosts.running(proxy, str(hosts.NGINX), "-c", config, "-p", folder):
        yield Front(host, proxy, cookie, within)
    blanks.give_back(address)


@pytest.fixture
def reader(front: Front) -> Iterator[Reader]:
    made = Reader(front.proxy)
    yield made
    made.close()


def said(answer: Answer) -> dict[str, str]:
    return {name: v for name, v in answer.headers.items() if name not in OF_THE_SENDER}


def article(title: str) -> Article:
    made = Article()
    words = {"title.fr": title, "body.fr": "<p>Un texte.</p>", "state": "published"}
    apply(made, words, seen_version=0, author=None)
    return made


def a_script() -> Path:
    """One of ours, under the name with a digest that pages give it."""
    return next((hosts.ROOT / "staticfiles" / "js").glob("*.????????????.js"))


def test_nginx_sends_static_files_as_the_site_does(front: Front, reader: Reader) -> None:
    file = a_script()
    path = f"/static/js/{file.name}"
    plain = reader.ask(path, Accept_Encoding="identity")
    assert plain.status == 200 and plain.content == file.read_bytes()
    assert "immutable" in plain.headers["cache-control"]
    straight = front.host.ask(path)
    for name in ("content-type", "vary"):
        straight.headers.pop(name), plain.headers.pop(name)
    assert said(plain) == said(straight)
    for encoding, opened in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        packed = reader.ask(path, Accept_Encoding=encoding)
        assert packed.headers["content-encoding"] == encoding
        assert packed.headers["vary"] == "Accept-Encoding"
        assert opened(packed.content) == plain.content


def test_the_site_answers_for_a_file_that_is_not_there(reader: Reader) -> None:
    for path in ("/static/js/nothing.js", "/static/js/", "/static/../.env", "/static/%2e%2e/.env"):
        answer = reader.ask(path, Accept_Encoding="identity")
        assert answer.status in (400, 404), path
        assert "SECRET_KEY" not in answer.text
    assert "<html" in reader.ask("/static/js/nothing.js", Accept_Encoding="identity").text


def test_nginx_sends_a_picture_once_the_site_has_said_so(front: Front, reader: Reader) -> None:
    picture: Picture = front.within(a_picture)
    path = f"/media/{picture.key}/120.jpg"
    kept = Path(front.host.environment["DATA_DIR"]) / "media" / picture.key / "120.jpg"
    straight, sent = front.host.ask(path), reader.ask(path)
    assert straight.content == b"" and straight.headers["x-accel-redirect"].endswith("/120.jpg")
    assert (sent.status, sent.content) == (200, kept.read_bytes())
    assert sent.headers["content-type"] == "image/jpeg"
    assert "immutable" in sent.headers["cache-control"]
    assert "x-accel-redirect" not in sent.headers
    for name in ("x-content-type-options", "cross-origin-resource-policy", "referrer-policy",
                 "strict-transport-security", "cross-origin-opener-policy"):  # fmt: skip
        assert sent.headers[name] == straight.headers[name], name
    assert sent.headers["content-security-policy"].startswith("default-src 'none'")
    assert reader.ask(path, "HEAD").headers["content-length"] == str(len(sent.content))
    assert reader.ask(f"/kept-media/{picture.key}/120.jpg").status == 404
    front.within(picture.delete)
    assert reader.ask(path).status == 404


def test_a_page_is_kept_as_long_as_the_site_says_and_no_longer(
    front: Front, reader: Reader
) -> None:
    front.within(lambda: article("Le premier titre"))
    time.sleep(KEPT + 1.5)  # what another test had kept is over
    begun = time.monotonic()
    first = reader.ask(LIST, Accept_Encoding="identity")
    front.within(lambda: article("Le second titre"))
    again = reader.ask(LIST, Accept_Encoding="identity")
    signed_in = reader.ask(
        LIST, Accept_Encoding="identity", Cookie=f"{settings.SESSION_COOKIE_NAME}={front.cookie}"
    )
    same = reader.ask(LIST, Accept_Encoding="identity", If_None_Match=first.headers["etag"])
    assert time.monotonic() - begun < KEPT, "too busy to ask again in time"
    assert "Le premier titre" in first.text
    assert again.content == first.content
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert same.status == 304
    assert "Le second titre" in signed_in.text
    time.sleep(KEPT + 1.5 - (time.monotonic() - begun))
    assert "Le second titre" in reader.ask(LIST, Accept_Encoding="identity").text


def test_nothing_but_public_pages_is_kept(reader: Reader) -> None:
    for path in ("/fr/contact/", "/fr/compte/connexion/", "/readyz", "/fr/nulle-part/"):
        one, other = (reader.ask(path, Accept_Encoding="identity") for _time in range(2))
        assert one.headers["x-request-id"] != other.headers["x-request-id"]
        assert one.status == other.status
        if one.headers.get("set-cookie"):
            assert one.headers["set-cookie"] != other.headers["set-cookie"], path
