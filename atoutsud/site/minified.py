"""Static files as they are sent: our scripts without their comments and indents."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import rjsmin
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Of ours only: what packages bring is minified by those who publish it, or not meant to be.
FOLDER = "js"


class Minifying:
    """Opens a script of another storage as it is to be sent."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def __getattr__(self, name: str) -> Any:
        return getattr(self.storage, name)

    def open(self, path: str) -> "File[bytes]":
        with self.storage.open(path) as source:
            text = source.read().decode()
        return ContentFile(rjsmin.jsmin(text).encode(), name=path)


class MinifiedStorage(CompressedManifestStaticFilesStorage):
    """Hashed after minifying, so that an address changes when what is sent changes."""

    def post_process(
        self, paths: dict[str, tuple[Storage, str]], *args: Any, **options: Any
    ) -> Iterator[tuple[str, str, bool]]:
        sent: dict[str, tuple[Any, str]] = {
            name: (Minifying(storage), path) if is_ours(name) else (storage, path)
            for name, (storage, path) in paths.items()
        }
        yield from super().post_process(sent, *args, **options)


def is_ours(name: str) -> bool:
    path = Path(name)
    return path.parent == Path(FOLDER) and path.suffix == ".js"
