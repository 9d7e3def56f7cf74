"""The front page: what is to be done, counted by one query a line."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atoutsud.backoffice import today
from tests.backoffice.everything import MAKERS
from tests.backoffice.factories import page, person

pytestmark = pytest.mark.django_db
SHOWN = (
    "site.contactmessage", "trainings.trainingrequest", "site.unfoundquery", "content.picture",
    "site.letter", "lexicon.importbatch",
)  # fmt: skip


def test_it_counts_what_is_to_do(desk: Client, admin_user: Any) -> None:
    page(admin_user)
    page(admin_user, **{"title.fr": "Autre"}, state="published")
    answer = desk.get("/admin/")
    assert answer.status_code == 200
    lines = {
        task.address: count for _group, found in answer.context["groups"] for task, count in found
    }
    assert lines["/admin/site/page/?todo=drafts"] == 1
    assert lines["/admin/site/page/?todo=no-en"] == 1


def test_the_address_of_each_line_shows_what_it_counts(desk: Client, admin_user: Any) -> None:
    page(admin_user)
    for task in today.tasks:
        if task.address.startswith("/admin/site/page/"):
            shown = desk.get(task.address).context["cl"].result_count
            assert shown == task.count(admin_user), task.address


def test_each_line_is_one_query(admin_user: Any, django_assert_num_queries: Any) -> None:
    for task in today.tasks:
        with django_assert_num_queries(1):
            task.count(admin_user)


def test_a_line_is_shown_to_those_who_may_open_it(db: None) -> None:
    client = Client()
    client.force_login(person("alone@example.org"))
    answer = client.get("/admin/")
    assert answer.status_code == 200
    assert not [line for _group, lines in answer.context["groups"] for line in lines]


def test_each_line_leads_to_the_list_of_what_it_counts(desk: Client, admin_user: Any) -> None:
    """Exactly the rows that are counted, on a narrowed list; board and queue have theirs."""
    page(admin_user)
    page(admin_user, **{"title.fr": "Autre"}, state="published")
    for label in SHOWN:
        MAKERS[label]()
    soon = (timezone.now() + datetime.timedelta(days=3)).isoformat()
    page(admin_user, **{"title.fr": "Bientôt"}, state="published", publish_from=soon)
    counted = 0
    for task in today.tasks:
        answer = desk.get(task.address)
        assert answer.status_code == 200, task.address
        if "todo=" in task.address:
            shown, count = answer.context["cl"].result_count, task.count(admin_user)
            assert shown == count, task.address
            counted += count
    assert counted > 6


def test_what_the_site_asks_for_has_its_line() -> None:
    """Contributions, translations, drafts, dates, reviews, pictures, mail, links."""
    told = {task.address.partition("/admin/")[2] for task in today.tasks}
    assert told >= {
        "lexicon/contribution/", "translations/", "content/workingdraft/",
        "lexicon/concept/?todo=review", "content/picture/?todo=consent",
        "content/picture/?todo=no-fr", "content/picture/?todo=no-en",
        "content/outboxmessage/?todo=failed", "site/watchedlink/?standing=broken",
        "site/contactmessage/?todo=waiting", "trainings/trainingrequest/?todo=new",
    } | {
        f"{kind}/?todo={name}"
        for kind in ("news/article", "trainings/engagement", "lexicon/concept", "site/page")
        for name in ("drafts", "scheduled", "no-en", "no-fr")
    }  # fmt: skip


def test_the_front_page_costs_a_query_a_line_however_much_there_is(
    desk: Client, admin_user: Any, django_assert_num_queries: Any
) -> None:
    desk.get("/admin/")
    with CaptureQueriesContext(connection) as few:
        desk.get("/admin/")
    for number in range(12):
        page(admin_user, **{"title.fr": f"Page {number}"}, state="published")
    with django_assert_num_queries(len(few)):
        desk.get("/admin/")
