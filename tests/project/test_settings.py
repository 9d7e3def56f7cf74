"""The settings as a whole: what a start refuses, and what production gets."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
SECRET = "settings-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH"
PRODUCTION = {
    "SECRET_KEY": SECRET,
    "SITE_URL": "https://atoutsud.example",
    "ALLOWED_HOSTS": "atoutsud.example",
    "STAFF_MFA_REQUIRED": "True",
    "TRUSTED_PROXIES": "1",
    "DATABASE_URL": "",
}


def manage(*arguments: str, **values: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **PRODUCTION, **values}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_deployment_check_is_clean_with_production_settings() -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 80),
        ("DEBUG", "yes"),
        ("DEBUG", "True"),
        ("ALLOWED_HOSTS", "*"),
        ("SITE_URL", "http://atoutsud.example"),
        ("WORKERS", "many"),
        ("TRUSTED_PROXIES", "-1"),
        ("DATABASE_URL", "oracle://x"),
    ],
)
def test_a_wrong_start_is_refused_by_name(name: str, value: str) -> None:
    done = manage("check", **{name: value})
    assert done.returncode != 0
    assert done.stderr.strip().startswith(f"{name}: "), done.stderr


def test_https_in_the_site_address_makes_everything_secure() -> None:
    code = (
        "import json; from django.conf import settings as s; print(json.dumps("
        "[s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SECURE_HSTS_SECONDS >= 31536000, s.SECURE_HSTS_INCLUDE_SUBDOMAINS]))"
    )
    done = manage("shell", "-v", "0", "-c", code)
    assert json.loads(done.stdout.splitlines()[-1]) == [True] * 5


def test_the_policy_names_no_foreign_host_and_no_unsafe_word() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"]
    assert directives["frame-ancestors"] == ["'none'"]
    allowed = {value for values in directives.values() for value in values}
    assert all(value in ("'self'", "'none'") for value in allowed)


def test_dependencies_are_locked_by_hash_and_name_no_index() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text, name
        assert "--index-url" not in text
        assert "--find-links" not in text


def test_the_group_for_development_is_mirrored_as_an_extra() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["optional-dependencies"]["dev"] == project["dependency-groups"]["dev"]
