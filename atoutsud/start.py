"""From a bare machine to a running site; the standard library alone until the rest is installed.

`python3 -m atoutsud.start run` makes the environment, the secret, the database and the demo
content if they are missing, then serves. `… tools` only installs what the tests need, `… fuzzing`
the fuzzer, `… upgrade` backs up, fetches the newer code and brings the site up to it.
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
VERBS = ("run", "dev", "tools", "fuzzing", "upgrade", "upgraded")
DEMO_ENVIRONMENT = """\
# Made by `make run` for this machine. See .env.example for every variable.
SECRET_KEY={secret}
# SITE_URL is http://127.0.0.1:PORT while it is not set.
ALLOWED_HOSTS=127.0.0.1,localhost
# A demo on this machine alone: the second factor is not asked for.
STAFF_MFA_REQUIRED=False
"""


def say(text: str) -> None:
    print(f"· {text}", flush=True)


def run(*command: "str | Path") -> None:
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(f"Stopped: {' '.join(str(part) for part in command)} failed.")


def has_pip() -> bool:
    """A folder left by an interrupted start, or by a Python since removed, has none."""
    if not PYTHON.exists():
        return False
    command = [str(PYTHON), "-c", "import pip"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def make_environment() -> None:
    if sys.version_info < (3, 11):
        found = ".".join(str(part) for part in sys.version_info[:3])
        sys.exit(f"Python 3.11 or newer is needed, this is {found}. Try: make PYTHON=python3.12")
    if has_pip():
        return
    say("Making .venv")
    try:
        venv.create(VENV, with_pip=True, clear=True)
    except subprocess.CalledProcessError:
        sys.exit("Stopped: this Python has no ensurepip. On Debian: apt install python3-venv")


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
    text = DEMO_ENVIRONMENT.format(secret=secrets.token_urlsafe(50))
    scratch = ROOT / ".env.new"
    scratch.unlink(missing_ok=True)
    handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    scratch.rename(path)


def upgrade() -> None:
    """Keep what there is, fetch the newer code, and let that code do the rest."""
    if not (PYTHON.exists() and (ROOT / ".env").exists()):
        sys.exit("Nothing to upgrade here: this folder has no site yet. See docs/deployment.md.")
    say("Backing up the site as it is")
    run(PYTHON, "manage.py", "backup")
    if (ROOT / ".git").exists():
        say("Fetching the newer code")
        run("git", "pull", "--ff-only")
    command = [sys.executable, "-m", "atoutsud.start", "upgraded"]
    os.chdir(ROOT)
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


def upgraded() -> None:
    """Packages, database, messages and static files of the code that is now here."""
    make_environment()
    install("requirements.txt")
    run(PYTHON, "manage.py", "prepare")
    run(PYTHON, "manage.py", "check", "--deploy")
    say("Ready: restart the site and its background jobs. CHANGELOG.md says what is new.")


def main(verb: str) -> None:
    if verb in ("upgrade", "upgraded"):
        (upgrade if verb == "upgrade" else upgraded)()
        return
    make_environment()
    if verb == "fuzzing":
        install("requirements-fuzzing.txt")
        return
    if verb == "tools":
        install("requirements-dev.txt")
        install("requirements-standards.txt")
        return
    install("requirements.txt")
    make_env_file()
    command = [str(PYTHON), "manage.py", "serve", "--prepare"]
    environment = dict(os.environ)
    if verb == "dev":
        command.append("--reload")
        environment["DEBUG"] = "True"
    os.chdir(ROOT)
    if os.name == "nt":
        sys.exit(subprocess.call(command, env=environment))
    os.execve(command[0], command, environment)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in VERBS:
        sys.exit(f"python3 -m atoutsud.start {' | '.join(VERBS)}")
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit("Stopped.")
