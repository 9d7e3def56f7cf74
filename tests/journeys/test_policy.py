"""A real browser reads the site and opens the back office: nothing breaks the policy."""

from typing import Any

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation

from tests.backoffice import factories
from tests.demosite import every_address

pytestmark = [
    pytest.mark.journey,
    pytest.mark.long,  # hundreds of pages in a browser
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
LISTEN = """window.reports = [];
document.addEventListener("securitypolicyviolation",
  e => window.reports.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));"""
# Where most of what editors do happens: the editor, the pictures, the tables of rows.
MAIN = ("news.article", "lexicon.concept", "trainings.engagement", "site.page", "content.picture")


def reports(page: Any, addresses: list[str], root: str) -> list[str]:
    found = []
    page.add_init_script(LISTEN)
    for address in addresses:
        answer = page.goto(root + address, wait_until="load")
        assert answer.status < 500, address
        found += [f"{address}: {report}" for report in page.evaluate("window.reports || []")]
    return found


def one_of_each() -> list[str]:
    """The first address of each view, French and English by turns."""
    seen: dict[str, str] = {}
    for number, address in enumerate(a for a in every_address() if a.endswith("/")):
        with translation.override(address[1:3]):
            name = resolve(address).view_name + ("" if number % 2 else ":")
        seen.setdefault(name.rstrip(":"), address)
    return sorted(seen.values())


def offices(models: Any) -> list[str]:
    found = [reverse("admin:index")]
    for model in models:
        root = f"admin:{model._meta.label_lower.replace('.', '_')}_"
        found += [reverse(root + "changelist"), reverse(root + "add")]
        first = model._default_manager.order_by("pk").first()
        if first is not None:
            found += [reverse(root + view, args=[first.pk]) for view in ("change", "history")]
    return found


def enter(page: Any, root: str) -> None:
    client = Client()
    client.force_login(factories.superuser())
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": root}
    page.context.add_cookies([cookie])


def test_reading_breaks_no_policy(new_page: Any, live_server: Any) -> None:
    call_command("demo", verbosity=0)
    addresses = one_of_each()
    assert len(addresses) > 15
    assert reports(new_page(), [*addresses, "/fr/rien-de-tel/"], live_server.url) == []


def test_editing_breaks_no_policy(new_page: Any, live_server: Any, settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False
    call_command("demo", verbosity=0)
    page = new_page()
    enter(page, live_server.url)
    models = [m for m in admin.site._registry if m._meta.label_lower in MAIN]
    assert reports(page, offices(models), live_server.url) == []


def test_a_broken_policy_would_be_seen(browser: Any, live_server: Any) -> None:
    page = browser.new_context().new_page()
    page.add_init_script(LISTEN)
    page.goto(f"{live_server.url}/fr/contact/")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('img'),"
        " {src: 'http://127.0.0.1:9/x.png'}))"
    )
    page.wait_for_function("window.reports.length > 0")
    page.context.close()


@pytest.mark.long
def test_no_page_at_all_breaks_the_policy(new_page: Any, live_server: Any, settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False
    call_command("demo", verbosity=0)
    page = new_page()
    # What ends otherwise is a file, which a browser takes rather than shows.
    pages = [address for address in every_address() if address.endswith("/")]
    assert reports(page, pages, live_server.url) == []
    enter(page, live_server.url)
    assert reports(page, offices(admin.site._registry), live_server.url) == []
