"""Each variable: what it accepts, and that a refusal names it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from atoutsud.environment import VARIABLES, Environment, WrongEnvironment, read_file

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = Path("/tmp/atoutsud")
Read = Callable[[Environment], Any]

READERS: dict[str, Read] = {
    "DEBUG": lambda env: env.flag("DEBUG", default=False),
    "STAFF_MFA_REQUIRED": lambda env: env.flag("STAFF_MFA_REQUIRED", default=True),
    "ALLOWED_HOSTS": lambda env: env.hosts("ALLOWED_HOSTS", ["127.0.0.1"]),
    "SITE_URL": lambda env: env.site_url("SITE_URL", "http://127.0.0.1:8000"),
    "DATABASE_URL": lambda env: env.database("DATABASE_URL", DATA)["NAME"],
    "CACHE_URL": lambda env: env.cache("CACHE_URL")["BACKEND"].rsplit(".", 1)[1],
    "MEDIA_STORAGE_URL": lambda env: env.media("MEDIA_STORAGE_URL", DATA)["OPTIONS"],
    "MEDIA_ACCEL": lambda env: env.accel("MEDIA_ACCEL", "MEDIA_STORAGE_URL"),
    "EMAIL_URL": lambda env: env.mail("EMAIL_URL", DATA).get("EMAIL_PORT"),
    "FROM_EMAIL": lambda env: env.email("FROM_EMAIL", "a@example.org"),
    "TRUSTED_PROXIES": lambda env: env.number("TRUSTED_PROXIES", 0, least=0, most=9),
    "PORT": lambda env: env.number("PORT", 8000, least=1, most=65535),
    "WORKERS": lambda env: env.number("WORKERS", 2, least=1, most=64),
    "IATI_ORG_ID": lambda env: env.organisation("IATI_ORG_ID"),
    "IATI_OWN_IN_KIND": lambda env: env.flag("IATI_OWN_IN_KIND", default=True),
}


def read(name: str, value: str | None) -> Any:
    return READERS[name](Environment({} if value is None else {name: value}))


@pytest.mark.parametrize(
    ("name", "value", "meaning"),
    [
        ("DEBUG", None, False),
        ("DEBUG", "", False),
        ("DEBUG", "True", True),
        ("STAFF_MFA_REQUIRED", None, True),
        ("STAFF_MFA_REQUIRED", "False", False),
        ("ALLOWED_HOSTS", None, ["127.0.0.1"]),
        ("ALLOWED_HOSTS", "a.org, .b.org,[::1]", ["a.org", ".b.org", "[::1]"]),
        ("SITE_URL", None, "http://127.0.0.1:8000"),
        ("SITE_URL", "https://example.org/", "https://example.org"),
        ("SITE_URL", "http://localhost:9000", "http://localhost:9000"),
        ("DATABASE_URL", None, str(DATA / "atoutsud.sqlite3")),
        ("DATABASE_URL", "postgres://u:p@host:5432/name", "name"),
        ("CACHE_URL", None, "DatabaseCache"),
        ("CACHE_URL", "memory", "DatabaseCache"),
        ("CACHE_URL", "redis://127.0.0.1:6379/1", "RedisCache"),
        ("MEDIA_STORAGE_URL", None, {"location": str(DATA / "media"), "base_url": "/media/"}),
        ("MEDIA_ACCEL", None, ""),
        ("MEDIA_ACCEL", "/kept-media/", "/kept-media/"),
        ("EMAIL_URL", None, None),
        ("EMAIL_URL", "smtps://user:secret@mail.example.org", 465),
        ("EMAIL_URL", "smtp+tls://mail.example.org", 587),
        ("EMAIL_URL", "smtp://127.0.0.1:1025", 1025),
        ("FROM_EMAIL", "Atoutsud <a@example.org>", "Atoutsud <a@example.org>"),
        ("TRUSTED_PROXIES", "2", 2),
        ("PORT", "8080", 8080),
        ("WORKERS", None, 2),
        ("IATI_ORG_ID", None, ""),
        ("IATI_OWN_IN_KIND", None, True),
        ("IATI_OWN_IN_KIND", "False", False),
        ("IATI_ORG_ID", "FR-SIRET-12345678900011", "FR-SIRET-12345678900011"),
    ],
)
def test_a_right_value_is_read(name: str, value: str | None, meaning: Any) -> None:
    assert read(name, value) == meaning


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[("DEBUG", value) for value in ("yes", "1", "true", "TRUE", "on", "0")],
        ("STAFF_MFA_REQUIRED", "no"),
        ("ALLOWED_HOSTS", "https://example.org"),
        ("ALLOWED_HOSTS", "example.org:8000"),
        ("ALLOWED_HOSTS", "a.org b.org"),
        ("SITE_URL", "example.org"),
        ("SITE_URL", "http://example.org"),
        ("SITE_URL", "https://example.org/fr"),
        ("SITE_URL", "https://example.org?x"),
        ("SITE_URL", "https://user:secret@example.org"),
        ("SITE_URL", "https://example.org:port"),
        ("SITE_URL", "ftp://example.org"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "postgres://host"),
        ("DATABASE_URL", "postgres://host:x/name"),
        ("DATABASE_URL", "atoutsud.sqlite3"),
        ("CACHE_URL", "memcached://host"),
        ("CACHE_URL", "redis://"),
        ("MEDIA_STORAGE_URL", "gs://bucket"),
        ("MEDIA_STORAGE_URL", "s3://"),
        ("MEDIA_STORAGE_URL", "s3://bucket?endpiont=https://x.org"),
        ("MEDIA_STORAGE_URL", "s3://bucket?endpoint=x.org"),
        ("MEDIA_ACCEL", "kept-media/"),
        ("MEDIA_ACCEL", "/"),
        ("MEDIA_ACCEL", "/kept media/"),
        ("EMAIL_URL", "mail.example.org"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "imap://mail.example.org"),
        ("FROM_EMAIL", "Atoutsud"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "10"),
        ("TRUSTED_PROXIES", "one"),
        ("TRUSTED_PROXIES", "²"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("WORKERS", "2.5"),
        ("IATI_ORG_ID", "SIRET 123"),
        ("IATI_ORG_ID", "fr-siret-123"),
        ("IATI_ORG_ID", "FR-SIRET-12/3"),
    ],
)
def test_a_wrong_value_stops_the_start_and_names_the_variable(name: str, value: str) -> None:
    with pytest.raises(WrongEnvironment) as refused:
        read(name, value)
    assert refused.value.name == name
    assert str(refused.value).startswith(f"{name}: ")


def test_a_proxy_sends_no_files_that_are_elsewhere() -> None:
    both = {"MEDIA_ACCEL": "/kept-media/", "MEDIA_STORAGE_URL": "s3://bucket"}
    with pytest.raises(WrongEnvironment) as refused:
        Environment(both).accel("MEDIA_ACCEL", "MEDIA_STORAGE_URL")
    assert refused.value.name == "MEDIA_ACCEL"


def test_a_refusal_never_repeats_a_password() -> None:
    for name, value in (
        ("DATABASE_URL", "postgres://user:hunter2@host:x/name"),
        ("DATABASE_URL", "mysql://user:hunter2@host/name"),
        ("EMAIL_URL", "imap://user:hunter2@host"),
        ("CACHE_URL", "http://user:hunter2@host"),
    ):
        with pytest.raises(WrongEnvironment) as refused:
            read(name, value)
        assert "hunter2" not in str(refused.value)


def test_the_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    held = tmp_path / "secret"
    held.write_text("from-the-file\n")
    assert Environment({"SECRET_KEY_FILE": str(held)}).secret("SECRET_KEY") == "from-the-file"
    assert Environment({"SECRET_KEY": "itself"}).secret("SECRET_KEY") == "itself"


@pytest.mark.parametrize(
    "values",
    [
        {"SECRET_KEY_FILE": "/nowhere/secret"},
        {"SECRET_KEY_FILE": "/nowhere/secret", "SECRET_KEY": "too"},
    ],
)
def test_a_secret_file_that_cannot_be_used_is_named(values: dict[str, str]) -> None:
    with pytest.raises(WrongEnvironment) as refused:
        Environment(values).secret("SECRET_KEY")
    assert refused.value.name == "SECRET_KEY_FILE"


def test_s3_is_told_its_endpoint_and_region() -> None:
    options = read("MEDIA_STORAGE_URL", "s3://photos?endpoint=https://s3.example.org&region=fr")
    assert options["bucket_name"] == "photos"
    assert options["endpoint_url"] == "https://s3.example.org"
    assert options["region_name"] == "fr"


def test_s3_has_both_its_keys_or_none() -> None:
    storage = {"MEDIA_STORAGE_URL": "s3://photos"}
    keys = {"AWS_ACCESS_KEY_ID": "who", "AWS_SECRET_ACCESS_KEY": "what"}
    options = Environment({**storage, **keys}).media("MEDIA_STORAGE_URL", DATA)["OPTIONS"]
    assert (options["access_key"], options["secret_key"]) == ("who", "what")
    assert "access_key" not in read("MEDIA_STORAGE_URL", "s3://photos")
    for name in keys:
        rest = {key: value for key, value in keys.items() if key != name}
        with pytest.raises(WrongEnvironment) as refused:
            Environment({**storage, **rest}).media("MEDIA_STORAGE_URL", DATA)
        assert refused.value.name == name


def test_credentials_of_mail_are_decoded() -> None:
    env = Environment({"EMAIL_URL": "smtps://me%40example.org:p%2Fw@mail.example.org:2465"})
    mail = env.mail("EMAIL_URL", DATA)
    assert mail["EMAIL_HOST_USER"] == "me@example.org"
    assert mail["EMAIL_HOST_PASSWORD"] == "p/w"
    assert mail["EMAIL_PORT"] == 2465


def test_sqlite_takes_its_write_lock_first_and_waits() -> None:
    config = Environment({}).database("DATABASE_URL", DATA)
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in config["OPTIONS"]["init_command"]
    assert config["OPTIONS"]["timeout"] >= 5


def test_a_file_of_variables_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("# a comment\n\nPORT=8001\nexport HOST='127.0.0.1'\nSECRET_KEY=a=b # c\n")
    assert read_file(path) == {"PORT": "8001", "HOST": "127.0.0.1", "SECRET_KEY": "a=b # c"}


def test_a_line_that_is_no_variable_is_refused_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("PORT=8001\nnonsense\n")
    with pytest.raises(WrongEnvironment, match="line 2"):
        read_file(path)


def test_the_process_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / ".env"
    path.write_text("PORT=8001\nHOST=127.0.0.1\n")
    monkeypatch.setenv("PORT", "8002")
    monkeypatch.delenv("HOST", raising=False)
    env = Environment.load(path)
    assert env.text("PORT") == "8002"
    assert env.text("HOST") == "127.0.0.1"


def test_the_shipped_example_and_the_readme_name_every_variable() -> None:
    example = (ROOT / ".env.example").read_text()
    readme = (ROOT / "README.md").read_text()
    for name in VARIABLES:
        assert f"{name}=" in example, name
        assert f"`{name}`" in readme, name
