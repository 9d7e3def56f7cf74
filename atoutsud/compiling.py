"""Compiles the catalogues without the gettext tools, which a bare machine does not have."""

import os
import tempfile
from pathlib import Path

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_messages(locale: Path = LOCALE) -> int:
    """Write each `.mo` that is older than its `.po`; how many were written."""
    import polib

    written = 0
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        handle, scratch = tempfile.mkstemp(dir=target.parent, suffix=".mo")
        os.close(handle)
        polib.pofile(str(source)).save_as_mofile(scratch)
        Path(scratch).chmod(0o644)
        Path(scratch).replace(target)
        written += 1
    return written
