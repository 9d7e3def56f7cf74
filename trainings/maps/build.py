"""Draw the outline of the world and place a dot per country, once, from Natural Earth.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m trainings.maps.build package/

Writes `static/img/world.svg` (coasts only: no border is drawn, so none is taken sides about) and
`trainings/maps/points.py`. Source: world-atlas 2.0.2 (ISC licence) by Mike Bostock, from Natural
Earth, whose data is in the public domain. The projection is Equal Earth: no continent is shrunk.
"""

import json
import math
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from django_countries.data import COUNTRIES

ROOT = Path(__file__).resolve().parents[2]
WIDTH = 2000
HEIGHT = round(WIDTH * 0.48675)
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
HALF = 2.7066
SMALLEST = 12
SOUTHERNMOST = -60

# Natural Earth counts these with the state they belong to, or leaves them out.
APART = {
    "BQ": (-68.3, 12.2), "BV": (3.4, -54.4), "CC": (96.8, -12.2), "CX": (105.7, -10.5),
    "GF": (-53.1, 3.9), "GP": (-61.6, 16.2), "MQ": (-61.0, 14.6), "RE": (55.5, -21.1),
    "SJ": (16.0, 78.0), "TK": (-171.8, -9.2), "YT": (45.1, -12.8),
}  # fmt: skip

Point = tuple[float, float]


def project(longitude: float, latitude: float) -> Point:
    """Equal Earth (Šavrič, Patterson and Jenny, 2018), in the units of the drawing."""
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    t2 = theta * theta
    t6 = t2**3
    slope = 9 * A4 * t6 * t2 + 7 * A3 * t6 + 3 * A2 * t2 + A1
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / (3 * slope)
    y = theta * (A4 * t6 * t2 + A3 * t6 + A2 * t2 + A1)
    scale = WIDTH / (2 * HALF)
    return (x + HALF) * scale, HEIGHT / 2 - y * scale


def arcs_of(topology: dict[str, Any]) -> list[list[Point]]:
    """TopoJSON keeps each arc as steps on a grid."""
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * kx + x0, y * ky + y0))
        found.append(line)
    return found


def rings_of(shape: dict[str, Any], arcs: list[list[Point]]) -> Iterator[list[Point]]:
    """The outer ring of each polygon."""
    polygons = {"Polygon": [shape["arcs"]], "MultiPolygon": shape["arcs"]}.get(shape["type"], [])
    for polygon in polygons:
        ring: list[Point] = []
        for index in polygon[0]:
            part = arcs[index] if index >= 0 else arcs[~index][::-1]
            ring += part if not ring else part[1:]
        yield ring


def on_one_side(ring: list[Point]) -> list[list[Point]]:
    """The parts of a ring that crosses the 180th meridian, which would else cut across the map."""
    parts: list[list[Point]] = [[], []]
    side = 0
    for (x1, y1), (x2, y2) in pairwise(ring):  # it ends where it began
        parts[side].append((x1, y1))
        if abs(x2 - x1) > 180:
            edge, far = math.copysign(180, x1), x2 + math.copysign(360, x1)
            share = (edge - x1) / (far - x1) if far != x1 else 0
            latitude = y1 + (y2 - y1) * share
            parts[side].append((edge, latitude))
            side = 1 - side
            parts[side].append((-edge, latitude))
    return [part for part in parts if part]


def area_and_centre(ring: list[Point]) -> tuple[float, Point]:
    area = cx = cy = 0.0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = x1 * y2 - x2 * y1
        area, cx, cy = area + cross, cx + (x1 + x2) * cross, cy + (y1 + y2) * cross
    if not area:
        return 0.0, ring[0]
    return abs(area / 2), (cx / (3 * area), cy / (3 * area))


def outline(folder: Path) -> str:
    """One path of whole numbers, steps relative to the last point; specks are left out."""
    topology = json.loads((folder / "land-110m.json").read_text())
    arcs = arcs_of(topology)
    parts = []
    for shape in topology["objects"]["land"]["geometries"]:
        for ring in rings_of(shape, arcs):
            if max(latitude for _x, latitude in ring) < SOUTHERNMOST:
                continue
            for side in on_one_side(ring):
                line = [project(*point) for point in side]
                if area_and_centre(line)[0] >= SMALLEST:
                    parts.append(path_of([(round(x), round(y)) for x, y in line]))
    return "".join(parts)


def path_of(line: list[tuple[int, int]]) -> str:
    (x, y), steps = line[0], []
    for nx, ny in line[1:]:
        if (nx, ny) != (x, y):
            steps.append(f"{nx - x} {ny - y}")
            x, y = nx, ny
    joined = " ".join(steps).replace(" -", "-")
    return f"M{line[0][0]} {line[0][1]}l{joined}z"


def points(folder: Path) -> dict[str, tuple[int, int]]:
    """Where the dot of each country stands: the middle of its largest piece."""
    from django_countries import countries

    codes = {str(countries.numeric(code, padded=True)): code for code in COUNTRIES}
    found: dict[str, tuple[int, int]] = {}
    for code, place in APART.items():
        x, y = project(*place)
        found[code] = (round(x), round(y))
    for name in ("countries-10m.json", "countries-50m.json"):
        topology = json.loads((folder / name).read_text())
        arcs = arcs_of(topology)
        for shape in topology["objects"]["countries"]["geometries"]:
            known = codes.get(str(shape.get("id", "")))
            rings = list(rings_of(shape, arcs))
            if known and rings:
                _area, (longitude, latitude) = max(map(area_and_centre, rings))
                x, y = project(longitude, latitude)
                found[known] = (round(x), round(y))
    return dict(sorted(found.items()))


def main(folder: Path) -> None:
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path fill="#8b959e" fill-opacity=".45" d="{outline(folder)}"/></svg>\n'
    )
    (ROOT / "static/img/world.svg").write_text(svg)
    rows = "".join(f'    "{code}": {point},\n' for code, point in points(folder).items())
    (Path(__file__).parent / "points.py").write_text(
        '"""Where each country’s dot stands on `static/img/world.svg`; written by `build`."""\n\n'
        f"SIZE = ({WIDTH}, {HEIGHT})\nPOINTS = {{\n{rows}}}\n"
    )


if __name__ == "__main__":
    import django
    from django.conf import settings

    settings.configure(USE_I18N=False)
    django.setup()
    main(Path(sys.argv[1]))
