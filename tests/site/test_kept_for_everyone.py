"""Whoever asks first, with whatever headers and cookies, the kept page is that of a stranger."""

import gzip
import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from atoutsud.backoffice import roles
from atoutsud.site import pagestore
from atoutsud.site.pagestore import Kept, MemoryStore
from tests.demosite import demo, object_addresses, plain_addresses
from tests.members.factories import staff, user

__all__ = ["demo"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo"), pytest.mark.once]
OWN = {"X-Request-ID"}
NAME = "zzyzx"
WISHES = {
    "accept": "application/json",
    "accept-encoding": "gzip",
    "accept-language": "en-GB,en;q=0.9",
    "authorization": f"Basic {NAME}",
    "cache-control": "no-cache",
    "dnt": "1",
    "forwarded": f"for=192.0.2.1;host={NAME}.example",
    "origin": f"https://{NAME}.example",
    "pragma": "no-cache",
    "priority": "u=0",
    "range": "bytes=0-9",
    "referer": f"https://{NAME}.example/{NAME}",
    "save-data": "on",
    "sec-fetch-site": "cross-site",
    "sec-gpc": "1",
    "upgrade-insecure-requests": "1",
    "user-agent": f"{NAME}/1.0",
    "via": f"1.1 {NAME}",
    "x-forwarded-for": "192.0.2.1",
    "x-forwarded-host": f"{NAME}.example",
    "x-forwarded-proto": "https",
    "x-http-method-override": "DELETE",
    "x-original-url": f"/{NAME}/",
    "x-request-id": NAME * 3,
    "x-requested-with": "XMLHttpRequest",
}
ROLES = ["member", roles.EDITORS, roles.REVIEWERS, roles.TRANSLATORS, roles.ADMINISTRATORS, "chief"]
COOKIES = ["sessionid", "csrftoken", "django_language", "messages", NAME]


def addresses() -> list[str]:
    """Each page without an object, in both languages, and one of each kind that has one."""
    found = [address for language in ("fr", "en") for address in plain_addresses(language)]
    shapes: dict[str, int] = {}
    for languages in object_addresses().values():
        for address in languages.values():
            shape = re.sub(r"\d+", "0", address).rsplit("/", 2)[0]
            shapes[shape] = shapes.get(shape, 0) + 1
            if shapes[shape] == 1:
                found.append(address)
    return found


def told(response: Any) -> tuple[int, bytes, dict[str, str]]:
    kept = {name: value for name, value in response.headers.items() if name not in OWN}
    return response.status_code, response.content, kept


def somebody(role: str) -> Client:
    client = Client(headers=WISHES)
    email = f"{NAME}@example.org"
    if role == "chief":
        client.force_login(staff(email))
    else:
        made = user(email, is_staff=role != "member")
        if role != "member":
            made.groups.add(Group.objects.get(name=role))
        client.force_login(made)
    for name in COOKIES[1:]:
        client.cookies[name] = NAME
    return client


@pytest.mark.parametrize("role", ROLES)
def test_a_page_first_made_for_somebody_is_the_page_of_a_stranger(role: str) -> None:
    first, stranger = somebody(role), Client(headers={"accept-encoding": "gzip"})
    store, kept = pagestore.store(), 0
    for address in addresses():
        store.clear()
        made_for_somebody = first.get(address)
        if not store.knows(f"{address}?"):
            continue
        kept += 1
        assert NAME.encode() not in gzip_undone(made_for_somebody), address
        after = told(stranger.get(address))
        again = told(first.get(address))
        store.clear()
        alone = told(stranger.get(address))
        assert after == alone and again == alone, address
        assert "Set-Cookie" not in alone[2] and alone[2]["Vary"] == "Accept-Encoding", address
    assert kept > 38


def gzip_undone(response: Any) -> bytes:
    packed = response.headers.get("Content-Encoding") == "gzip"
    return gzip.decompress(response.content) if packed else bytes(response.content)


@pytest.mark.parametrize("name", WISHES)
def test_each_header_alone_changes_nothing_of_what_is_kept(name: str) -> None:
    stranger = Client()
    pagestore.store().clear()
    stranger.get("/fr/", headers={"accept-encoding": "gzip"})
    alone = told(stranger.get("/fr/", headers={"accept-encoding": "gzip"}))
    wish = {"accept-encoding": "gzip", name: WISHES[name]}
    assert told(stranger.get("/fr/", headers=wish)) == alone
    pagestore.store().clear()
    assert told(stranger.get("/fr/", headers=wish)) == alone


def test_what_answers_one_person_is_never_known_to_the_store() -> None:
    client = somebody("chief")
    private = [
        "/fr/compte/", "/fr/compte/connexion/", "/fr/contact/", "/fr/lexique/mes-contributions/",
        "/fr/lexique/contribuer/", "/fr/lettre-info/", "/admin/", "/admin/news/article/",
        "/healthz", "/readyz", "/", "/fr/apercu/forged/", "/fr/recherche/?q=projet",
        "/fr/lexique/?q=projet", "/data/lexicon/suggest?q=pro&lang=fr",
    ]  # fmt: skip
    pagestore.store().clear()
    for address in private:
        client.get(address)
        path, _mark, query = address.partition("?")
        assert not pagestore.store().knows(f"{path}?{query}"), address
    assert len(pagestore.store()) == 0


@given(query=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40))
def test_no_query_string_adds_to_what_is_kept(query: str) -> None:
    """But `page`, in its one spelling, of a page that there is."""
    client = Client()
    store = pagestore.store()
    store.clear()
    client.get("/fr/actualites/", query_params=None, QUERY_STRING=query)
    assert len(store) == (query in ("", "page=1"))


@pytest.mark.parametrize("number", ["0", "01", "+1", "1.0", "-1", "9" * 30, "٣", "1#", "999"])
def test_numbers_of_pages_that_there_are_not_add_nothing(client: Client, number: str) -> None:
    pagestore.store().clear()
    client.get("/fr/actualites/", {"page": number})
    assert len(pagestore.store()) == 0


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("12"), st.integers(0, 4000)),
        max_size=60,
    )
)
def test_the_store_never_holds_more_than_it_may(steps: list[tuple[str, str, int]]) -> None:
    store = MemoryStore(most=12_000)
    for address, version, size in steps:
        key = f"/{address}/?|{version}"
        store.put(key, Kept({}, {"": b"x" * size}))
        held = sum(page.size for _key, page, _sent in store._pages.values())
        assert store._size == held <= 12_000
        found = store.get(key)
        assert found is not None and len(found.bodies[""]) == size


def test_the_host_of_the_question_is_never_in_the_answer() -> None:
    pagestore.store().clear()
    client = Client(headers={"host": "localhost:8000"})
    body = client.get("/fr/").content
    assert b"localhost" not in body and settings.SITE_URL.encode() in body
