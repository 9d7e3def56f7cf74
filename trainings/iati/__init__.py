"""Trainings as IATI 2.03: who did what, where, for whom and with whose money, for all to reuse.

Derived from what editors write, never typed. `reasons` tells an editor why a training is not in
the files; `files` writes them.
"""

from trainings.iati.reasons import Reason, obstacles, reasons, told

__all__ = ["Reason", "obstacles", "reasons", "told"]
