"""Servers started for a measure, what they cost in processor time and memory, and a quick client.

Costs are read from /proc: those of the workers, and of the connections PostgreSQL serves them by.
"""

import contextlib
import os
import socket
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

HOST = "127.0.0.1"
START = 60.0
PROC = Path("/proc")


@dataclass(eq=False)
class Server:
    name: str
    port: int
    process: "subprocess.Popen[bytes]"
    database: str = ""  # the name of its PostgreSQL database, where it has one

    @property
    def workers(self) -> list[int]:
        """The processes that answer: the children, or the one there is."""
        master = self.process.pid
        children = (PROC / f"{master}/task/{master}/children").read_text().split()
        return [int(pid) for pid in children] or [master]

    def cpu(self) -> float:
        """Seconds of processor used so far, by workers and their connections."""
        return sum(_cpu_of(pid) for pid in [*self.workers, *self._connections()])

    def _connections(self) -> list[int]:
        if not self.database:
            return []
        mark = f" {self.database} {HOST}("
        return [pid for pid, said in _commands() if said.startswith("postgres:") and mark in said]

    def memory(self) -> tuple[float, float]:
        """MiB that the largest worker holds: all of it, and its share of what several hold."""
        held = []
        for pid in self.workers:
            lines = (PROC / f"{pid}/smaps_rollup").read_text().splitlines()[1:]
            known = {line.split(":")[0]: line.split()[1] for line in lines}
            held.append((int(known["Rss"]) / 1024, int(known["Pss"]) / 1024))
        return max(held)

    def own_memory(self) -> float:
        """MiB that nothing else could give back: what the largest worker has written itself."""
        held = []
        for pid in self.workers:
            lines = (PROC / f"{pid}/status").read_text().splitlines()
            held.append(next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")))
        return max(held) / 1024

    def handles(self) -> int:
        return sum(len(list((PROC / f"{pid}/fd").iterdir())) for pid in self.workers)


def _commands() -> Iterator[tuple[int, str]]:
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                yield int(folder.name), (folder / "cmdline").read_bytes().decode(errors="replace")


def _cpu_of(pid: int) -> float:
    total = 0
    with contextlib.suppress(OSError):
        for thread in (PROC / f"{pid}/task").iterdir():
            with contextlib.suppress(OSError):
                total += int((thread / "schedstat").read_text().split()[0])
    return total / 1e9


@contextlib.contextmanager
def serving(
    name: str, port: int, command: list[str], environment: dict[str, str], database: str = ""
) -> Iterator[Server]:
    said = {**os.environ, **environment, "PORT": str(port)}
    process = subprocess.Popen(command, env=said, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield Server(name, port, process, database)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            socket.create_connection((HOST, port), 1).close()
            return
        if process.poll() is not None:
            raise SystemExit(f"A server did not start: {process.args!r}")
        time.sleep(0.1)
    raise SystemExit(f"No server answers on port {port}.")


class Answer(NamedTuple):
    status: int
    head: bytes
    size: int

    def header(self, name: str) -> str:
        for line in self.head.split(b"\r\n")[1:]:
            known, _colon, value = line.partition(b":")
            if known.decode().lower() == name.lower():
                return value.strip().decode()
        return ""


class Connection:
    """One reader's line, kept open as browsers do, and opened again when the server ends it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._line: socket.socket | None = None

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        more = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        asked = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\n{more}\r\n".encode()
        for fresh in (False, True):
            try:
                if self._line is None or fresh:
                    self.close()
                    self._line = socket.create_connection((HOST, self.port), 60)
                    self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._line.sendall(asked)
                return self._read()
            except (ConnectionError, EOFError):
                if fresh:
                    raise
        raise AssertionError

    def _read(self) -> Answer:
        assert self._line is not None
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _end, body = got.partition(b"\r\n\r\n")
        answer = Answer(int(head[9:12]), head, 0)
        assert answer.status == 304 or answer.header("Content-Length"), "no length in the answer"
        length = 0 if answer.status == 304 else int(answer.header("Content-Length") or 0)
        read = len(body)
        while read < length:
            read += len(self._more())
        if answer.header("Connection").lower() == "close":
            self.close()
        return answer._replace(size=length)

    def _more(self) -> bytes:
        assert self._line is not None
        part = self._line.recv(65536)
        if not part:
            raise EOFError
        return part

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


@dataclass
class Load:
    """What many readers at once met."""

    seconds: float
    times: list[float] = field(default_factory=list)
    errors: int = 0

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds

    @property
    def median(self) -> float:
        return statistics.median(self.times) * 1000 if self.times else 0.0

    @property
    def p95(self) -> float:
        times = sorted(self.times)
        return times[int(len(times) * 0.95)] * 1000 if times else 0.0


def load(
    port: int, paths: list[str], headers: dict[str, str], readers: int, seconds: float
) -> Load:
    """`readers` at once ask for the paths in turn, each as soon as the last answer is there."""
    found = Load(seconds)
    end = time.monotonic() + seconds
    lock = threading.Lock()

    def read(first: int) -> None:
        line, times, errors, place = Connection(port), [], 0, first
        while time.monotonic() < end:
            began = time.perf_counter()
            try:
                answer = line.get(paths[place % len(paths)], headers)
                errors += answer.status not in (200, 304)
            except (OSError, EOFError):
                errors += 1
            times.append(time.perf_counter() - began)
            place += 1
        line.close()
        with lock:
            found.times += times
            found.errors += errors

    threads = [threading.Thread(target=read, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
