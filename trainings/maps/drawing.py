"""Which part of the world to show, and where the numbered dots stand on it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from trainings.maps.points import POINTS, SIZE

WIDTH, HEIGHT = 372, 300
CLOSEST = 24
AROUND = 110
STEPS = 40


@dataclass(frozen=True)
class Dot:
    number: int
    code: str
    x: float
    y: float

    @property
    def baseline(self) -> float:
        return round(self.y + 5, 1)


@dataclass(frozen=True)
class Drawing:
    """The whole outline is placed so that the frame (0, 0, width, height) shows the part."""

    dots: list[Dot]
    x: float
    y: float
    outline_width: float
    outline_height: float
    width: int = WIDTH
    height: int = HEIGHT


def draw(codes: Sequence[str]) -> Drawing | None:
    """A dot per country, numbered in the order given; None when none can be placed."""
    places = [(number, code) for number, code in enumerate(codes, start=1) if code in POINTS]
    if not places:
        return None
    left, top, scale = frame([POINTS[code] for _n, code in places])
    spots = apart(
        [((POINTS[c][0] - left) * scale, (POINTS[c][1] - top) * scale) for _n, c in places]
    )
    dots = [
        Dot(number, code, round(x, 1), round(y, 1))
        for (number, code), (x, y) in zip(places, spots, strict=True)
    ]
    return Drawing(
        dots,
        round(-left * scale, 1),
        round(-top * scale, 1),
        round(SIZE[0] * scale, 1),
        round(SIZE[1] * scale, 1),
    )


def frame(points: Sequence[tuple[int, int]]) -> tuple[float, float, float]:
    """(left, top, scale): the smallest part of the world with room around every point."""
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    width = max(xs) - min(xs) + 2 * AROUND
    height = max(ys) - min(ys) + 2 * AROUND
    scale = min(WIDTH / width, HEIGHT / height)
    left = (max(xs) + min(xs)) / 2 - WIDTH / scale / 2
    top = (max(ys) + min(ys)) / 2 - HEIGHT / scale / 2
    return left, top, scale


def apart(spots: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Neighbours are pushed aside until their numbers can be read."""
    placed = list(spots)
    for _step in range(STEPS):
        moved = False
        for i in range(len(placed)):
            for j in range(i + 1, len(placed)):
                (x1, y1), (x2, y2) = placed[i], placed[j]
                distance = math.hypot(x2 - x1, y2 - y1)
                if distance >= CLOSEST:
                    continue
                push = (CLOSEST - distance) / 2 + 0.1
                dx, dy = ((x2 - x1) / distance, (y2 - y1) / distance) if distance else (1.0, 0.0)
                placed[i] = (x1 - dx * push, y1 - dy * push)
                placed[j] = (x2 + dx * push, y2 + dy * push)
                moved = True
        if not moved:
            break
    return placed
