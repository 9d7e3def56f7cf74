"""What the application compresses itself, so that a site without a proxy is light too."""

import gzip
import re

import brotli

COMPRESS_FROM = 500
# Fast enough to be done while the reader waits, once; brotli is then smaller than gzip's best.
LEVELS = {"br": 5, "gzip": 6}
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
    """Nothing secret stands in a public page, so compressing it gives nothing away."""
    if encoding == "br":
        return bytes(brotli.compress(content, quality=LEVELS["br"]))
    if encoding == "gzip":
        return gzip.compress(content, compresslevel=LEVELS["gzip"], mtime=0)
    return content


def decompressed(content: bytes, encoding: str) -> bytes:
    return bytes(brotli.decompress(content)) if encoding == "br" else gzip.decompress(content)
