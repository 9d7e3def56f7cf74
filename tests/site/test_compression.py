"""A page a little too long for the first packets is pressed until it fits; others go at once."""

import random

import brotli
import pytest

from atoutsud.site import compression

WORDS = ["projet", "partenaire", "financement", "pays", "lexique", "formation", "<li>", "</li>"]


def page(words: int) -> bytes:
    chance = random.Random(words)
    said = [f"{chance.choice(WORDS)}{chance.randrange(4000)}" for _ in range(words)]
    return " ".join(said).encode()


@pytest.mark.parametrize("words", [2000, 3600, 3900, 9000])
def test_only_a_page_that_nearly_fits_is_pressed_hard(words: int) -> None:
    content = page(words)
    quick = brotli.compress(content, quality=compression.LEVELS["br"])
    hard = brotli.compress(content, quality=compression.HARD)
    nearly = len(quick) in compression.NEARLY
    sent = compression.compressed(content, "br")
    assert sent == (hard if nearly else quick)
    assert brotli.decompress(sent) == content
    if nearly:
        assert len(sent) < len(quick)


def test_the_pages_tried_fall_on_both_sides() -> None:
    sizes = [len(brotli.compress(page(words), quality=5)) for words in (2000, 3600, 3900, 9000)]
    kinds = [size in compression.NEARLY for size in sizes]
    assert kinds == [False, True, True, False], sizes
