"""Open data: files that machines read, the page that presents them, and how they are served.

Apps describe what they publish in a module `data.py` (`register(Dataset(...))`) and serve it by
views under `public_file`. A file is a function of its address like a page: it has the validators of
the content version, answers 304, travels compressed, may be read from any site, says its licence.
Large ones are written once per content version and kept on disk, so that asking again costs a copy.
"""

import datetime
import fcntl
import hashlib
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse

from atoutsud.content import publication
from atoutsud.content.registry import Registry
from atoutsud.site import compression, outage, publicpage

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_NAME = "CC BY 4.0"
CREDIT = "Atoutsud"
PIECE = 64 * 1024
GZIP_WINDOW = 31
Content = Iterable[str | bytes]


class File(NamedTuple):
    """`format` is what people call it (CSV, TBX); `address_name` names its address."""

    format: str
    address_name: str


class Field(NamedTuple):
    """A column or a key, and what it holds in the reader's language."""

    name: str
    meaning: Any


@dataclass(frozen=True)
class Dataset:
    """What one app publishes: `changed` gives when readers last saw it change, None if never."""

    order: int
    title: Any
    about: Any
    files: Iterable[File]
    fields: tuple[Field, ...]
    changed: Callable[[], datetime.datetime | None]


datasets: Registry[Dataset] = Registry("data", order=lambda item: item.order)
register = datasets.register


@publicpage.public_page
def landing(request: HttpRequest) -> HttpResponse:
    """What there is to take, in which formats, on what terms, and what each field means."""
    shown = [
        {
            "title": item.title,
            "about": item.about,
            "files": [(file.format, reverse(file.address_name)) for file in item.files],
            "fields": item.fields,
            "changed": item.changed(),
        }
        for item in datasets
    ]
    context = {"datasets": shown, "licence": LICENCE, "licence_name": LICENCE_NAME}
    return publicpage.page(request, "site/data.html", context)


def about_file(address_name: str, *args: Any) -> dict[str, str]:
    """The first keys of every JSON file of ours: whose it is, on what terms, where it lives."""
    return {
        "publisher": CREDIT,
        "licence": LICENCE,
        "address": publicpage.absolute(reverse(address_name, args=args)),
    }


def public_file(
    filename: str, media_type: str, *, download: bool = False, keep: bool = False
) -> Callable[[Callable[..., Content | HttpResponse]], Callable[..., HttpResponse]]:
    """Serve the pieces a view gives as a public data file called `filename`.

    `download` asks browsers to save it rather than show it. `keep` writes it to disk once per
    content version: for files that take long to make, and whose address takes no argument.
    """

    def decorate(view: Callable[..., Content | HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if keep:
                seen = request.content_version  # type: ignore[attr-defined]
                try:
                    packed = kept(filename, seen, lambda: view(request, *args, **kwargs))
                    response = _from_disk(request, packed, media_type)
                except OSError as fault:
                    if outage.kind_of(fault) != outage.FULL:
                        raise
                    # No room to keep it: readers get it as it is made.
                    content = view(request, *args, **kwargs)
                    response = StreamingHttpResponse(_bytes(content), content_type=media_type)
            else:
                content = view(request, *args, **kwargs)
                if isinstance(content, HttpResponse):
                    return content
                response = HttpResponse(b"".join(_bytes(content)), content_type=media_type)
            return _labelled(response, filename, download)

        public: Any = publicpage.public_page(answer)

        @wraps(view)
        def open_to_all(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = public(request, *args, **kwargs)
            response["Access-Control-Allow-Origin"] = "*"
            response["Cross-Origin-Resource-Policy"] = "cross-origin"
            return response

        open_to_all.is_public_page = True  # type: ignore[attr-defined]
        return open_to_all

    return decorate


def _labelled(response: Any, filename: str, download: bool) -> Any:
    how = "attachment" if download else "inline"
    response["Content-Disposition"] = f'{how}; filename="{filename}"'
    response["Link"] = f'<{LICENCE}>; rel="license"'
    response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link, Content-Disposition"
    return response


def _bytes(content: Content) -> Iterator[bytes]:
    for piece in content:
        yield piece.encode() if isinstance(piece, str) else piece


def _from_disk(request: HttpRequest, packed: Path, media_type: str) -> Any:
    """The compressed bytes as they lie on disk, or unpacked on the way to whoever asks so."""
    if "gzip" in compression.taken(request.headers.get("Accept-Encoding", "")):
        size = packed.stat().st_size
        response = StreamingHttpResponse(_pieces(packed, unpacked=False), content_type=media_type)
        response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(size)
        return response
    return StreamingHttpResponse(_pieces(packed, unpacked=True), content_type=media_type)


def _pieces(path: Path, *, unpacked: bool) -> Iterator[bytes]:
    """The bytes of a file, unpacked on request; opened only once somebody reads them."""
    unpacker = zlib.decompressobj(GZIP_WINDOW)
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield unpacker.decompress(piece) if unpacked else piece
    if unpacked:
        yield unpacker.flush()


def kept(filename: str, seen: publication.Seen, make: Callable[[], Content | HttpResponse]) -> Path:
    """The gzip file of this content version, made now if nobody has asked for it yet.

    Two who ask at once wait for one writing. A file of an older version is never served: its name
    says another version. A change during the writing makes the next request write anew.
    """
    folder = Path(settings.DATA_DIR) / "open-data"
    folder.mkdir(parents=True, exist_ok=True)
    version = f"{settings.RELEASE}|{seen.site}|{seen.lexicon}|{seen.changed.isoformat()}"
    mark = hashlib.sha256(version.encode()).hexdigest()[:16]
    wanted = folder / f"{filename}.{mark}.gz"
    if wanted.exists():
        return wanted
    with (folder / f"{filename}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not wanted.exists():
            _write(wanted, make)
            # The one before may be about to be read.
            old = sorted(folder.glob(f"{filename}.*.gz"), key=lambda path: path.stat().st_mtime_ns)
            for path in old[:-2]:
                path.unlink(missing_ok=True)
    return wanted


def _write(wanted: Path, make: Callable[[], Content | HttpResponse]) -> None:
    """Under another name until it is whole, so that a half-written file is never served."""
    content = make()
    if isinstance(content, HttpResponse):
        raise TypeError("A kept file is made of pieces.")
    packer = zlib.compressobj(6, zlib.DEFLATED, GZIP_WINDOW)
    with tempfile.NamedTemporaryFile(dir=wanted.parent, suffix=".part", delete=False) as draft:
        try:
            for piece in _bytes(content):
                draft.write(packer.compress(piece))
            draft.write(packer.flush())
        except BaseException:
            Path(draft.name).unlink(missing_ok=True)
            raise
    Path(draft.name).replace(wanted)
