"""From a bare machine to a running site; the standard library alone until the rest is installed.

`python3 -m atoutsud.start run` makes the environment, the secret, the database and the demo
content if they are missing, then serves. `… tools` only installs what the tests need.
"""

import hashlib
import os
import secrets
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts" if os.name == "nt" else "bin") / "python"
DEMO_ENVIRONMENT = """\
# Made by `make run` for this machine. See .env.example for every variable.
SECRET_KEY={secret}
SITE_URL=http://127.0.0.1:{port}
ALLOWED_HOSTS=127.0.0.1,localhost
PORT={port}
# A demo on this machine alone: the second factor is not asked for.
STAFF_MFA_REQUIRED=False
"""


def say(text: str) -> None:
    print(f"· {text}", flush=True)


def run(*command: str | Path) -> None:
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(f"Stopped: {' '.join(str(part) for part in command)} failed.")


def make_environment() -> None:
    if sys.version_info < (3, 11):
        sys.exit("Python 3.11 or newer is needed.")
    if not PYTHON.exists():
        say("Making .venv")
        venv.create(VENV, with_pip=True)


def install(lock: str) -> None:
    """Install a lock file unless this very one is installed already."""
    digest = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    mark = VENV / f".installed-{lock}"
    if mark.exists() and mark.read_text() == digest:
        return
    say(f"Installing what {lock} lists, hashes checked (a minute or two the first time)")
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(PYTHON, *pip, "--require-hashes", "--no-deps", "-r", lock)
    mark.write_text(digest)


def make_env_file() -> None:
    path = ROOT / ".env"
    if path.exists():
        return
    say("Writing .env with a fresh secret")
    text = DEMO_ENVIRONMENT.format(
        secret=secrets.token_urlsafe(50), port=os.environ.get("PORT", "8000")
    )
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def main(verb: str) -> None:
    make_environment()
    if verb == "tools":
        install("requirements-dev.txt")
        return
    install("requirements.txt")
    make_env_file()
    command = [str(PYTHON), "manage.py", "serve"]
    if verb == "dev":
        command = [str(PYTHON), "manage.py", "serve", "--reload"]
    os.chdir(ROOT)
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


if __name__ == "__main__":
    verbs = ("run", "dev", "tools")
    if len(sys.argv) != 2 or sys.argv[1] not in verbs:
        sys.exit(f"python3 -m atoutsud.start {' | '.join(verbs)}")
    main(sys.argv[1])
