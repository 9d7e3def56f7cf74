"""Robots, security.txt and the addresses of health."""

import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client

from atoutsud.site import health

pytestmark = pytest.mark.django_db


def test_robots_keep_out_of_accounts_and_find_the_sitemap(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text
    for path in ("/admin/", "/fr/compte/", "/en/account/"):
        assert f"Disallow: {path}\n" in text


def test_whoever_finds_a_weakness_knows_where_to_write(client: Client) -> None:
    text = client.get("/.well-known/security.txt").content.decode()
    lines = dict(line.split(": ", 1) for line in text.splitlines())
    assert lines["Contact"] == f"mailto:{settings.CONTACT_EMAIL}"
    expires = datetime.datetime.fromisoformat(lines["Expires"])
    ahead = expires - datetime.datetime.now(datetime.UTC)
    assert datetime.timedelta(days=90) < ahead < datetime.timedelta(days=366)


def test_the_process_answers_without_the_database(
    client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]


def test_the_site_is_ready_when_all_its_parts_are(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    told = answer.json()
    assert told["ready"] is True
    assert told["oldest_overdue_job_seconds"] >= 0


def test_a_database_that_is_down_is_told(client: Client) -> None:
    with patch.object(health.connection, "cursor", side_effect=OperationalError):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] is False


def test_a_migration_that_waits_is_told(client: Client) -> None:
    with (
        patch.dict(health._migrated, {"done": False}),
        patch.object(health.MigrationExecutor, "migration_plan", return_value=["one"]),
    ):
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"] is False


def test_a_full_disk_is_told(client: Client) -> None:
    with patch.object(health, "LEAST_FREE", 10**18):
        assert client.get("/readyz").status_code == 503


def test_late_jobs_are_told_but_stop_no_reader(client: Client) -> None:
    with patch.object(health.work, "most_overdue", return_value=datetime.timedelta(hours=2)):
        answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["jobs"] is False
    assert answer.json()["oldest_overdue_job_seconds"] == 7200


def test_a_data_folder_not_made_yet_is_measured_where_it_will_be(settings: Any) -> None:
    settings.DATA_DIR = Path(settings.DATA_DIR) / "not" / "yet"
    assert health._disk()
