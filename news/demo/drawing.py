"""Pictures for the demo, drawn by code: maps and diagrams without anybody in them."""

import math
from collections.abc import Callable
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

PETROL, DEEP, EARTH = "#0b5259", "#083c41", "#7f3b0c"
SAND, PAPER, RULE = "#e9b872", "#fbf9f5", "#d2ccbf"
WIDTH, HEIGHT = 1600, 1000
Draw = ImageDraw.ImageDraw
Point = tuple[float, float]


def disc(draw: Draw, at: Point, radius: float, fill: str) -> None:
    x, y = at
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)


def curve(draw: Draw, start: Point, end: Point, sag: float, fill: str, width: int = 8) -> None:
    """A link that passes below, drawn as a chain of discs so that its ends are round."""
    steps = 400
    for i in range(steps + 1):
        t = i / steps
        x = start[0] + (end[0] - start[0]) * t
        y = start[1] + (end[1] - start[1]) * t + sag * 4 * t * (1 - t)
        disc(draw, (x, y), width / 2, fill)


def triangle(draw: Draw) -> None:
    """Two points tied by the South, a third that supports the link from above."""
    draw.line((0, 420, WIDTH, 420), fill=RULE, width=4)
    left, right, top = (420, 480), (1180, 480), (800, 190)
    curve(draw, left, right, 260, EARTH, 14)
    for step in range(12):
        y = 250 + step * 42
        draw.line((800, y, 800, y + 20), fill=PETROL, width=6)
    disc(draw, left, 58, PETROL)
    disc(draw, right, 58, PETROL)
    disc(draw, top, 50, PETROL)
    disc(draw, top, 38, PAPER)


def opening(draw: Draw) -> None:
    """A cloth cover, and the undertie that binds what stands on it."""
    draw.rectangle((0, 0, WIDTH, 560), fill=PETROL)
    xs = (140, 380, 560, 700, 900, 1080, 1240, 1460)
    for start, end, sag in ((0, 2, 190), (1, 5, 330), (3, 4, 120), (4, 7, 290), (5, 6, 110)):
        curve(draw, (xs[start], 560), (xs[end], 560), sag, EARTH, 9)
    for x in xs:
        disc(draw, (x, 560), 17, SAND)


def matrix(draw: Draw) -> None:
    """The sixteen cells of a logical framework, read from the bottom up."""
    left, top, wide, high, gap = 240, 130, 265, 170, 20
    for row in range(4):
        for column in range(4):
            x, y = left + column * (wide + gap), top + row * (high + gap)
            fill = (PETROL, SAND, RULE, "#f5dfb6")[column] if column <= 3 - row else RULE
            draw.rectangle((x, y, x + wide, y + high), fill=fill)
    for row in range(3, 0, -1):
        y = top + row * (high + gap)
        curve(draw, (left - 40, y + 85), (left - 40, y - 105), 0, EARTH, 10)
        disc(draw, (left - 40, y - 105), 16, EARTH)
    disc(draw, (left - 40, top + 3 * (high + gap) + 85), 16, EARTH)


def coast(draw: Draw) -> None:
    """An imagined Atlantic coast with three towns along it."""
    shore = [
        (1050 - 420 * (y / HEIGHT) + 60 * math.sin(y / 120) + 26 * math.sin(y / 37), float(y))
        for y in range(0, HEIGHT + 1, 10)
    ]
    draw.polygon([(0, 0), *shore, (0, HEIGHT)], fill=PETROL)
    for shift in (40, 80, 120):
        draw.line([(x - shift, y) for x, y in shore], fill=DEEP, width=5)
    towns = [(1010.0, 250.0), (910.0, 430.0), (720.0, 800.0)]
    curve(draw, towns[0], towns[1], 40, EARTH, 10)
    curve(draw, towns[1], towns[2], 90, EARTH, 10)
    for town in towns:
        disc(draw, town, 34, SAND)
        disc(draw, town, 16, EARTH)


def cycle(draw: Draw) -> None:
    """Five phases on a ring: the project cycle."""
    centre, radius = (800, 500), 320
    box = (centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
    draw.arc(box, 0, 360, fill=RULE, width=10)
    for index, fill in enumerate((PETROL, PETROL, EARTH, SAND, SAND)):
        angle = math.tau * index / 5 - math.pi / 2
        point = (centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle))
        disc(draw, point, 96, PAPER)
        disc(draw, point, 82, fill)
    disc(draw, centre, 26, EARTH)


def meeting(draw: Draw) -> None:
    """Seventeen strokes for as many goals, gathered on one line."""
    for index in range(17):
        x = 160 + index * 80
        height = 190 + 150 * math.sin(index * 0.62) + 12 * (index % 5)
        fill = (PETROL, EARTH, SAND)[index % 3]
        draw.rectangle((x - 20, 620 - height, x + 20, 620), fill=fill)
    draw.line((100, 624, 1500, 624), fill=DEEP, width=8)
    for start in range(0, 16, 4):
        curve(draw, (160 + start * 80, 640), (160 + (start + 4) * 80, 640), 170, PETROL, 7)


def draw(subject: Callable[[Draw], None]) -> SimpleUploadedFile:
    """`subject` as a PNG file, as an editor would upload it."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    subject(ImageDraw.Draw(image))
    buffer = BytesIO()
    image.save(buffer, "PNG")
    name = f"{subject.__name__}.png"
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="image/png")
