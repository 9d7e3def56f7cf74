"""Two hosts of one site, PostgreSQL, Redis and an S3 server shared; nginx as shipped in front."""

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from atoutsud.environment import VARIABLES
from tests.backoffice.browser import posted

ROOT = Path(__file__).resolve().parent.parent.parent
NAME = "example.org"
SITE = f"https://{NAME}"
BUCKET = "pictures"
S3_PACKAGES = ("moto[s3,server]",)
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
PATIENCE = 180.0


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


def missing() -> str:
    """What this machine lacks for two hosts."""
    return ", ".join(
        filter(None, ["" if shutil.which("redis-server") else "redis-server", missing_in_front()])
    )


def missing_in_front() -> str:
    """What this machine lacks for the proxy as shipped."""
    there = {
        "openssl": bool(shutil.which("openssl")),
        "nginx": bool(NGINX),
        "nginx’s brotli": any("brotli_static" in line for line in _modules()),
    }
    return ", ".join(name for name, found in there.items() if not found)


def _modules() -> list[str]:
    """What Debian's own configuration loads, wherever the configuration stands that loads it."""
    files = sorted(Path("/etc/nginx/modules-enabled").glob("*.conf"))
    lines = [line for file in files for line in file.read_text().splitlines()]
    return [line.replace("modules/", "/usr/lib/nginx/modules/") for line in lines if line]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        assert process.poll() is None, f"{process.args!r} has ended"
        time.sleep(0.1)
    raise AssertionError(f"nothing answers on port {port}")


@contextlib.contextmanager
def running(port: int, *command: "str | Path", **said: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program of its own group, which answers on `port`, until it is no longer needed."""
    process = subprocess.Popen(
        [str(part) for part in command], cwd=ROOT, env={**os.environ, **said},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        wait_for(port, process)
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> None:
    """The program and all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def s3_python() -> Path:
    """The S3 server, in an environment of its own: the site and its other tests need none of it."""
    folder = Path(os.environ.get("S3_SERVER_ENV") or ROOT / "var" / "s3-server")
    python = folder / "bin" / "python"
    if not (folder / "bin" / "moto_server").exists():
        venv.create(folder, with_pip=True, clear=True)
        command = [str(python), "-m", "pip", "install", "--quiet", *S3_PACKAGES]
        subprocess.run(command, check=True)
    return python


class Host:
    """One application host, asked as the proxy asks it."""

    def __init__(self, port: int, environment: dict[str, str]) -> None:
        self.port = port
        self.environment = environment

    def command(self) -> list[str]:
        config = "python:atoutsud.gunicorn"
        return [sys.executable, "-m", "gunicorn", "--config", config, "atoutsud.wsgi:application"]

    def started(self) -> contextlib.AbstractContextManager[subprocess.Popen[bytes]]:
        return running(self.port, *self.command(), **self.environment)

    def ask(
        self, path: str, cookies: dict[str, str] | None = None, form: dict[str, Any] | None = None
    ) -> Answer:
        """By a new connection, which either worker may take."""
        headers = {
            "Host": NAME, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1",
            "Connection": "close", "Referer": f"{SITE}{path}", "Origin": SITE,
        }  # fmt: skip
        if cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        body = None
        if form is not None:
            body = encode_multipart(BOUNDARY, form)
            headers["Content-Type"] = MULTIPART_CONTENT
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(line):
            line.request("GET" if form is None else "POST", path, body, headers)
            return _answer(line.getresponse())

    def post(self, path: str, cookies: dict[str, str], form_id: str, **values: Any) -> Answer:
        """The form of that page, as it stands there, with these values in it."""
        page = self.ask(path, cookies)
        assert page.status == 200, (path, page.status)
        form = {**posted(page.content, form_id), **values}
        return self.ask(path, {**cookies, "csrftoken": _token(page)}, form)


def _token(page: Answer) -> str:
    found = re.search(r"csrftoken=([^;]+)", page.headers.get("set-cookie", ""))
    assert found, "no token in the answer"
    return found[1]


def _answer(found: http.client.HTTPResponse) -> Answer:
    headers: dict[str, str] = {}
    for name, value in found.getheaders():
        known = headers.get(name.lower())
        headers[name.lower()] = f"{known}, {value}" if known else value
    return Answer(found.status, headers, found.read())


class Reader:
    """Asks through the proxy, over TLS, by a connection that stays as long as it may."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._line: http.client.HTTPSConnection | None = None

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        if self._line is None:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            self._line = http.client.HTTPSConnection(
                "127.0.0.1", self.port, timeout=60, context=context
            )
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        given = {"Host": NAME, "Accept-Encoding": "gzip", **said}
        self._line.request(method, path, headers=given)
        return _answer(self._line.getresponse())

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def proxy_configuration(folder: Path, port: int, hosts: list[Host]) -> Path:
    """`deploy/nginx.conf` with its names and places replaced, and nothing else."""
    shipped = (ROOT / "deploy" / "nginx.conf").read_text()
    servers = "\n    ".join(f"server 127.0.0.1:{host.port} fail_timeout=0;" for host in hosts)
    changed = shipped.replace("server unix:/run/atoutsud.sock fail_timeout=0;", servers)
    assert changed != shipped
    first, plain, rest = _plain_server_apart(changed)
    changed = first + rest
    assert "return 301" in plain
    changed = changed.replace(f"/etc/letsencrypt/live/{NAME}", str(folder))
    changed = changed.replace("/var/log/nginx", str(folder))
    changed = changed.replace("/var/lib/nginx", str(folder))
    changed = changed.replace("/var/lib/atoutsud", hosts[0].environment["DATA_DIR"])
    changed = changed.replace("/opt/atoutsud", str(ROOT))
    changed = re.sub(r"listen \[::\]:443[^;]*;", "", changed)
    changed = changed.replace("listen 443 ", f"listen 127.0.0.1:{port} ")
    places = " ".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    own = "user root; " if os.geteuid() == 0 else ""  # its folder is nobody else's
    (folder / "nginx.conf").write_text(
        f"{own}daemon off; worker_processes 1; pid {folder}/nginx.pid;\n"
        f"error_log {folder}/early.log;\n"
        + "\n".join(_modules())
        + "\n"
        + f"events {{ worker_connections 512; }}\n"
        f"http {{ include /etc/nginx/mime.types; {places}\n{changed}\n}}\n"
    )
    return folder / "nginx.conf"


def _plain_server_apart(text: str) -> tuple[str, str, str]:
    """The server on port 80, which an ordinary user may not open."""
    begin = text.index("server {\n    listen 80;")
    stop = text.index("\n}\n", begin) + 3
    return text[:begin], text[begin:stop], text[stop:]


def collect(host: Host) -> None:
    """The static files, where the service has them."""
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **host.environment}, check=True)


def key_of_staff() -> str:
    """What the cookie of somebody signed in holds, on the site that is spoken to."""
    from tests.members.factories import staff

    client = Client()
    client.force_login(staff())
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def certificate(folder: Path) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME},DNS:www.{NAME}"]
    command += ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run(command, check=True, capture_output=True)


class Site(NamedTuple):
    address: str
    cookies: dict[str, str]
    folder: Path
    hosts: list[Host]
    proxy: int


@contextlib.contextmanager
def shared(address: str, cookies: dict[str, str], folder: Path) -> Iterator[Site]:
    """What two hosts share, and the proxy before them; the hosts themselves are yet to start.

    Each has a folder of its own: all they have in common is said by variables.
    """
    redis, s3, proxy = free_port(), free_port(), free_port()
    keys = {"AWS_ACCESS_KEY_ID": "tests-only", "AWS_SECRET_ACCESS_KEY": "tests-only"}
    endpoint = quote(f"http://127.0.0.1:{s3}", safe="")
    common = {
        **dict.fromkeys(VARIABLES, ""), **keys, "SECRET_KEY": os.environ["SECRET_KEY"],
        "SITE_URL": SITE, "ALLOWED_HOSTS": NAME, "TRUSTED_PROXIES": "1", "WORKERS": "2",
        "STAFF_MFA_REQUIRED": "False", "DATABASE_URL": address,
        "CACHE_URL": f"redis://127.0.0.1:{redis}/0",
        "MEDIA_STORAGE_URL": f"s3://{BUCKET}?endpoint={endpoint}&region=us-east-1",
    }  # fmt: skip
    hosts = []
    for name in ("one", "other"):
        (folder / name).mkdir()
        port = free_port()
        hosts.append(Host(port, {**common, "DATA_DIR": str(folder / name), "PORT": str(port)}))
    collect(hosts[0])
    certificate(folder)
    moto, config = s3_python().parent / "moto_server", proxy_configuration(folder, proxy, hosts)
    assert NGINX
    with (
        running(redis, "redis-server", "--port", str(redis), "--save", "", "--dir", folder),
        running(s3, moto, "-H", "127.0.0.1", "-p", str(s3)),
        running(proxy, NGINX, "-c", config, "-p", folder),
    ):
        _make_bucket(s3, keys)
        yield Site(address, cookies, folder, hosts, proxy)


def _make_bucket(port: int, keys: dict[str, str]) -> None:
    import boto3

    client = boto3.client(
        "s3", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1",
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
    )  # fmt: skip
    client.create_bucket(Bucket=BUCKET)
