"""Files that are no backup of this site are refused before anything is touched."""

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from atoutsud.site.backups import archive
from tests.durability.conftest import Blanks
from tests.durability.sites import backup, command, fill, fingerprint, site

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def original(
    blanks: Blanks, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    folder, address = tmp_path_factory.mktemp("taken"), blanks.take()
    with django_db_blocker.unblock(), site(address, folder):
        fill(1)
        path = backup(folder)
    yield path
    blanks.give_back(address)


@pytest.fixture(scope="module")
def place(blanks: Blanks, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """One site for all: what is refused leaves it as it was."""
    address = blanks.take()
    yield address, tmp_path_factory.mktemp("here")
    blanks.give_back(address)


@pytest.fixture
def here(place: tuple[str, Path]) -> Iterator[Any]:
    with site(*place) as own:
        yield own


@pytest.fixture
def taken(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(original, tmp_path / "site.zip"))


def refused(path: Path, **options: Any) -> str:
    """The reason, and the proof that nothing was touched."""
    before = fingerprint()
    with pytest.raises(CommandError) as reason:
        command("restore", path, **options)
    assert "Nothing was changed" in str(reason.value)
    assert fingerprint() == before
    return str(reason.value)


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None], seal: bool = True) -> Path:
    """The same members after `change`, sealed anew by somebody who has the secret."""
    with zipfile.ZipFile(path) as source:
        members = {name: source.read(name) for name in source.namelist()}
    change(members)
    if seal:
        members["seal"] = archive.seal_of(members["manifest.json"]).encode()
    other = path.with_name("other.zip")
    with zipfile.ZipFile(other, "w") as target:
        for name, data in members.items():
            target.writestr(name, data)
    return other


def manifest(**changes: Any) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        told = {**json.loads(members["manifest.json"]), **changes}
        members["manifest.json"] = json.dumps(told).encode()

    return change


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file_is_refused(taken: Path, here: Any, share: float) -> None:
    data = taken.read_bytes()
    taken.write_bytes(data[: int(len(data) * share)])
    assert "no backup of this site" in refused(taken)


def test_what_is_no_archive_is_refused(tmp_path: Path, here: Any) -> None:
    path = tmp_path / "photo.zip"
    path.write_bytes(b"\x89PNG\r\n" * 1000)
    assert "no backup of this site" in refused(path)
    assert "no such file" in refused(tmp_path / "none.zip")


def test_another_archive_is_refused(tmp_path: Path, here: Any) -> None:
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(path, "w") as other:
        other.writestr("word/document.xml", "<x/>")
    assert "no backup of this site" in refused(path)
    with zipfile.ZipFile(path, "w") as other:
        other.writestr("manifest.json", "[" * 100_000)
        other.writestr("seal", "x")
    assert "no backup of this site" in refused(path)


def test_a_word_changed_by_somebody_without_the_secret_is_refused(taken: Path, here: Any) -> None:
    path = rewritten(taken, manifest(release="9"), seal=False)
    assert "changed after it was made" in refused(path)


def test_an_added_file_is_refused(taken: Path, here: Any) -> None:
    path = rewritten(taken, lambda members: members.update({"media/more.html": b"<script>"}))
    assert "added or taken away" in refused(path)


@pytest.mark.parametrize("name", ["media/../../etc/passwd", "/etc/passwd", "rows/x.jsonl/../y"])
def test_a_name_that_leads_elsewhere_is_refused(taken: Path, here: Any, name: str) -> None:
    def change(members: dict[str, bytes]) -> None:
        told = json.loads(members["manifest.json"])
        told["members"][name] = {"size": 1, "sha256": "0" * 64}
        members["manifest.json"] = json.dumps(told).encode()
        members[name] = b"x"

    assert "no backup of this site" in refused(rewritten(taken, change))


def test_a_newer_file_is_refused(taken: Path, here: Any) -> None:
    assert "upgrade first" in refused(rewritten(taken, manifest(format=archive.FORMAT + 1)))


def test_a_backup_of_a_newer_release_is_refused(taken: Path, here: Any) -> None:
    def change(members: dict[str, bytes]) -> None:
        told = json.loads(members["manifest.json"])
        told["migrations"].append(["news", "0099_from_the_future"])
        members["manifest.json"] = json.dumps(told).encode()

    assert "upgrade first" in refused(rewritten(taken, change))


def test_rows_that_do_not_fit_leave_everything_as_it_was(taken: Path, here: Any) -> None:
    """Somebody with the secret, or a fault of ours: even then it is all or nothing."""

    def change(members: dict[str, bytes]) -> None:
        told = json.loads(members["manifest.json"])
        name = "rows/news_article.jsonl"
        members[name] = b'[1, "too", "short"]\n'
        import hashlib

        digest = hashlib.sha256(members[name]).hexdigest()
        told["members"][name] = {"size": len(members[name]), "sha256": digest}
        members["manifest.json"] = json.dumps(told).encode()

    assert "do not fit" in refused(rewritten(taken, change))


def test_no_changed_byte_passes(taken: Path) -> None:
    """Either the file is refused, or what is read of it is what was written."""
    data = taken.read_bytes()
    told = json.loads(zipfile.ZipFile(taken).read("manifest.json"))
    other = taken.with_name("flipped.zip")

    @examples(max_examples=60)
    @given(place=st.integers(0, len(data) - 1), bit=st.integers(0, 7))
    def flip(place: int, bit: int) -> None:
        changed = bytearray(data)
        changed[place] ^= 1 << bit
        other.write_bytes(changed)
        try:
            with archive.Archive(other) as opened:
                opened.check()
                assert opened.manifest == told
        except archive.Refused:
            pass

    flip()


def test_another_secret_key_is_refused_until_trusted(taken: Path, here: Any, settings: Any) -> None:
    settings.SECRET_KEY = "another-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF"
    assert "--other-key" in refused(taken)
    assert fingerprint()["news_article"].rows == 0
    command("restore", taken, other_key=True)
    assert fingerprint()["news_article"].rows == 1
