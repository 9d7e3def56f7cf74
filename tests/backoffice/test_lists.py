"""Lists and forms of the back office cost the same number of queries however much there is."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.backoffice.factories import page
from tests.lexicon import factories as entries
from tests.news import factories as news

pytestmark = pytest.mark.django_db


def cost(desk: Client, address: str) -> int:
    desk.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert desk.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("name", ["news_article", "site_page", "lexicon_concept"])
@pytest.mark.parametrize("query", ["", "?q=projet", "?todo=no-en"])
def test_a_list_costs_the_same(desk: Client, admin_user: Any, name: str, query: str) -> None:
    address = reverse(f"admin:{name}_changelist") + query

    def more(number: int) -> None:
        news.article(title_fr=f"Projet {number}")
        page(admin_user, **{"title.fr": f"Projet {number}"}, state="published")
        entries.concept(f"projet {number}", "")

    for number in range(3):
        more(number)
    few = cost(desk, address)
    for number in range(3, 12):
        more(number)
    assert cost(desk, address) == few


def test_the_form_of_an_entry_costs_the_same_however_many_rows(desk: Client) -> None:
    """What rows may name is read once, not once a row."""
    entry = entries.concept("projet", "project")
    address = reverse("admin:lexicon_concept_change", args=[entry.pk])
    few = cost(desk, address)
    for number in range(6):
        row = {"lang": "fr", "text": f"autre nom {number}", "status": "admitted"}
        entries.change(entry, {f"terms/00000000-0000-4000-8000-00000000000{number}": row})
    assert cost(desk, address) == few
