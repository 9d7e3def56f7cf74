"""Asking another site whether a page is there, without being led anywhere it should not go.

Only http and https, on their usual ports, to public addresses: the name is resolved first, each
address judged, and the connection made to the one that was judged. No body is ever read.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

TIMEOUT = 10
# For the whole of one request, however slowly the answer comes.
DEADLINE = 30
REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Unreachable(Exception):
    """No answer could be had; the words say why."""


class Forbidden(Unreachable):
    """This site does not ask there: another scheme, another port, or no public address."""


class Answer(NamedTuple):
    code: int
    location: str = ""


Ask = Callable[[str, str], Answer]
Resolve = Callable[..., Any]


def is_public(text: str) -> bool:
    """Whether an IP address is one of the open network, whatever it is wrapped in."""
    try:
        found: Any = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if found.version == 6:
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
        if found in NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
    return bool(
        found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)
    )


def judged(url: str, resolve: Resolve = socket.getaddrinfo) -> tuple[Any, str, int, str]:
    """(the parts of the address, its host, its port, the IP address to connect to)."""
    try:
        parts = urlsplit(iri_to_uri(url))
        host = (urlsplit(url).hostname or "").encode("idna").decode()
        port = parts.port or PORTS.get(parts.scheme, 0)
    except (ValueError, UnicodeError):
        raise Forbidden("not an address") from None
    if parts.scheme not in PORTS or not host:
        raise Forbidden("neither http nor https")
    if port != PORTS[parts.scheme] or parts.username or parts.password:
        raise Forbidden("an unusual port or a name to sign in")
    try:
        found = [row[4][0] for row in resolve(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise Unreachable("this name is unknown") from None
    if not found or not all(is_public(str(address)) for address in found):
        raise Forbidden("not a public address")
    return parts, host, port, str(found[0])


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was judged, and no other the name may mean a moment later."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self.default_port = port
        self.address = address
        self.secure = secure

    def connect(self) -> None:
        sock = socket.create_connection((self.address, self.port), TIMEOUT)
        self.sock = sock
        if self.secure:
            self.sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host)

    def hang_up(self) -> None:
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


def ask(method: str, url: str) -> Answer:
    """The code of the answer, and where it redirects; nothing of what it says is read."""
    parts, host, port, address = judged(url)
    connection = _Pinned(host, port, address, secure=parts.scheme == "https")
    target = parts.path or "/"
    clock = threading.Timer(DEADLINE, connection.hang_up)
    clock.start()
    try:
        headers = {"User-Agent": f"Atoutsud (+{settings.SITE_URL})", "Accept": "*/*"}
        if parts.query:
            target += f"?{parts.query}"
        connection.request(method, target, headers=headers)
        response = connection.getresponse()
        return Answer(response.status, response.headers.get("Location", ""))
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise Unreachable(type(fault).__name__) from None
    finally:
        clock.cancel()
        connection.close()


def follow(method: str, url: str, ask: Ask) -> int:
    """The code at the end of the redirects, each of them judged like the first address."""
    for _hop in range(REDIRECTS + 1):
        answer = ask(method, url)
        if answer.code not in (301, 302, 303, 307, 308) or not answer.location:
            return answer.code
        try:
            url = urljoin(url, answer.location)
        except ValueError:
            raise Unreachable("it redirects to no address") from None
    raise Unreachable("it redirects without end")
