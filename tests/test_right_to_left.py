"""A language from right to left: the whole site turns, and what is foreign in it does not.

The site has no such language yet; the tests pretend that it has Arabic, whose words are not
translated: the pages hold French and English words in an Arabic frame.
"""

from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation
from lxml import html

from atoutsud.content import dates, rendering
from lexicon.models import Term
from tests.demosite import demo, object_addresses, plain_names
from tests.lexicon import factories

__all__ = ["demo"]

MONTHS = "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo"), pytest.mark.once]


@pytest.fixture
def arabic(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A third language in the settings, with the words for dates that stand in the code."""
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    monkeypatch.setitem(dates.MONTHS, "ar", MONTHS.split())
    monkeypatch.setitem(dates._NUMBERS, "ar", dates._NUMBERS["fr"])
    for words in dates._UNITS.values():
        monkeypatch.setitem(words, "ar", words["fr"])


def addresses() -> list[str]:
    """The Arabic page of everything: those without an argument, and some of each kind of object."""
    found = []
    with translation.override("ar"):
        found += [reverse(name) for name in plain_names()]
    kinds: dict[str, int] = {}
    for address in object_addresses():
        with translation.override(address[1:3]):
            match = resolve(address)
        kinds[match.view_name] = kinds.get(match.view_name, 0) + 1
        if kinds[match.view_name] <= 3:
            with translation.override("ar"):
                found.append(reverse(match.view_name, args=match.args, kwargs=match.kwargs))
    return found


@pytest.mark.usefixtures("arabic")
def test_every_page_turns_and_marks_what_does_not(client: Client) -> None:
    faults, read = [], 0
    for address in addresses():
        response = client.get(address, follow=True, headers={"accept-encoding": "identity"})
        if response.status_code != 200:
            faults.append(f"{address}: {response.status_code}")
        if "html" not in response.headers["Content-Type"]:
            continue
        read += 1
        tree = html.fromstring(response.content)
        if (tree.get("lang"), tree.get("dir")) != ("ar", "rtl"):
            faults.append(f"{address}: {tree.get('lang')} {tree.get('dir')}")
        for element in tree.xpath("//body//*[@lang]"):
            if element.get("lang") != "ar" and element.get("dir") != "ltr":
                faults.append(f"{address}: {html.tostring(element)[:80]!r}")
    assert read > 30
    assert not faults, "\n".join(faults[:40])


def test_words_that_run_the_other_way_say_so_in_every_kind_of_text(client: Client) -> None:
    entry = factories.concept("suivi", "monitoring")
    Term.objects.create(concept=entry, lang="ar", text="رصد")
    tree = html.fromstring(client.get(entry.address("fr")).content.decode())
    assert tree.get("dir") == "ltr"
    assert tree.xpath("//i[@lang='ar']/@dir") == ["rtl"]
    assert set(tree.xpath("//body//*[@lang='en']/@dir")) == set(), "the same way needs no word"
    assert 'dir="rtl"' in rendering.render('<p lang="ar">رصد</p>', "fr")
    assert "dir=" not in rendering.render('<p lang="en">monitoring</p>', "fr")
    assert "dir=" not in rendering.render('<p dir="rtl">un suivi</p>', "fr")
