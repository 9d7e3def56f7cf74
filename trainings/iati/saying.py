"""What an activity says in words that no editor typed, in each language it is written in.

All of it is asked for at once: changing the language costs more than most of the words.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from trainings import cofunding, groups
from trainings.iati import money, words


@dataclass(frozen=True)
class Said:
    """`money`: what is said of each line that becomes a transaction, in their order."""

    date: str
    target_groups: str
    other: str
    money: list[str]
    participants: str
    number: str
    page: str


Languages = dict[str, Said]


def say(engagement: Any, lines: list[Any], languages: Iterable[str]) -> Languages:
    """`lines`: those that become transactions."""
    cells = groups.exported(engagement)
    split = cofunding.split(engagement.lines)
    said = {}
    for code in languages:
        _ = words.phrases(code)
        with translation.override(code):
            said[code] = Said(
                date=words.date_note(engagement, code),
                target_groups=words.target_groups(engagement, cells, code),
                other=words.other(engagement, split, code),
                money=[money.told(line, code) for line in lines],
                participants=_("Participants"),
                number=_("Number of participants"),
                page=_("Page of this training"),
            )
    return said


def each(said: Languages, name: str) -> list[tuple[str, str]]:
    """(language, what it says of `name`)."""
    return [(code, getattr(one, name)) for code, one in said.items()]
