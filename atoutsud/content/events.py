"""What happened to accounts, rights and data: who, what and when, apart from the content itself.

Each is a line of the log under `atoutsud.security`. People are told by number, never by address,
so that a line says nothing once its account is deleted.
"""

import logging
from typing import Any

logger = logging.getLogger("atoutsud.security")

KINDS = frozenset(
    {
        "log-in", "log-in refused", "log-out", "password changed", "e-mail changed",
        "second factor added", "second factor removed", "second factor refused",
        "rights changed", "account made", "account deleted",
        "export", "import", "deletion", "limit reached", "backup", "restore",
    }
)  # fmt: skip


def note(kind: str, by: Any = None, **told: str | int | bool) -> None:
    """Write down that `by` (an account, or nobody) did `kind`; `told` holds numbers and names of
    kinds only: no text anyone typed, no address."""
    if kind not in KINDS:
        raise ValueError(f"Unknown security event: {kind}")
    number = getattr(by, "pk", None)
    logger.info(kind, extra={"told": {"event": kind, "by": number, **told}})
