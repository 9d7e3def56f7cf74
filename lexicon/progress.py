"""How far a long command has come: one line on a terminal, rewritten; a few lines in a log."""

import time
from typing import Any

from lexicon.exchange.record import Said

EVERY = 0.5
EVERY_IN_A_LOG = 10.0


class Progress:
    def __init__(self, out: Any, verbosity: int = 1) -> None:
        self.out, self.verbosity = out, verbosity
        self.live = bool(getattr(out, "isatty", lambda: False)())

    def say(self, what: str) -> Said | None:
        """A function that is told (done, total) and writes it now and then, and at the end."""
        if self.verbosity < 1:
            return None
        last = [0.0]

        def said(done: int, total: int) -> None:
            now = time.monotonic()
            every = EVERY if self.live else EVERY_IN_A_LOG
            if done < total and now - last[0] < every:
                return
            last[0] = now
            start, end = ("\r", "" if done < total else "\n") if self.live else ("", "\n")
            self.out.write(f"{start}{what}: {done}/{total}", ending=end)
            self.out.flush()

        return said
