"""Import and export from the command line."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lexicon.models import Concept, Contribution, ImportBatch
from tests.lexicon import factories
from tests.lexicon.exchange import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    factories.reviewer()
    path = tmp_path / "a.csv"
    path.write_text("fr_preferred;definition_fr\namont;Plus haut.\n;Rien.\n", encoding="utf-8")
    return path


def run(*args: str) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_a_dry_run_reports_and_writes_nothing(file: Path) -> None:
    said = run("import_lexicon", str(file), "--dry-run")
    assert "Ligne 3" in said and "Rien n’a été écrit." in said
    assert not Contribution.objects.exists()
    assert ImportBatch.objects.get().state == ImportBatch.State.DROPPED


def test_a_file_becomes_proposals(file: Path) -> None:
    run("import_lexicon", str(file))
    assert Contribution.objects.filter(kind="new").count() == 1
    assert not Concept.objects.exists()


def test_what_raises_no_doubt_can_be_published_at_once(file: Path) -> None:
    said = run("import_lexicon", str(file), "--publish")
    assert "Publiées" in said
    assert Concept.public.get().heading_fr == "amont"


@pytest.mark.parametrize("name", ["json", "csv", "xlsx", "tbx", "tbx2", "skos"])
def test_a_file_is_written_whole_or_not_at_all(name: str, tmp_path: Path) -> None:
    factories.concept("cadre logique")
    path = tmp_path / "out"
    run("export_lexicon", "--format", name, "-o", str(path))
    if name != "xlsx":
        assert path.read_bytes() == made.exported(name)
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_without_a_file_it_is_printed() -> None:
    factories.concept("cadre logique")
    assert "cadre logique" in run("export_lexicon", "--format", "csv")


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    factories.reviewer()
    with pytest.raises(CommandError, match=r"none\.csv"):
        run("import_lexicon", str(tmp_path / "none.csv"))
    bad = tmp_path / "bad.json"
    bad.write_text('{"concepts":[\n{')
    with pytest.raises(CommandError, match="Ligne 2"):
        run("import_lexicon", str(bad))


def test_somebody_must_sign(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--author"):
        run("import_lexicon", str(tmp_path / "a.csv"))
