"""`make test`: every check in turn, then what failed and what could not be run."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from atoutsud.environment import VARIABLES, read_file
from tests.catalogue import has_gettext

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM_PATH") or "/usr/bin/chromium"
POSTGRESQL = (
    os.environ.get("TEST_DATABASE_URL", ""),
    "postgres://postgres@127.0.0.1:5432/test",
    "postgres://postgres@127.0.0.1:5432/postgres",
    "postgres:///postgres",
)
SECRET = "everything-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH"
DATA = tempfile.TemporaryDirectory(prefix="atoutsud-checks-")


def environment(**more: str) -> dict[str, str]:
    """Ours alone: what this machine's `.env` says is no part of a check."""
    ours = {"SECRET_KEY": SECRET, "DATA_DIR": DATA.name}
    return {**os.environ, **dict.fromkeys(VARIABLES, ""), **ours, **more}


def production() -> dict[str, str]:
    """The shipped example, with the secret that an operator fills in."""
    return {**read_file(ROOT / ".env.example"), "SECRET_KEY": SECRET}


def step(name: str, *command: str, **more: str) -> bool:
    print(f"\n── {name}", flush=True)
    begun = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=environment(**more), check=False)
    print(f"   {time.monotonic() - begun:.0f} s", flush=True)
    return done.returncode == 0


def postgresql() -> str:
    """The address of a PostgreSQL that answers, or nothing."""
    import psycopg

    for address in filter(None, POSTGRESQL):
        try:
            psycopg.connect(address, connect_timeout=3).close()
        except psycopg.Error:
            continue
        return address
    return ""


def chromium() -> bool:
    """Whether there is a Chromium, installing Debian's where we may."""
    if Path(CHROMIUM).exists():
        return True
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("── Installing Chromium for the browser journeys", flush=True)
        for command in (["update", "-qq"], ["install", "-y", "-qq", "chromium"]):
            subprocess.run(["apt-get", *command], stdout=subprocess.DEVNULL, check=False)
    return Path(CHROMIUM).exists()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    begun = time.monotonic()
    python = sys.executable
    manage = (python, "manage.py")
    failed: list[str] = []
    missing: list[str] = []

    def check(name: str, *command: str, **more: str) -> None:
        if not step(name, *command, **more):
            failed.append(name)

    from atoutsud.compiling import compile_messages

    compile_messages()
    check("style", python, "-m", "ruff", "check", ".")
    check("layout", python, "-m", "ruff", "format", "--check", "-q", ".")
    check("templates", python, "-m", "djlint", "--lint", "--quiet", "templates")
    check("types", python, "-m", "mypy")
    check("configuration", *manage, "check")
    deploy = ("check", "--deploy", "--fail-level", "WARNING")
    check("production settings", *manage, *deploy, **production())
    check("migrations", *manage, "makemigrations", "--check", "--dry-run")
    if not options.fast:
        marks = [] if options.long else ["-m", "not long"]
        pytest = (
            python,
            "-m",
            "pytest",
            "-q",
            "-n",
            "3",
            "--dist",
            "loadfile",
            "--durations=20",
            *marks,
        )
        if not chromium():
            missing.append(f"browser journeys: no Chromium at {CHROMIUM} (CHROMIUM_PATH)")
        if not has_gettext():
            missing.append("messages against the code: no gettext tools")
        check("tests on SQLite", *pytest, TEST_DATABASE_URL="")
        address = postgresql()
        if address:
            # What touches no database has passed above; fewer examples find what differs here.
            fewer = {} if options.long else {"EXAMPLES": "15"}
            if not options.long:
                pytest = (*pytest[:-1], "not long and not once and not journey")
                print("\nWalks in a browser and what no database changes ran on SQLite alone;")
                print("`make test-long` repeats them on PostgreSQL.", flush=True)
            check(
                "tests on PostgreSQL",
                *pytest,
                "--with-database",
                TEST_DATABASE_URL=address,
                **fewer,
            )
        else:
            missing.append(f"tests on PostgreSQL: none answers at {POSTGRESQL[1]}")
    print(f"\n── {time.monotonic() - begun:.0f} s in all")
    for name in missing:
        print(f"NOT RUN: {name}")
    if missing and os.environ.get("REQUIRE_ALL") == "True":
        failed.extend(missing)
    for name in failed:
        print(f"FAILED: {name}")
    print("Everything passed." if not failed else f"{len(failed)} failed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
