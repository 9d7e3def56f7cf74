"""The file of a backup: a ZIP of plain lines and pictures, a manifest, and a seal on the manifest.

Whoever reads one trusts nothing of it until `Archive.check` has read every byte: the directory at
its end must be there, the members must be exactly those of the manifest with their sizes and
digests, and the seal must be made with the site's own secret.
"""

import hashlib
import hmac
import json
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Self

from django.conf import settings
from django.utils.crypto import salted_hmac

KIND = "atoutsud-backup"
FORMAT = 1
MANIFEST, SEAL = "manifest.json", "seal"
MEMBER = re.compile(r"rows/[a-z0-9_]{1,80}\.jsonl|media/[A-Za-z0-9_./-]{1,200}", re.ASCII)
MOST_MANIFEST = 200 * 1024 * 1024
CHUNK = 1024 * 1024
# A damaged archive raises nearly anything, as the part that is damaged decides.
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, struct.error,
)  # fmt: skip


class Refused(Exception):
    """Why a file is not restored; nothing was touched."""


def seal_of(manifest: bytes) -> str:
    return salted_hmac("atoutsud.backup", manifest, algorithm="sha256").hexdigest()


class Writer:
    """Writes beside the wanted place and moves there whole, readable by its owner alone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.scratch = path.with_name(f".{path.name}.{os.getpid()}.part")
        self.members: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Self:
        handle = os.open(self.scratch, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(handle, "w+b")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        return self

    def __exit__(self, kind: Any, *_: Any) -> None:
        if not self._file.closed:
            with suppress(OSError, ValueError):
                self._zip.close()
            self._file.close()
        self.scratch.unlink(missing_ok=True)

    def add(self, name: str, parts: Iterable[bytes], *, packed: bool = True) -> dict[str, Any]:
        """Write a member; its size and digest, which the manifest will tell."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as member:
            for part in parts:
                member.write(part)
                digest.update(part)
                size += len(part)
        self.members[name] = {"size": size, "sha256": digest.hexdigest()}
        return self.members[name]

    def finish(self, told: dict[str, Any]) -> None:
        """Write manifest and seal, and put the whole file in its place, on the disk for good."""
        manifest = {"kind": KIND, "format": FORMAT, **told, "members": self.members}
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
        self._zip.writestr(MANIFEST, text)
        self._zip.writestr(SEAL, seal_of(text))
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        with Archive(self.scratch) as written:
            written.check()
        self.scratch.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class Archive:
    """A file that claims to be a backup."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        try:
            self._zip = zipfile.ZipFile(self.path)
        except FileNotFoundError:
            raise Refused("There is no such file.") from None
        except PermissionError:
            raise Refused("The user who runs this command may not read it.") from None
        except UNREADABLE:
            raise Refused("This is no backup of this site, or its end is missing.") from None
        try:
            self.manifest = self._read_manifest()
        except BaseException:
            self._zip.close()
            raise
        return self

    def __exit__(self, *_: Any) -> None:
        self._zip.close()

    def _read_manifest(self) -> dict[str, Any]:
        foreign = Refused("This is no backup of this site.")
        try:
            if self._zip.getinfo(MANIFEST).file_size > MOST_MANIFEST:
                raise foreign
            self._text = self._zip.read(MANIFEST)
            manifest = json.loads(self._text)
            seal = self._zip.getinfo(SEAL)
            self._seal = self._zip.read(SEAL).decode("ascii") if seal.file_size < 100 else ""
        except (KeyError, RecursionError, *UNREADABLE):
            raise foreign from None
        if not isinstance(manifest, dict) or manifest.get("kind") != KIND:
            raise foreign
        if not isinstance(manifest.get("format"), int) or manifest["format"] > FORMAT:
            raise Refused("A newer release of the site made this backup: upgrade first.")
        if not _well_formed(manifest):
            raise foreign
        return manifest

    def sealed(self) -> bool:
        """Whether the site's own secret sealed it, so that nobody else wrote a word of it."""
        return hmac.compare_digest(self._seal.encode(), seal_of(self._text).encode())

    def check(self, *, any_secret: bool = False, say: Callable[[str], None] | None = None) -> None:
        """Read every byte once; Refused at the first that is not as the manifest says."""
        if not (any_secret or self.sealed()):
            raise Refused(
                "It was changed after it was made, or made with another SECRET_KEY. If you "
                "trust where it comes from, add --other-key."
            )
        members = self.manifest["members"]
        names = [info.filename for info in self._zip.infolist()]
        if sorted(names) != sorted([*members, MANIFEST, SEAL]):
            raise Refused("It was changed after it was made: files were added or taken away.")
        for number, name in enumerate(members, start=1):
            if not self.is_whole(name):
                raise Refused(f"It is damaged: {name} is not as it was.")
            if say and (number % 500 == 0 or number == len(members)):
                say(f"Checked {number} of {len(members)}")

    def is_whole(self, name: str) -> bool:
        """Whether a member has the size and digest that the manifest tells."""
        told = self.manifest["members"][name]
        digest = hashlib.sha256()
        try:
            if self._zip.getinfo(name).file_size != told["size"]:
                return False
            for part in self.parts(name):
                digest.update(part)
        except UNREADABLE:
            return False
        return digest.hexdigest() == told["sha256"]

    def open(self, name: str) -> IO[bytes]:
        return self._zip.open(name)

    def parts(self, name: str) -> Iterator[bytes]:
        with self.open(name) as member:
            while part := member.read(CHUNK):
                yield part

    def media(self) -> list[str]:
        """Names of the stored files, as the storage knows them."""
        names = self.manifest["members"]
        return [name.removeprefix("media/") for name in names if name.startswith("media/")]


def _well_formed(manifest: dict[str, Any]) -> bool:
    """The parts that are read later are of the kinds they must be, whoever wrote them."""
    members, tables = manifest.get("members"), manifest.get("tables")
    migrations, numbers = manifest.get("migrations"), manifest.get("numbers")
    if not (isinstance(members, dict) and isinstance(tables, dict) and isinstance(numbers, dict)):
        return False
    if not isinstance(migrations, list):
        return False
    return (
        all(MEMBER.fullmatch(name) and ".." not in name for name in members)
        and all(isinstance(m, dict) and {"size", "sha256"} <= set(m) for m in members.values())
        and all(isinstance(t, dict) and {"rows", "digest"} <= set(t) for t in tables.values())
        and all(f"rows/{name}.jsonl" in members for name in tables)
        and all(isinstance(last, int) for last in numbers.values())
        and all(isinstance(m, list) and [type(p) for p in m] == [str, str] for m in migrations)
    )


def folder() -> Path:
    return Path(settings.DATA_DIR) / "backups"
