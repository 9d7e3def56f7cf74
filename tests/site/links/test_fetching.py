"""Asking other sites, without being led inside this machine's network."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from atoutsud.site.links import fetching
from atoutsud.site.links.fetching import Answer, Forbidden, Unreachable

PRIVATE = (
    "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::",
    "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1", "not an address", "",
)  # fmt: skip


def names(*addresses: str) -> Any:
    return lambda host, port, type: [(0, type, 0, "", (address, port)) for address in addresses]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_of_the_open_network_is_refused(address: str) -> None:
    assert not fetching.is_public(address)
    with pytest.raises(Forbidden):
        fetching.judged("https://example.org/", names("93.184.216.34", address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:4700::1111", "::ffff:93.184.216.34"])
def test_a_public_address_is_taken(address: str) -> None:
    assert fetching.judged("https://example.org/a?b=c", names(address))[1:] == (
        "example.org", 443, address,
    )  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)",
        "//example.org/", "http://", "http://[::1", "http://example.org:22/", "https://example.org:80/",
        "http://a:b@example.org/", "http://example.org:99999/", f"http://{'x' * 300}.org/", "",
    ],
)  # fmt: skip
def test_other_schemes_ports_and_passwords_are_refused(url: str) -> None:
    with pytest.raises(Forbidden):
        fetching.judged(url, names("93.184.216.34"))


def test_a_name_nobody_knows_is_unreachable() -> None:
    def unknown(*args: Any, **kwargs: Any) -> Any:
        raise socket.gaierror("nobody")

    with pytest.raises(Unreachable):
        fetching.judged("https://nowhere.invalid/", unknown)
    with pytest.raises(Forbidden):
        fetching.judged("https://nowhere.invalid/", names())


def test_an_international_name_and_path_are_asked_for_in_ascii() -> None:
    asked = []

    def resolve(host: str, port: int, type: int) -> Any:
        asked.append(host)
        return names("93.184.216.34")(host, port, type)

    parts = fetching.judged("https://éducation.example/été?q=ç", resolve)[0]
    assert asked == ["xn--ducation-90a.example"]
    assert (parts.path, parts.query) == ("/%C3%A9t%C3%A9", "q=%C3%A7")


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://localhost/", "https://[::1]/"])
def test_this_machine_is_never_asked(url: str) -> None:
    with pytest.raises(Forbidden):
        fetching.ask("HEAD", url)


class Site(BaseHTTPRequestHandler):
    seen: list[tuple[str, str]] = []

    def do_GET(self) -> None:
        Site.seen.append((self.command, self.path))
        if self.path == "/slow":
            time.sleep(3)
            return
        self.send_response(301 if self.path == "/moved" else 404 if self.path == "/gone" else 200)
        if self.path == "/moved":
            self.send_header("Location", "/there")
        self.end_headers()
        if self.command == "GET":
            try:
                for _time in range(1000):
                    self.wfile.write(b"x" * 10_000)
            except OSError:
                Site.seen.append(("hung up", self.path))

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A site of this machine that, for once, is taken for a public one."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setattr(fetching, "is_public", lambda address: True)
    monkeypatch.setitem(fetching.PORTS, "http", server.server_port)
    Site.seen = []
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_code_is_read_and_the_body_never(site: str) -> None:
    began = time.monotonic()
    assert fetching.ask("HEAD", f"{site}/a?b=c") == Answer(200, "")
    assert fetching.ask("GET", f"{site}/gone") == Answer(404, "")
    assert fetching.ask("HEAD", f"{site}/moved") == Answer(301, "/there")
    assert ("HEAD", "/a?b=c") in Site.seen
    assert time.monotonic() - began < 2


def test_a_site_that_does_not_answer_is_left(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "TIMEOUT", 0.3)
    with pytest.raises(Unreachable):
        fetching.ask("HEAD", f"{site}/slow")
    monkeypatch.setattr(fetching, "TIMEOUT", 20)
    monkeypatch.setattr(fetching, "DEADLINE", 0.3)
    began = time.monotonic()
    with pytest.raises(Unreachable):
        fetching.ask("HEAD", f"{site}/slow")
    assert time.monotonic() - began < 2


def test_a_closed_door_is_unreachable(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setitem(fetching.PORTS, "http", port)
    with pytest.raises(Unreachable):
        fetching.ask("HEAD", f"http://localhost:{port}/")


def test_a_false_certificate_is_no_answer(monkeypatch: pytest.MonkeyPatch, site: str) -> None:
    monkeypatch.setitem(fetching.PORTS, "https", fetching.PORTS["http"])
    with pytest.raises(Unreachable, match=ssl.SSLError.__name__):
        fetching.ask("HEAD", site.replace("http:", "https:"))


def test_each_redirect_is_judged_like_the_first_address(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def ask(method: str, url: str) -> Answer:
        fetching.judged(url, names("127.0.0.1" if "inside" in url else "93.184.216.34"))
        asked.append(url)
        return Answer(302, "http://inside.example/secret")

    with pytest.raises(Forbidden):
        fetching.follow("HEAD", "https://example.org/", ask)
    assert asked == ["https://example.org/"]


def test_redirects_come_to_an_end() -> None:
    with pytest.raises(Unreachable, match="without end"):
        fetching.follow("HEAD", "https://example.org/", lambda method, url: Answer(301, "/again"))
    seen: list[str] = []

    def twice(method: str, url: str) -> Answer:
        seen.append(url)
        return Answer(302, "../b") if len(seen) == 1 else Answer(200)

    assert fetching.follow("GET", "https://example.org/x/a", twice) == 200
    assert seen == ["https://example.org/x/a", "https://example.org/b"]
