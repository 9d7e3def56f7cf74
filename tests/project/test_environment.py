"""Each variable: what it accepts, and that a wrong value names it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from atoutsud.environment import Environment, WrongEnvironment, read_file

DATA = Path("/nowhere")


def env(**values: str) -> Environment:
    return Environment(values)


@pytest.mark.parametrize("value", ["yes", "1", "true", "TRUE", "on"])
def test_only_true_and_false_are_flags(value: str) -> None:
    with pytest.raises(WrongEnvironment, match="^DEBUG: "):
        env(DEBUG=value).flag("DEBUG", default=False)


def test_a_flag_is_read_and_has_a_default() -> None:
    assert env(DEBUG="True").flag("DEBUG", default=False) is True
    assert env(DEBUG="").flag("DEBUG", default=False) is False


@pytest.mark.parametrize("value", ["", "8080", "1"])
def test_a_number_in_range_is_read(value: str) -> None:
    assert env(PORT=value).number("PORT", 8000, least=1, most=9999) == int(value or 8000)


@pytest.mark.parametrize("value", ["0", "99999", "-1", "8k", "٣", "8.0"])
def test_a_number_out_of_range_is_refused(value: str) -> None:
    with pytest.raises(WrongEnvironment, match="^PORT: "):
        env(PORT=value).number("PORT", 8000, least=1, most=9999)


@pytest.mark.parametrize(
    ("name", "read", "value"),
    [
        ("SITE_URL", lambda e, n: e.site_url(n, ""), "example.org"),
        ("SITE_URL", lambda e, n: e.site_url(n, ""), "http://example.org"),
        ("SITE_URL", lambda e, n: e.site_url(n, ""), "https://example.org/site"),
        ("SITE_URL", lambda e, n: e.site_url(n, ""), "ftp://127.0.0.1"),
        ("ALLOWED_HOSTS", lambda e, n: e.hosts(n, []), "https://example.org"),
        ("ALLOWED_HOSTS", lambda e, n: e.hosts(n, []), "example.org:80"),
        ("DATABASE_URL", lambda e, n: e.database(n, DATA), "mysql://localhost/x"),
        ("DATABASE_URL", lambda e, n: e.database(n, DATA), "nonsense"),
        ("CACHE_URL", lambda e, n: e.cache(n), "memcached://localhost"),
        ("EMAIL_URL", lambda e, n: e.mail(n, DATA), "http://mail"),
        ("EMAIL_URL", lambda e, n: e.mail(n, DATA), "smtp://"),
        ("MEDIA_STORAGE_URL", lambda e, n: e.media(n, DATA), "gs://bucket"),
        ("IATI_ORG_ID", lambda e, n: e.organisation(n), "atoutsud"),
        ("IATI_ORG_ID", lambda e, n: e.organisation(n), "FR-COA-1 2"),
    ],
)
def test_a_wrong_value_stops_the_start_and_names_its_variable(
    name: str, read: Callable[[Environment, str], Any], value: str
) -> None:
    with pytest.raises(WrongEnvironment, match=f"^{name}: "):
        read(env(**{name: value}), name)


def test_sqlite_is_the_default_and_takes_its_turn_to_write() -> None:
    config = env().database("DATABASE_URL", DATA)
    assert config["ENGINE"].endswith("sqlite3")
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in config["OPTIONS"]["init_command"]


def test_postgresql_mail_redis_and_buckets_are_one_variable_each() -> None:
    assert env(D="postgres://u:p@h:1/x").database("D", DATA)["HOST"] == "h"
    mail = env(E="smtps://me%40x:p%3A@mail.org").mail("E", DATA)
    assert (mail["EMAIL_HOST_USER"], mail["EMAIL_HOST_PASSWORD"]) == ("me@x", "p:")
    assert (mail["EMAIL_PORT"], mail["EMAIL_USE_SSL"]) == (465, True)
    assert env(C="redis://h:6379/0").cache("C")["LOCATION"] == "redis://h:6379/0"
    media = env(M="s3://photos?endpoint=https://s3.example.org").media("M", DATA)
    assert media["OPTIONS"]["endpoint_url"] == "https://s3.example.org"
    assert env(I="FR-COA-123").organisation("I") == "FR-COA-123"


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("from the file\n")
    assert env(SECRET_KEY_FILE=str(file)).secret("SECRET_KEY") == "from the file"
    with pytest.raises(WrongEnvironment, match="^SECRET_KEY_FILE: "):
        env(SECRET_KEY_FILE=str(tmp_path / "absent")).secret("SECRET_KEY")


def test_the_file_of_variables_is_read_and_its_faults_are_told(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text('# note\n\nA=1\nexport B = "two words"\nC=a=b\n')
    assert read_file(file) == {"A": "1", "B": "two words", "C": "a=b"}
    file.write_text("A=1\nwhat is this\n")
    with pytest.raises(WrongEnvironment, match="line 2"):
        read_file(file)
