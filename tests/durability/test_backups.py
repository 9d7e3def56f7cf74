"""A backup taken while people write, and the same site somewhere else."""

import json
import stat
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.test import Client

from atoutsud.content.pictures import Picture
from atoutsud.content.revisions import Revision
from atoutsud.environment import Environment
from atoutsud.site.backups import taking
from atoutsud.site.backups.records import BackupRecord
from news.models import Article
from tests.durability.conftest import connected
from tests.durability.sites import backup, command, fill, fingerprint, site, write_article

pytestmark = pytest.mark.django_db
Blank = Callable[[], str]


@pytest.fixture
def here(blank: Blank, tmp_path: Path) -> Any:
    with site(blank(), tmp_path / "here") as own:
        yield own


def test_a_backup_taken_while_people_write_comes_back_equal(blank: Blank, tmp_path: Path) -> None:
    address, written, enough = blank(), [0], threading.Event()

    def write_on() -> None:
        from atoutsud.site.backups import snapshot

        with snapshot.standing_in(connected(address)):
            while not enough.is_set():
                write_article(1000 + written[0])
                written[0] += 1
                # People pause; one who never did would keep SQLite to oneself.
                enough.wait(0.01)

    with site(address, tmp_path / "there"):
        fill()
        writer = threading.Thread(target=write_on)
        writer.start()
        try:
            while not written[0]:
                enough.wait(0.01)
            path = backup(tmp_path)
        finally:
            enough.set()
            writer.join()
        assert written[0] > 1
    with site(blank(), tmp_path / "here"):
        command("restore", path)
        told = json.loads(zipfile.ZipFile(path).read("manifest.json"))
        found = fingerprint()
        for table, counted in told["tables"].items():
            if table != "content_contentversion":
                assert found[table]._asdict() == counted, table
        # Each article was written with its first revision: the moment is one moment.
        assert Article.objects.count() == Revision.objects.count() >= 3
        for name in default_storage.listdir(Picture.objects.get().key)[1]:
            name = f"{Picture.objects.get().key}/{name}"
            with default_storage.open(name) as file:
                assert file.read() == zipfile.ZipFile(path).read(f"media/{name}")
        assert authenticate(None, email="ada@example.org", password="ninety-eight-hills")
        listed = Client().get("/fr/actualites/", headers={"accept-encoding": "identity"})
        assert "Suivi numéro 0" in listed.content.decode()


def test_what_is_restored_backs_up_to_the_same(here: Any, blank: Blank, tmp_path: Path) -> None:
    fill()
    before = fingerprint()
    path = backup(tmp_path)
    with site(blank(), tmp_path / "there"):
        command("restore", path)
        assert fingerprint() == before


def test_a_number_that_was_deleted_is_not_given_again(
    here: Any, blank: Blank, tmp_path: Path
) -> None:
    fill(1)
    last = write_article(2)
    number = last.pk
    last.delete()
    path = backup(tmp_path)
    with site(blank(), tmp_path / "there"):
        command("restore", path)
        assert write_article(3).pk == number + 1


def test_a_backup_is_for_its_owner_alone_and_holds_no_secret(
    here: Any, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = {
        "SECRET_KEY": settings.SECRET_KEY,
        "EMAIL_URL": "smtps://post:s3same@mail.example.org",
        "DATABASE_URL": "postgres://ada:op3n@db.example.org/site?password=t00",
        "SITE_URL": "https://example.org",
    }
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    path = backup(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    archive = zipfile.ZipFile(path)
    everything = b"".join(archive.read(name) for name in archive.namelist())
    for secret in (settings.SECRET_KEY, "s3same", "op3n", "t00"):
        assert secret.encode() not in everything
    told = json.loads(archive.read("manifest.json"))["settings"]
    assert told["SITE_URL"] == "https://example.org"
    assert told["EMAIL_URL"] == "smtps://post@mail.example.org"


def test_nobody_is_signed_in_by_a_backup(here: Any, tmp_path: Path) -> None:
    fill(0)
    client = Client()
    client.force_login(get_user_model().objects.get())
    archive = zipfile.ZipFile(backup(tmp_path))
    assert not [name for name in archive.namelist() if "session" in name]
    assert not any(
        client.session.session_key.encode() in archive.read(n) for n in archive.namelist()
    )


def test_an_existing_file_is_never_written_over(here: Any, tmp_path: Path) -> None:
    path = backup(tmp_path)
    with pytest.raises(CommandError, match="exists already"):
        command("backup", output=path)


def test_a_file_removed_meanwhile_moves_the_backup_to_a_later_moment(
    here: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(0)
    copy, removed = taking._add_files, []

    def removing(writer: Any, names: set[str], say: Any) -> set[str]:
        """A picture appears and is taken down between the first copy and the chosen moment."""
        found = copy(writer, names, say)
        if not removed:
            removed.append(1)
            return found
        if len(removed) == 1:
            removed.append(2)
            return {"0" * 32 + "/original.jpg"}
        return found

    monkeypatch.setattr(taking, "_add_files", removing)
    told = json.loads(zipfile.ZipFile(backup(tmp_path)).read("manifest.json"))
    assert told["without_file"] == []
    assert removed == [1, 2]


def test_a_file_that_was_lost_before_is_told(here: Any, tmp_path: Path) -> None:
    fill(0)
    lost = Picture.objects.get().original
    default_storage.delete(lost)
    path = tmp_path / "site.zip"
    assert lost in command("backup", output=path)
    assert json.loads(zipfile.ZipFile(path).read("manifest.json"))["without_file"] == [lost]


def test_each_backup_is_remembered_and_not_part_of_the_next(
    here: Any, blank: Blank, tmp_path: Path
) -> None:
    backup(tmp_path)
    assert BackupRecord.objects.get().name == "site.zip"
    path = backup(tmp_path, "second.zip")
    with site(blank(), tmp_path / "there"):
        command("restore", path)
        assert not BackupRecord.objects.exists()


def test_a_site_in_use_is_replaced_only_when_told_and_after_a_backup(
    here: Any, blank: Blank, tmp_path: Path
) -> None:
    fill(1)
    path = backup(tmp_path)
    with site(blank(), tmp_path / "there"):
        fill(2)
        before = fingerprint()
        with pytest.raises(CommandError, match="--replace"):
            command("restore", path)
        assert fingerprint() == before
        old = Picture.objects.get().key
        command("restore", path, replace=True)
        assert Article.objects.count() == 1
        assert not default_storage.exists(old)
        (kept,) = (tmp_path / "there" / "backups").iterdir()
        command("restore", kept, replace=True)
        assert fingerprint() == before


def test_an_older_release_is_restored_and_brought_up_to_date(
    here: Any, blank: Blank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    fill(1)
    before = fingerprint()
    executor = MigrationExecutor(connection)
    executor.migrate([("site", "0004_impact_in_menus")])
    with pytest.raises(CommandError, match="prepare"):
        backup(tmp_path)
    monkeypatch.setattr(taking, "_judge_database", lambda: None)
    monkeypatch.setattr(taking.records.BackupRecord.objects, "create", lambda **told: None)
    with pytest.raises(AttributeError):  # the old release has no table to remember it in
        backup(tmp_path)
    with site(blank(), tmp_path / "there"):
        command("restore", tmp_path / "site.zip")
        assert fingerprint() == before


@pytest.mark.long
def test_a_site_moves_to_sqlite_and_back(here: Any, blank: Blank, tmp_path: Path) -> None:
    fill()
    before = fingerprint()
    path = backup(tmp_path)
    with site(f"sqlite:///{tmp_path / 'new.sqlite3'}", tmp_path / "sqlite"):
        command("restore", path)
        assert fingerprint() == before
        again = backup(tmp_path, "again.zip")
    with site(blank(), tmp_path / "postgresql"):
        command("restore", again)
        assert fingerprint() == before


def test_settings_lose_their_passwords_only() -> None:
    told = taking.told_settings(
        Environment(
            {
                "CACHE_URL": "redis://:pw@cache:6379/0",
                "MEDIA_STORAGE_URL": "s3://bucket?endpoint=https://s3.example.org&secret_key=x",
                "SECRET_KEY_FILE": "/run/secret",
                "WORKERS": "4",
            }
        )
    )
    assert told == {
        "CACHE_URL": "redis://cache:6379/0",
        "MEDIA_STORAGE_URL": "s3://bucket?endpoint=https://s3.example.org&secret_key=",
        "WORKERS": "4",
    }
