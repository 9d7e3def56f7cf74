"""Groups of participants as readers may see them: numbers that single nobody out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from trainings.models.participants import Sex


@dataclass(frozen=True)
class Shown:
    """`group` gives the words and the organisation; `sex` is empty when it is hidden."""

    group: Any
    count: int | None
    sex: str


def shown(groups: Iterable[Any]) -> list[Shown]:
    """Women and men of one group are told apart only where each side has three people or more.

    When one side is small both are joined: leaving the other would tell the small one's sex.
    """
    alike: dict[tuple[Any, ...], list[Any]] = {}
    for group in groups:
        key = (group.institution_id, group.profile, group.label_fr, group.label_en)
        alike.setdefault(key, []).append(group)
    found: list[Shown] = []
    for rows in alike.values():
        if any(row.is_small and row.sex != Sex.UNKNOWN for row in rows):
            counts = [row.count for row in rows]
            total = None if None in counts else sum(counts)
            found.append(Shown(rows[0], total, ""))
        else:
            found += [
                Shown(row, row.count, "" if row.sex == Sex.UNKNOWN else row.get_sex_display())
                for row in rows
            ]
    return found
