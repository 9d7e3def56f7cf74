"""The settings as a process of its own reads them, and what every answer carries."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from atoutsud.environment import VARIABLES, read_file

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = "settings-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHI"
SHOW = """
import json
from atoutsud import settings
plain = (str, int, bool, type(None))
print(json.dumps({name: value for name, value in vars(settings).items() if name.isupper()
    and (isinstance(value, plain) or name in ("MFA_SUPPORTED_TYPES", "SECURE_PROXY_SSL_HEADER"))}))
"""


def start(*code: str, **values: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DJANGO_")}
    environment |= {**dict.fromkeys(VARIABLES, ""), "SECRET_KEY": SECRET, **values}
    return subprocess.run(
        [sys.executable, *code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def read(**values: str) -> dict[str, Any]:
    done = start("-c", SHOW, **values)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("SECRET_KEY", {"SECRET_KEY": "x" * 60}),
        ("SECRET_KEY", {"SECRET_KEY": "short"}),
        ("DEBUG", {"DEBUG": "yes"}),
        ("DEBUG", {"DEBUG": "True", "SITE_URL": "https://example.org"}),
        ("ALLOWED_HOSTS", {"ALLOWED_HOSTS": "*"}),
        ("SITE_URL", {"SITE_URL": "http://example.org"}),
        ("PORT", {"PORT": "eighty"}),
        ("IATI_ORG_ID", {"IATI_ORG_ID": "nonsense"}),
    ],
)
def test_the_start_stops_with_the_name_of_the_wrong_variable(
    name: str, values: dict[str, str]
) -> None:
    done = start("-c", "import atoutsud.settings", **values)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{name}: ")
    assert "Traceback" not in done.stderr


def test_https_brings_redirects_secure_cookies_and_a_year_of_hsts() -> None:
    found = read(SITE_URL="https://example.org")
    assert found["SECURE_SSL_REDIRECT"]
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert found["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert not found["DEBUG"]
    assert found["STAFF_MFA_REQUIRED"]


def test_http_on_this_machine_redirects_nowhere() -> None:
    found = read(PORT="8123")
    assert found["SITE_URL"] == "http://127.0.0.1:8123"
    assert not found["SECURE_SSL_REDIRECT"]
    assert not found["SESSION_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] == 0


def test_a_forwarded_scheme_is_believed_only_behind_a_known_proxy() -> None:
    assert read()["SECURE_PROXY_SSL_HEADER"] is None
    assert read(TRUSTED_PROXIES="1")["SECURE_PROXY_SSL_HEADER"]


def test_passkeys_are_offered_on_a_host_name_only() -> None:
    assert "webauthn" in read(SITE_URL="https://example.org")["MFA_SUPPORTED_TYPES"]
    assert "webauthn" not in read()["MFA_SUPPORTED_TYPES"]


def test_the_shipped_example_passes_the_deployment_check(tmp_path: Path) -> None:
    values = {
        **read_file(ROOT / ".env.example"),
        "SECRET_KEY": SECRET,
        "DATA_DIR": str(tmp_path),
    }
    done = start("manage.py", "check", "--deploy", "--fail-level", "WARNING", **values)
    assert done.returncode == 0, done.stderr


def test_http_is_not_fit_for_deployment(tmp_path: Path) -> None:
    done = start(
        "manage.py", "check", "--deploy", "--fail-level", "WARNING", DATA_DIR=str(tmp_path)
    )
    assert done.returncode == 1
    assert "SITE_URL" in done.stderr


def test_the_policy_names_nobody_else_and_nothing_inline() -> None:
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert {source for directive in policy.values() for source in directive} == {
        "'none'",
        "'self'",
    }


@pytest.mark.django_db
def test_every_answer_carries_its_headers(client: Client) -> None:
    for address in ("/fr/", "/fr/there-is-no-such-page-anywhere/", "/robots.txt"):
        answer = client.get(address)
        assert "default-src 'none'" in answer["Content-Security-Policy"], address
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in answer["Permissions-Policy"]
        assert not answer.cookies, address


@pytest.mark.django_db
def test_a_foreign_host_is_refused(client: Client) -> None:
    assert client.get("/fr/", headers={"host": "evil.example"}).status_code == 400


def test_the_development_group_and_its_extra_are_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extra = project["project"]["optional-dependencies"]["dev"]
    assert project["dependency-groups"]["dev"] == extra


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_holds_hashes_and_no_address(lock: str) -> None:
    lines = (ROOT / lock).read_text().splitlines()
    assert not [line for line in lines if "://" in line or line.startswith("-")]
    pinned = [number for number, line in enumerate(lines) if "==" in line]
    assert len(pinned) > 20
    assert all("--hash=sha256:" in lines[number + 1] for number in pinned)


def test_models_are_compared_with_migrations_on_a_machine_where_nothing_is_set(
    tmp_path: Path,
) -> None:
    """No secret, no folder, no warning."""
    values = {"SECRET_KEY": "", "DATA_DIR": str(tmp_path / "var")}
    done = start("-W", "error", "manage.py", "makemigrations", "--check", **values)
    assert (done.returncode, done.stderr) == (0, "")
    assert start("manage.py", "check", **values).returncode == 1
