"""Groups of participants as readers may see them: numbers that single nobody out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from trainings.models.participants import SMALL_GROUP, Sex


@dataclass(frozen=True)
class Shown:
    """`group` gives the words and the organisation; `sex` is empty when it is hidden."""

    group: Any
    count: int | None
    sex: str

    @property
    def sex_words(self) -> str:
        return str(Sex(self.sex).label) if self.sex else ""


def _key(group: Any) -> tuple[Any, ...]:
    return (group.institution_id, group.profile, group.label_fr, group.label_en)


def shown(groups: Iterable[Any]) -> list[Shown]:
    """Women and men of one group are told apart only where each side has three people or more.

    When one side is small both are joined: leaving the other would tell the small one's sex.
    """
    alike: dict[tuple[Any, ...], list[Any]] = {}
    for group in groups:
        alike.setdefault(_key(group), []).append(group)
    found: list[Shown] = []
    for rows in alike.values():
        told = any(row.sex != Sex.UNKNOWN for row in rows)
        if told and any(row.is_small for row in rows):
            counts = [row.count for row in rows]
            total = None if None in counts else sum(counts)
            found.append(Shown(rows[0], total, ""))
        else:
            found += [
                Shown(row, row.count, "" if row.sex == Sex.UNKNOWN else row.sex) for row in rows
            ]
    return found


def exported(engagement: Any) -> list[Shown]:
    """The groups as files may hold them: what a page shows, and no sex that a total would betray.

    When the people told apart leave one or two of the total over, subtraction would tell those.
    """
    cells = shown(engagement.groups)
    if _betrays(cells, engagement.participants_total):
        return [Shown(cell.group, cell.count, "") for cell in _joined(cells)]
    return cells


def _betrays(cells: list[Shown], total: int | None) -> bool:
    told = sum(cell.count or 0 for cell in cells if cell.sex)
    return total is not None and told > 0 and 0 < total - told <= SMALL_GROUP


def _joined(cells: list[Shown]) -> list[Shown]:
    """Alike groups as one, with the people of all of them."""
    alike: dict[tuple[Any, ...], list[Shown]] = {}
    for cell in cells:
        alike.setdefault(_key(cell.group), []).append(cell)
    found = []
    for rows in alike.values():
        counts = [row.count for row in rows]
        found.append(Shown(rows[0].group, None if None in counts else sum(counts), ""))  # type: ignore[arg-type]
    return found


def by_sex(engagement: Any) -> dict[str, int]:
    """People by sex over the whole training: only where every one of them may be told apart.

    A sum over some groups would give the hidden ones away by subtraction.
    """
    cells = exported(engagement)
    if not cells or any(not cell.sex or cell.count is None for cell in cells):
        return {}
    totals: dict[str, int] = {}
    for cell in cells:
        totals[cell.group.sex] = totals.get(cell.group.sex, 0) + (cell.count or 0)
    return totals if min(totals.values()) > SMALL_GROUP else {}
