"""A restart under load: the socket stays open, as systemd holds it, and nobody is refused."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from atoutsud.environment import VARIABLES

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent.parent
DOOR = 3  # the first file a service is given by systemd
# The number of the process is known to it alone, so it says itself whom the door was given to.
GUNICORN = "-m gunicorn --config python:atoutsud.gunicorn atoutsud.wsgi:application"
START = f'export LISTEN_PID=$$ LISTEN_FDS=1; exec "$0" {GUNICORN}'


def started(door: socket.socket, address: str, folder: Path) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ, **dict.fromkeys(VARIABLES, ""), "DATABASE_URL": address,
        "DATA_DIR": str(folder), "SECRET_KEY": os.environ["SECRET_KEY"], "WORKERS": "2",
        "SITE_URL": "http://127.0.0.1:8000", "ALLOWED_HOSTS": "127.0.0.1",
    }  # fmt: skip

    def give() -> None:
        os.dup2(door.fileno(), DOOR)

    command = ["sh", "-c", START, sys.executable]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, pass_fds=(DOOR,), preexec_fn=give,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


class Reader(threading.Thread):
    """Asks for a page again and again, each time by a new connection, as nginx may."""

    def __init__(self, port: int, enough: threading.Event) -> None:
        super().__init__()
        self.port, self.enough = port, enough
        self.answers: Counter[str] = Counter()

    def run(self) -> None:
        asked = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        while not self.enough.is_set():
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=40) as line:
                    line.sendall(asked)
                    answer = line.recv(15)
                    while line.recv(65536):
                        pass
                self.answers[answer[9:12].decode() or "nothing"] += 1
            except OSError as fault:
                self.answers[type(fault).__name__] += 1
            time.sleep(0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="no socket is handed over there")
def test_a_restart_under_load_refuses_nobody(blank: Callable[[], str], tmp_path: Path) -> None:
    enough = threading.Event()
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as door:
        port = door.getsockname()[1]
        address = blank()
        server = started(door, address, tmp_path)
        readers = [Reader(port, enough) for _number in range(4)]
        took = []
        try:
            for reader in readers:
                reader.start()
            for _restart in range(int(os.environ.get("RESTARTS", "1"))):
                answered = sum(reader.answers["200"] for reader in readers)
                until = time.monotonic() + 150
                while sum(reader.answers["200"] for reader in readers) < answered + 20:
                    told = [reader.answers for reader in readers]
                    assert time.monotonic() < until and server.poll() is None, told
                    time.sleep(0.05)
                begun = time.monotonic()
                server.send_signal(signal.SIGTERM)
                server.wait(20)
                took.append(time.monotonic() - begun)
                server = started(door, address, tmp_path)
            time.sleep(0.5)
        finally:
            enough.set()
            for reader in readers:
                reader.join()
            server.terminate()
            server.wait(20)
    answers = sum((reader.answers for reader in readers), Counter())
    assert set(answers) == {"200"}, answers
    assert max(took) < 10
