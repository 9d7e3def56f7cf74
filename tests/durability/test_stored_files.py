"""Files without row, rows without file: found, told, mended."""

import os
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command

from atoutsud.content import stored
from atoutsud.content.files import Document
from atoutsud.content.pictures import Picture
from tests.content.uploads import a_picture, upload
from tests.durability.sites import command

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


def checked(*options: str) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("check_files", *options, stdout=out, stderr=out)
    except SystemExit as end:
        return out.getvalue(), int(str(end.code))
    return out.getvalue(), 0


def an_orphan(old: bool = True) -> str:
    name = default_storage.save("ab" * 16 + "/original.jpg", ContentFile(b"x"))
    if old:
        long_ago = time.time() - 2 * stored.YOUNG.total_seconds()
        os.utime(default_storage.path(name), (long_ago, long_ago))
    return name


def a_document() -> Document:
    return Document.take(upload(b"un,deux\n", "chiffres.csv"), title_fr="Chiffres")


def test_a_whole_site_has_nothing_to_tell() -> None:
    a_picture()
    a_document()
    assert checked() == ("Every row has its files, and every file its row.\n", 0)


def test_names_in_rows_are_the_names_in_the_storage() -> None:
    """Else a backup would leave renditions out, or look for some that never were."""
    picture, document = a_picture(), a_document()
    there = {
        f"{key}/{name}"
        for key in (picture.key, document.key)
        for name in default_storage.listdir(key)[1]
    }
    assert stored.names_in_rows() == there


def test_a_file_without_row_is_told_then_removed() -> None:
    name = an_orphan()
    told, code = checked()
    assert name.partition("/")[0] in told
    assert code == 1
    assert default_storage.exists(name)
    checked("--repair")
    assert not default_storage.exists(name)
    assert checked()[1] == 0


def test_an_upload_under_way_is_left_alone() -> None:
    name = an_orphan(old=False)
    assert checked("--repair")[1] == 0
    assert default_storage.exists(name)


def test_a_lost_rendition_is_cut_anew_and_a_lost_original_is_told() -> None:
    picture = a_picture()
    renditions = stored.names_in_rows() - {picture.original}
    for name in renditions:
        default_storage.delete(name)
    told, code = checked("--repair")
    assert code == 0
    assert told.count("cut anew") == len(renditions)
    default_storage.delete(picture.original)
    told, code = checked("--repair")
    assert code == 1
    assert f"still lost    {picture.original}" in told


def test_a_lost_file_is_taken_back_from_a_backup() -> None:
    picture, document = a_picture(), a_document()
    with default_storage.open(picture.original) as file:
        was = file.read()
    command("backup")
    for name in (picture.original, document.file):
        default_storage.delete(name)
    told, code = checked("--repair")
    assert code == 0
    assert told.count("taken back") == 2
    with default_storage.open(picture.original) as file:
        assert file.read() == was


def test_deleting_removes_every_rendition(django_capture_on_commit_callbacks: Any) -> None:
    picture = a_picture()
    with django_capture_on_commit_callbacks(execute=True):
        Picture.objects.all().delete()
    assert not default_storage.exists(picture.key)
