"""Words of refusals are compared in the source language, whatever the catalogue says."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def source_language() -> Iterator[None]:
    with translation.override("en"):
        yield
