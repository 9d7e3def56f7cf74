from pathlib import Path
from typing import Any

import pytest

from atoutsud import checks


def ids(found: Any) -> list[str]:
    return [message.id for message in found]


def test_this_python_has_an_able_sqlite() -> None:
    assert checks.has_fts5()
    assert ids(checks.sqlite_faults((3, 40, 1), fts5=True)) == []


def test_an_old_sqlite_is_refused() -> None:
    assert ids(checks.sqlite_faults((3, 34, 1), fts5=True)) == ["atoutsud.E001"]


def test_an_sqlite_without_full_text_search_is_refused() -> None:
    assert ids(checks.sqlite_faults((3, 45, 0), fts5=False)) == ["atoutsud.E002"]


@pytest.mark.parametrize(
    ("version", "expected"), [(140_012, ["atoutsud.E003"]), (150_020, []), (180_001, [])]
)
def test_an_old_postgresql_is_refused(version: int, expected: list[str]) -> None:
    assert ids(checks.postgresql_faults(version)) == expected


@pytest.mark.django_db
def test_the_database_of_the_tests_is_able() -> None:
    assert checks.sqlite_is_able(None) == []
    assert checks.postgresql_is_able(None) == []


def test_a_data_folder_that_can_be_made_is_accepted(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "not" / "yet"
    assert checks.data_dir_is_writable(None) == []


def test_a_data_folder_under_a_file_is_refused(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings.DATA_DIR = tmp_path / "file" / "var"
    found = checks.data_dir_is_writable(None)
    assert ids(found) == ["atoutsud.E005"]
    assert found[0].msg.startswith("DATA_DIR")


def test_a_site_that_would_refuse_its_own_readers_is_told(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["other.org"]
    found = checks.site_is_among_hosts(None)
    assert ids(found) == ["atoutsud.W001"]
    assert found[0].msg.startswith("ALLOWED_HOSTS")


def test_a_wildcard_of_the_domain_is_enough(settings: Any) -> None:
    settings.SITE_HOST = "www.example.org"
    settings.ALLOWED_HOSTS = [".example.org"]
    assert checks.site_is_among_hosts(None) == []


def test_plain_http_is_not_fit_for_deployment(settings: Any) -> None:
    settings.HTTPS = False
    assert ids(checks.production_is_encrypted(None)) == ["atoutsud.W002"]
    settings.HTTPS = True
    assert checks.production_is_encrypted(None) == []
