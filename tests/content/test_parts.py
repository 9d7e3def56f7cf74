"""What is kept is what would be made, and no more of it than said."""

import threading
from typing import Any

from django.template import Context, Template
from django.utils import translation

from atoutsud.content.parts import Parts


def test_a_part_is_made_once_for_each_key() -> None:
    made: list[str] = []
    parts = Parts(10)

    def make(name: str) -> str:
        made.append(name)
        return name.upper()

    assert [parts.get(name, lambda name=name: make(name)) for name in "abab"] == list("ABAB")
    assert made == ["a", "b"]


def test_the_first_made_leave_when_there_are_too_many() -> None:
    parts = Parts(3)
    for name in "abcde":
        parts.get(name, lambda name=name: name)
    assert len(parts) == 3
    assert parts.get("e", lambda: "anew") == "e"
    assert parts.get("a", lambda: "anew") == "anew"


def test_what_could_not_be_made_is_not_kept() -> None:
    parts = Parts(3)
    fail = [True]

    def make() -> str:
        if fail.pop():
            raise ValueError
        return "made"

    for _time in range(2):
        try:
            parts.get("a", make)
        except ValueError:
            fail.append(False)
    assert len(parts) == 1


def test_threads_may_ask_at_once() -> None:
    parts, answers = Parts(5), []

    def ask() -> None:
        answers.extend(parts.get(n % 11, lambda n=n: n % 11) == n % 11 for n in range(3_000))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 12_000 and all(answers)
    assert len(parts) == 5


def render(template: Template, **values: Any) -> str:
    return template.render(Context(values))


def test_a_part_of_a_page_follows_its_values_and_the_language() -> None:
    template = Template(
        "{% load i18n parts %}{% part a %}{{ a }}{{ b }}{% translate 'Search' %}{% endpart %}"
    )
    with translation.override("fr"):
        assert render(template, a="x", b="1") == "x1Chercher"
        # What is not named in the tag is no part of the key: that is its contract.
        assert render(template, a="x", b="2") == "x1Chercher"
        assert render(template, a="y", b="2") == "y2Chercher"
    with translation.override("en"):
        assert render(template, a="x", b="3") == "x3Search"


def test_two_templates_share_nothing() -> None:
    one = Template("{% load parts %}{% part a %}one{{ a }}{% endpart %}")
    two = Template("{% load parts %}{% part a %}two{{ a }}{% endpart %}")
    assert (render(one, a=1), render(two, a=1)) == ("one1", "two1")
