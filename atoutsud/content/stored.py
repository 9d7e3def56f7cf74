"""Stored files and the rows that speak of them: each must have the other.

An upload writes its files before its row, and a deletion removes them after it: whatever stops in
between leaves files without a row, which harm nobody and are swept away a day later.
"""

import datetime
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from atoutsud.content import imaging
from atoutsud.content.files import Document
from atoutsud.content.pictures import Picture, remove_files

YOUNG = datetime.timedelta(days=1)


def names_of_picture(original: str, width: int, height: int, transparent: bool) -> set[str]:
    """The original and every rendition of a picture of this size."""
    key = original.partition("/")[0]
    ways = imaging.extensions(transparent)
    names = {f"{key}/{w}.{way}" for w in imaging.widths_for(width) for way in ways}
    names |= {f"{key}/card-{w}.{way}" for w in imaging.card_widths(width, height) for way in ways}
    return {original, *names}


def names_in_rows() -> set[str]:
    """Every file that pictures and documents speak of."""
    # A plain query: the models' own managers keep to a language.
    pictures: models.QuerySet[Picture] = models.QuerySet(Picture)
    documents: models.QuerySet[Document] = models.QuerySet(Document)
    names: set[str] = set()
    sizes = pictures.exclude(original="").values_list("original", "width", "height", "transparent")
    for size in sizes.iterator():
        names |= names_of_picture(*size)
    names.update(documents.exclude(file="").values_list("file", flat=True).iterator())
    return names


def keys_in_rows() -> set[str]:
    return {name.partition("/")[0] for name in names_in_rows()}


def without_file() -> list[str]:
    """Files that rows speak of and that are not there."""
    return sorted(name for name in names_in_rows() if not default_storage.exists(name))


def without_row() -> list[str]:
    """Keys of stored files that no row speaks of, an upload under way excepted."""
    known = keys_in_rows()
    try:
        folders, _names = default_storage.listdir("")
    except FileNotFoundError:
        return []
    return sorted(key for key in folders if key not in known and not _is_young(key))


def _is_young(key: str) -> bool:
    since = timezone.now() - YOUNG
    return any(changed > since for changed in _changes(key))


def _changes(key: str) -> Iterator[datetime.datetime]:
    for name in default_storage.listdir(key)[1]:
        try:
            yield default_storage.get_modified_time(f"{key}/{name}")
        except FileNotFoundError:
            continue


def sweep() -> list[str]:
    """Remove what no row speaks of; the keys that were removed."""
    gone = without_row()
    for key in gone:
        remove_files(key)
    return gone
