"""The dates and the status of an activity: planned for what is to come, actual for what was.

The standard takes whole days only, so a vague date gives its bounds, and a narrative that says so.
"""

import datetime
from typing import Any, NamedTuple

from atoutsud.content.dates import Precision
from trainings.models.kinds import Course

PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"
PIPELINE, RUNNING, CLOSED, CANCELLED, SUSPENDED = "1", "2", "4", "5", "6"
STAYS = {Course.CANCELLED: CANCELLED, Course.POSTPONED: SUSPENDED}


class Timing(NamedTuple):
    """`dates`: (code of ActivityDateType, day), in order."""

    status: str
    dates: list[tuple[str, datetime.date]]

    @property
    def took_place(self) -> bool:
        return any(code in (ACTUAL_START, ACTUAL_END) for code, _day in self.dates)


def timing(engagement: Any, today: datetime.date) -> Timing:
    """Of an engagement with a date."""
    start, end = engagement.start_earliest, engagement.end_latest
    planned = [(PLANNED_START, start), (PLANNED_END, end)]
    if engagement.course in STAYS:
        return Timing(STAYS[Course(engagement.course)], planned)
    if start > today:
        return Timing(PIPELINE, planned)
    if end < today:
        if engagement.course == Course.DONE:
            return Timing(CLOSED, [(ACTUAL_START, start), (ACTUAL_END, end)])
        return Timing(PIPELINE, planned)
    if engagement.course == Course.DONE:  # this month, this year: it is over, its end is not told
        return Timing(CLOSED, [(ACTUAL_START, start), (PLANNED_END, end)])
    exact = engagement.precision == Precision.DAY and not engagement.approximate
    if exact and engagement.course == Course.CONFIRMED:
        return Timing(RUNNING, [(ACTUAL_START, start), (PLANNED_END, end)])
    return Timing(PIPELINE, planned)
