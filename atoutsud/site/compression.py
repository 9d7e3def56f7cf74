"""What the application compresses itself, so that a site without a proxy is light too."""

import gzip
import re
import secrets
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

COMPRESS_FROM = 500
# Fast enough to be done while the reader waits, once; brotli is then smaller than gzip's best.
LEVELS = {"br": 5, "gzip": 6}
# A page a little too long for the first packets of a connection (14,600 bytes with its headers,
# script and icon) would cost a slow line one more round trip of 0.4 s: 25 ms of work spare it.
NEARLY = range(10_950, 12_600)
HARD = 10
REFUSED = re.compile(r";\s*q=0(?:\.0*)?\s*$")


def taken(accepted: str) -> set[str]:
    """The encodings that the header Accept-Encoding names and does not refuse."""
    offered = [part.strip().lower() for part in accepted.split(",")]
    return {part.split(";")[0].strip() for part in offered if not REFUSED.search(part)}


def encoding_for(accepted: str) -> str:
    """“br”, “gzip” or “”: the smallest encoding that the reader's browser takes."""
    known = taken(accepted)
    return next((encoding for encoding in LEVELS if encoding in known), "")


def compressed(content: bytes, encoding: str) -> bytes:
    """Nothing secret stands in a public page; what may hold something has bytes by chance."""
    if encoding == "br":
        quick = bytes(brotli.compress(content, quality=LEVELS["br"]))
        return quick if len(quick) not in NEARLY else bytes(brotli.compress(content, quality=HARD))
    if encoding == "gzip":
        return gzip.compress(content, compresslevel=LEVELS["gzip"], mtime=0)
    return content


def decompressed(content: bytes, encoding: str) -> bytes:
    return bytes(brotli.decompress(content)) if encoding == "br" else gzip.decompress(content)


# Bytes that come by chance: the size of a page with a secret tells nothing of the secret.
RANDOM_BYTES = 100


class CompressionMiddleware:
    """Forms, refusals and what answers one person: light too, and never the same size twice.

    Public pages come compressed already. Django masks the token of each form; the bytes by chance
    are for whatever else somebody might guess at from the outside.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            response.streaming
            or response.has_header("Content-Encoding")
            or not response.headers.get("Content-Type", "").startswith("text/html")
            or len(response.content) < COMPRESS_FROM
        ):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if encoding := encoding_for(request.headers.get("Accept-Encoding", "")):
            response.content = compressed(response.content + by_chance(), encoding)
            response["Content-Encoding"] = encoding
            response["Content-Length"] = str(len(response.content))
        return response


def by_chance() -> bytes:
    """A remark of any length after the end of a page, which no compression makes shorter."""
    return b"<!--%s-->" % secrets.token_hex(secrets.randbelow(RANDOM_BYTES)).encode()
