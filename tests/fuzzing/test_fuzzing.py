"""A short run of each target, without atheris; `make fuzz` is the long one."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.fuzzing import seeds, targets


@st.composite
def mutated(draw: Any, name: str) -> bytes:
    """An honest input with a few pieces put in, taken out or said twice."""
    content = draw(st.sampled_from(seeds.SEEDS[name]))
    word = st.sampled_from(seeds.pieces(name))
    for _change in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.sampled_from((0, 0, 1, 4, 30))))
        put = draw(word | st.just(content[start:end] * 2) | st.binary(max_size=3))
        content = content[:start] + put + content[end:]
    return content


@pytest.mark.parametrize("name", list(targets.TARGETS))
def test_what_nobody_would_write_is_read_or_refused(name: str) -> None:
    @given(mutated(name))
    @example(b"")
    def search(content: bytes) -> None:
        targets.run(name, content)

    search()


@pytest.mark.parametrize(
    ("name", "content"),
    [(name, content) for name in targets.TARGETS for content in seeds.found(name)],
)
def test_what_was_found_once_stays_mended(name: str, content: bytes) -> None:
    targets.run(name, content)


@pytest.mark.parametrize("name", list(targets.TARGETS))
def test_every_seed_is_read(name: str) -> None:
    """Fuzzing from what is refused at once would try nothing."""
    for content in seeds.SEEDS[name]:
        if name in ("tbx", "legacy", "csv", "json"):
            assert targets._entries(name, content)
        targets.run(name, content)
