"""Stored files, served from our own host whatever the storage is."""

import re

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from atoutsud.content.files import MEDIA_TYPES

_KEY = re.compile(r"[0-9a-f]{32}", re.ASCII)
_PICTURE = re.compile(r"(?:original|(?:card-)?[1-9][0-9]{0,3})\.(avif|jpg|png|webp)", re.ASCII)
_DOCUMENT = re.compile(rf"[a-z0-9-]{{1,60}}\.({'|'.join(MEDIA_TYPES)})", re.ASCII)
_PICTURE_TYPES = {
    "avif": "image/avif",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}


@require_safe
def media(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """One file of a picture or document; its address changes with its content, so keep it."""
    picture = _PICTURE.fullmatch(name)
    document = None if picture else _DOCUMENT.fullmatch(name)
    match = picture or document
    if match is None or not _KEY.fullmatch(key):
        raise Http404
    tag = f'"{key[:12]}-{name}"'
    response = _answer(request, f"{key}/{name}", tag)
    types = _PICTURE_TYPES if picture else MEDIA_TYPES
    if response.status_code == 200:
        response["Content-Type"] = types[match[1]]
    if document:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _answer(request: HttpRequest, path: str, tag: str) -> HttpResponseBase:
    """The file; with `MEDIA_ACCEL`, where the proxy finds it, once it is known to be there."""
    if settings.MEDIA_ACCEL:
        if not default_storage.exists(path):
            raise Http404
        if tag in _tags(request):
            return HttpResponseNotModified()
        return HttpResponse(headers={"X-Accel-Redirect": f"{settings.MEDIA_ACCEL}{path}"})
    try:
        file = default_storage.open(path)
    except (FileNotFoundError, IsADirectoryError, SuspiciousFileOperation) as error:
        raise Http404 from error
    if tag in _tags(request):
        file.close()
        return HttpResponseNotModified()
    size = {"Content-Length": str(file.size)}
    if request.method == "HEAD":
        file.close()
        return HttpResponse(headers=size)
    return FileResponse(file, headers=size)


def _tags(request: HttpRequest) -> set[str]:
    header = request.headers.get("If-None-Match", "")
    return {tag.strip().removeprefix("W/") for tag in header.split(",")}
