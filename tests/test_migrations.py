from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

OURS = ("content", "members", "site", "backoffice", "news", "lexicon", "trainings")


@pytest.mark.django_db
def test_no_model_waits_for_a_migration() -> None:
    out = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=out)
    except SystemExit:
        pytest.fail(out.getvalue())


@pytest.mark.parametrize("label", OURS)
def test_every_app_with_models_has_migrations(label: str) -> None:
    if not list(apps.get_app_config(label).get_models()):
        return
    loader = MigrationLoader(None)
    assert label in loader.migrated_apps
    assert [name for app, name in loader.disk_migrations if app == label]


@pytest.mark.django_db
def test_each_app_has_one_last_migration() -> None:
    assert MigrationLoader(connection).detect_conflicts() == {}


def test_a_missing_migration_would_be_seen() -> None:
    loader = MigrationLoader(None)
    before = loader.project_state()
    after = ProjectState.from_apps(apps)
    fields = [("id", models.BigAutoField(primary_key=True))]
    after.add_model(ModelState("news", "Forgotten", fields))
    changes = MigrationAutodetector(before, after).changes(graph=loader.graph)
    assert "news" in changes
