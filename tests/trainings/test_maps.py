"""The outline behind the dots: whole coasts, and nothing drawn across the map."""

import re

from django.conf import settings

from trainings.maps.build import on_one_side
from trainings.maps.points import SIZE


def test_a_ring_that_crosses_the_180th_meridian_becomes_one_part_on_each_side() -> None:
    ring = [(170.0, 60.0), (-170.0, 64.0), (-170.0, 66.0), (170.0, 70.0), (170.0, 60.0)]
    east, west = on_one_side(ring)
    assert east == [(170, 60), (180, 62), (180, 68), (170, 70)]
    assert west == [(-180, 62), (-170, 64), (-170, 66), (-180, 68)]


def test_any_other_ring_stays_whole() -> None:
    ring = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 0.0)]
    assert on_one_side(ring) == [ring[:-1]]


def test_no_step_of_the_outline_runs_across_the_map() -> None:
    drawn = (settings.BASE_DIR / "static/img/world.svg").read_text(encoding="utf-8")
    steps = [
        abs(int(step))
        for path in re.findall(r"\dl([^z]*)z", drawn)
        for step in re.findall(r"-?\d+", path)[::2]
    ]
    assert len(steps) > 1000 and max(steps) < SIZE[0] / 20
