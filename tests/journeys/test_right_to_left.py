"""The pages in a frame that runs from right to left: mirrored, and never wider than the screen."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.lexicon import factories
from tests.news.factories import bilingual
from tests.test_right_to_left import arabic
from tests.trainings import factories as trainings

__all__ = ["arabic"]

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
SIDES = """() => {
  const middle = (selector) => {
    const box = document.querySelector(selector).getBoundingClientRect();
    return (box.left + box.right) / 2;
  };
  return [middle(".brand a"), middle(".lang"), document.documentElement.scrollWidth, innerWidth];
}"""


@pytest.mark.usefixtures("arabic")
def test_the_frame_is_mirrored_and_nothing_sticks_out(
    live_server: Any, new_page: Callable[..., Any]
) -> None:
    entry = factories.concept("cadre logique", "logical framework", definition_fr="Un tableau.")
    training = trainings.engagement()
    trainings.line(training, trainings.partner("ALCS"))
    addresses = [entry.address("ar"), training.address("ar"), bilingual().address("ar"), "/ar/",
                 "/ar/lexicon/", "/ar/lexicon/letter/c/", "/ar/trainings/", "/ar/contact/",
                 "/ar/lexicon/contribute/", "/ar/search/?q=cadre", "/ar/impact/"]  # fmt: skip
    page = new_page()
    faults = []
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for address in addresses:
            page.goto(live_server.url + address)
            brand, switch, wide, room = page.evaluate(SIDES)
            if not brand > width / 2 > switch:
                faults.append(f"{address} at {width}: the frame is not mirrored")
            if wide > room:
                faults.append(f"{address} at {width}: {wide} wide")
    assert not faults, "\n".join(faults)
