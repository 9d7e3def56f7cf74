"""A reader's page: each has its own cookies, and a script error fails the test."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest


def send(page: Any, selector: str) -> None:
    """Click, and go on only when the page that answers has arrived and the form is dealt with."""
    with page.expect_navigation():
        page.click(selector)


@pytest.fixture(autouse=True)
def quick_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser that is driven fills a form sooner than people do."""
    monkeypatch.setattr("atoutsud.site.guardedform.QUICKEST", 0)


@pytest.fixture
def new_page(browser: Any) -> Iterator[Callable[..., Any]]:
    contexts: list[Any] = []
    faults: list[str] = []

    def make(**options: Any) -> Any:
        context = browser.new_context(**{"locale": "fr-FR", **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on(
            "console",
            lambda m: faults.append(m.text) if "Content Security Policy" in m.text else None,
        )
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults
