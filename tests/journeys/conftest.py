"""A reader's page: each has its own cookies, and a script error fails the test."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started

PATIENCE = 10


def send(page: Any, selector: str) -> None:
    """Click, and go on only when the page that answers has arrived and the form is dealt with."""
    with page.expect_navigation():
        page.click(selector)


@pytest.fixture(autouse=True)
def quick_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser that is driven fills a form sooner than people do."""
    monkeypatch.setattr("atoutsud.site.guardedform.QUICKEST", 0)


class Traffic:
    """Requests that the site has begun and not yet ended."""

    def __init__(self) -> None:
        self.begun = self.ended = 0

    def begin(self, **_: Any) -> None:
        self.begun += 1

    def end(self, **_: Any) -> None:
        self.ended += 1

    def wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while self.begun > self.ended and time.monotonic() < until:
            time.sleep(0.02)


@pytest.fixture
def traffic() -> Iterator[Traffic]:
    """A page that was closed may have left a request behind, which shares our connection.

    What it rolls back would take with it the rows that the next test is given.
    """
    seen = Traffic()
    request_started.connect(seen.begin)
    request_finished.connect(seen.end)
    yield seen
    seen.wait()
    request_started.disconnect(seen.begin)
    request_finished.disconnect(seen.end)


@pytest.fixture
def new_page(browser: Any, traffic: Traffic) -> Iterator[Callable[..., Any]]:
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
