"""Charts as SVG geometry: attributes only, text that never shrinks, always beside a table."""

from collections.abc import Sequence
from dataclasses import dataclass

LINE = 46
WIDEST = 84


@dataclass(frozen=True)
class Segment:
    """`x` and `width` in per cent; `css` is the pattern."""

    x: str
    width: str
    css: str


@dataclass(frozen=True)
class Bar:
    """A label, its bar below, and the figure at the bar’s end; all `y` in pixels."""

    label: str
    figure: str
    segments: list[Segment]
    end: str
    y_label: int
    y_bar: int
    y_figure: int
    unknown: bool = False


@dataclass(frozen=True)
class Chart:
    bars: list[Bar]
    height: int


def percent(value: float) -> str:
    return f"{round(value, 1):g}%"


@dataclass(frozen=True)
class Item:
    """One bar: (how many, pattern) from left to right; `unknown` draws an empty, dashed one."""

    label: str
    figure: str
    parts: Sequence[tuple[int, str]]
    unknown: bool = False


def bars(items: Sequence[Item]) -> Chart:
    most = max((sum(n for n, _css in item.parts) for item in items), default=0) or 1
    found = []
    for number, item in enumerate(items):
        top = number * LINE
        x = 0.0
        segments = []
        for count, css in item.parts:
            width = WIDEST * count / most
            if count:
                segments.append(Segment(percent(x), percent(width), css))
            x += width
        if item.unknown and not segments:
            x = WIDEST / 3
            segments = [Segment("0.2%", percent(x), "dash")]
        found.append(
            Bar(
                label=item.label,
                figure=item.figure,
                segments=segments,
                end=percent(x),
                y_label=top + 14,
                y_bar=top + 20,
                y_figure=top + 33,
                unknown=item.unknown and not any(n for n, _css in item.parts),
            )
        )
    return Chart(found, len(items) * LINE)
