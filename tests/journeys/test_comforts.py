"""Small things an editor trips over: a button that says what it will do, a link to take along."""

import datetime
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from tests.backoffice import factories
from tests.journeys.conftest import send
from tests.news import factories as news

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def page(new_page: Any, live_server: Any, settings: Any) -> Any:
    settings.STAFF_MFA_REQUIRED = False
    client = Client()
    client.force_login(factories.editor())
    page, name = new_page(), django_settings.SESSION_COOKIE_NAME
    page.context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    return page


def test_the_button_says_that_it_publishes_on_a_day_to_come(page: Any, live_server: Any) -> None:
    page.goto(f"{live_server.url}/admin/news/article/add/")
    button = page.locator("[name=_publish]")
    page.click("fieldset.schedule summary")
    assert button.inner_text() == "Publier"
    day = timezone.localdate() + datetime.timedelta(days=3)
    page.fill("#id_publish_from_0", f"{day:%d/%m/%Y}")
    assert button.inner_text() == "Publier ce jour-là"
    page.fill("#id_publish_from_0", "01/02/2016")
    assert button.inner_text() == "Publier"


def test_the_address_for_a_partner_is_taken_along_by_one_button(
    page: Any, live_server: Any
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    made = news.bilingual(state="draft")
    page.goto(f"{live_server.url}/admin/news/article/{made.pk}/preview/")
    send(page, ".share button")
    button = page.locator("[data-copy=link-en]")
    button.click()
    page.wait_for_function("document.querySelector('[data-copy=link-en]').textContent === 'Copié'")
    taken = page.evaluate("navigator.clipboard.readText()")
    assert taken == page.input_value("#link-en") and "/en/preview/" in taken


def test_on_a_phone_the_buttons_leave_the_screen_to_the_text(page: Any, live_server: Any) -> None:
    made = news.bilingual()
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/admin/news/article/{made.pk}/change/")
    bar = page.locator(".submit-row").bounding_box()
    assert bar["height"] < PHONE["height"] / 5
    for name in ("_keep", "_publish", "_preview"):
        box = page.locator(f".submit-row [name={name}]").bounding_box()
        assert box["height"] >= 44 and box["x"] + box["width"] <= PHONE["width"]


def test_in_a_list_a_title_keeps_room_beside_menu_and_filters(page: Any, live_server: Any) -> None:
    news.article(title_fr="Un titre d’une longueur ordinaire, comme la plupart de ceux du site")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{live_server.url}/admin/news/article/")
    assert page.locator("#result_list tbody th").first.bounding_box()["width"] >= 200
