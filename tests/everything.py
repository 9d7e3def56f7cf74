"""`make test`: every check in turn, then what failed and what could not be run."""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM_PATH", "/usr/bin/chromium")
POSTGRES = (
    os.environ.get("TEST_POSTGRES_URL", ""),
    "postgres://postgres@127.0.0.1:5432/postgres",
    "postgres://root@127.0.0.1:5432/root",
)
PRODUCTION = {
    "SITE_URL": "https://atoutsud.example",
    "ALLOWED_HOSTS": "atoutsud.example",
    "DEBUG": "False",
    "STAFF_MFA_REQUIRED": "True",
    "TRUSTED_PROXIES": "1",
}
SECRET = "everything-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH"


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "SECRET_KEY": SECRET, "SITE_URL": "http://127.0.0.1:8000", **more}


def step(name: str, *command: str, **more: str) -> bool:
    print(f"\n── {name}", flush=True)
    begun = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=environment(**more), check=False)
    print(f"   {time.monotonic() - begun:.0f} s", flush=True)
    return done.returncode == 0


def postgres() -> str:
    """The address of a PostgreSQL that answers, or nothing."""
    import psycopg

    for address in filter(None, POSTGRES):
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
        print("── Installing Chromium for the browser tests", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "check": False}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)  # type: ignore[call-overload]
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], **quiet)  # type: ignore[call-overload]
    return Path(CHROMIUM).exists()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
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
    check("production", *manage, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    check("migrations", *manage, "makemigrations", "--check", "--dry-run")
    if not options.fast:
        marks = [] if options.long else ["-m", "not long"]
        pytest = (python, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", *marks)
        has_browser = chromium()
        if not has_browser:
            missing.append(f"browser journeys: no Chromium at {CHROMIUM}")
        check("tests on SQLite", *pytest, TEST_DATABASE_URL="")
        address = postgres()
        if address:
            check("tests on PostgreSQL", *pytest, TEST_DATABASE_URL=address)
        else:
            missing.append("tests on PostgreSQL: none answers on 127.0.0.1:5432")
    print()
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
