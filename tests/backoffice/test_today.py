"""The front page: what is to be done, counted by one query a line."""

from typing import Any

import pytest
from django.test import Client

from atoutsud.backoffice import today
from tests.backoffice.factories import page, person

pytestmark = pytest.mark.django_db


def test_it_counts_what_is_to_do(desk: Client, admin_user: Any) -> None:
    page(admin_user)
    page(admin_user, **{"title.fr": "Autre"}, state="published")
    answer = desk.get("/admin/")
    assert answer.status_code == 200
    lines = {
        task.address: count for _group, found in answer.context["groups"] for task, count in found
    }
    assert lines["/admin/site/page/?state__exact=draft"] == 1
    assert lines["/admin/site/page/?state__exact=published&lacks=en"] == 1


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
