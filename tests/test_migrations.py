import pytest
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

from atoutsud.content.publication import ContentVersion


@pytest.mark.django_db
def test_no_model_waits_for_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_a_changed_model_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    field = ContentVersion._meta.get_field("site")
    monkeypatch.setattr(field, "default", 7)
    with pytest.raises(SystemExit):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    assert isinstance(field, models.PositiveBigIntegerField)


@pytest.mark.django_db
def test_every_migration_has_run_and_there_is_one_leaf_per_app() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert not executor.loader.detect_conflicts()
