"""Pages rendered once: for whom, for how long, and what never enters."""

import datetime
import gzip
import threading
from typing import Any

import brotli
import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from atoutsud.content import publication
from atoutsud.site import pagestore
from atoutsud.site.pagestore import Kept, MemoryStore, SharedStore, fetch, key_of
from tests.members.factories import user
from tests.site.factories import bilingual

ONE = "/fr/mentions-legales/"


def kept(text: str) -> Kept:
    return Kept({"Content-Type": "text/plain"}, {"": text.encode()})


@pytest.fixture(params=["memory", "shared"])
def store(request: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    made = MemoryStore() if request.param == "memory" else SharedStore()
    monkeypatch.setattr(pagestore, "store", lambda: made)
    return made


@pytest.mark.django_db
def test_a_page_is_rendered_once_and_again_when_content_changes(
    client: Client, store: Any, django_assert_num_queries: Any
) -> None:
    page = bilingual()
    first = client.get(ONE)
    with django_assert_num_queries(1):
        again = client.get(ONE)
    assert again.content == first.content
    page.title_fr = "Autre titre"
    page.save()
    response = client.get(ONE)
    assert "Autre titre" in response.content.decode()


@pytest.mark.django_db
def test_a_page_withdrawn_is_gone_at_the_next_request(client: Client, store: Any) -> None:
    page = bilingual()
    assert client.get(ONE).status_code == 200
    page.state = "withdrawn"
    page.save()
    assert client.get(ONE).status_code == 410


@pytest.mark.django_db
def test_each_reader_gets_the_encoding_he_takes(client: Client, store: Any) -> None:
    bilingual()
    plain = client.get(ONE, headers={"accept-encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    for encoding, undo in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        for _time in range(2):
            sent = client.get(ONE, headers={"accept-encoding": encoding})
            assert sent.headers["Content-Encoding"] == encoding
            assert undo(sent.content) == plain.content
            assert sent.headers["Vary"] == "Accept-Encoding"


@pytest.mark.django_db
def test_signed_in_or_not_the_bytes_are_the_same_and_carry_no_cookie(
    client: Client, store: Any
) -> None:
    bilingual()
    someone = Client(headers={"cookie": "sessionid=made-up; csrftoken=made-up"})
    own = Client()
    own.force_login(user("lectrice@example.org"))
    answers = [one.get(ONE) for one in (own, someone, client, own)]
    assert len({answer.content for answer in answers}) == 1
    assert not any(answer.cookies for answer in answers)
    assert "lectrice" not in answers[0].content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Basic bWU6bWU="},
        {"x-forwarded-host": "evil.example"},
        {"accept-language": "en"},
        {"referer": "https://elsewhere.example/"},
        {"x-requested-with": "XMLHttpRequest"},
        {"range": "bytes=0-10"},
    ],
)
def test_no_header_of_one_reader_reaches_another(client: Client, headers: dict[str, str]) -> None:
    bilingual()
    first = client.get(ONE, headers=headers)
    pagestore.store().clear()
    assert first.content == client.get(ONE).content


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["utm=1", "page=1&utm=1", "q=x", "page=%31", "page=1&page=2"])
def test_junk_in_the_address_fills_nothing(client: Client, query: str) -> None:
    before = len(pagestore._memory())
    assert client.get(f"/fr/actualites/?{query}").status_code == 200 or "page=2" in query
    assert len(pagestore._memory()) == before


@pytest.mark.django_db
def test_the_pages_of_a_list_are_kept(client: Client) -> None:
    client.get("/fr/actualites/?page=1")
    assert len(pagestore._memory()) == 1


@pytest.mark.django_db
def test_what_is_not_there_is_not_kept(client: Client) -> None:
    client.get("/fr/actualites/999-rien/")
    client.get("/fr/actualites/?page=99")
    client.get("/fr/contact/")
    client.get("/fr/compte/connexion/")
    assert len(pagestore._memory()) == 0


@pytest.mark.parametrize(
    "wish",
    [
        {"status": 404},
        {"headers": {"Cache-Control": "private"}},
        {"headers": {"Vary": "Cookie"}},
    ],
)
def test_an_answer_with_a_wish_of_its_own_is_not_kept(wish: dict[str, Any], store: Any) -> None:
    rendered = []

    def render() -> HttpResponse:
        rendered.append(1)
        return HttpResponse("x", **wish)

    fetch(f"a{wish}", "", render)
    fetch(f"a{wish}", "", render)
    assert len(rendered) == 2


def test_an_answer_with_a_cookie_is_not_kept(store: Any) -> None:
    def render() -> HttpResponse:
        response = HttpResponse("x")
        response.set_cookie("who", "me")
        return response

    assert fetch("cookie", "", render).cookies
    assert store.get("cookie") is None


def test_a_burst_renders_once() -> None:
    rendered: list[int] = []
    gate = threading.Barrier(12)
    answers: list[bytes] = []

    def render() -> HttpResponse:
        rendered.append(1)
        return HttpResponse("page" * 300)

    def read() -> None:
        gate.wait()
        answers.append(fetch("burst", "gzip", render).content)

    threads = [threading.Thread(target=read) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rendered) == 1
    assert {gzip.decompress(answer) for answer in answers} == {b"page" * 300}


def test_memory_is_bounded_and_the_oldest_goes_first() -> None:
    store = MemoryStore(most=8_000)
    for name in "abcdef":
        store.put(name, kept(name * 500))
        store.get("a")
    assert store.get("a") is not None
    assert store.get("b") is None
    assert store.get("f") is not None
    assert len(store) <= 3


def test_a_page_put_twice_counts_once() -> None:
    store = MemoryStore(most=8_000)
    for _time in range(20):
        store.put("a", kept("a" * 500))
    store.put("b", kept("b" * 500))
    assert store.get("a") is not None


def test_an_older_version_of_a_page_makes_room_for_the_newer() -> None:
    store = MemoryStore()
    for version in "123":
        store.put(f"/fr/?|{version}", kept(version * 500))
    assert len(store) == 1
    assert store.get("/fr/?|2") is None
    assert store.get("/fr/?|3") is not None
    assert store.knows("/fr/?") and not store.knows("/en/?")


def test_what_one_host_rendered_the_others_take_from_the_shared_cache() -> None:
    one, other = SharedStore(), SharedStore()
    one.put("/fr/?|1", kept("page" * 300))
    assert other.get("/fr/?|1") == one.get("/fr/?|1")
    assert other.knows("/fr/?")
    one.put("/fr/?|2", kept("news" * 300))
    assert other.get("/fr/?|1") is not None and other.get("/fr/?|2") is not None


def test_without_the_shared_store_pages_are_still_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    class Down:
        def get(self, *args: Any) -> Any:
            raise ConnectionError("no Redis")

        set = get

    monkeypatch.setattr(pagestore, "caches", {"default": Down()})
    monkeypatch.setattr(pagestore, "store", SharedStore)
    assert fetch("down", "", lambda: HttpResponse("page")).content == b"page"


def test_redis_is_the_store_where_it_is_the_cache(settings: Any) -> None:
    assert isinstance(pagestore.store(), MemoryStore)
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:6379/0",
        }
    }
    assert isinstance(pagestore.store(), SharedStore)


def test_a_key_follows_the_content_the_day_and_the_release() -> None:
    request = RequestFactory().get("/fr/actualites/", {"page": "2"})
    one = key_of(request, 'W/"0.1.5.5"', ("page",))
    assert one is not None
    assert one != key_of(request, 'W/"0.1.5.6"', ("page",))
    assert key_of(request, 'W/"0.1.5.5"', ()) is None


@pytest.mark.django_db
def test_a_planned_moment_that_passes_makes_another_page(client: Client) -> None:
    page = bilingual()
    client.get(ONE)
    # Long enough for a busy machine to have read the page before.
    page.publish_until = timezone.now() + datetime.timedelta(seconds=2)
    page.save()
    assert client.get(ONE).status_code == 200
    threading.Event().wait(2.1)
    assert client.get(ONE).status_code == 410


@pytest.mark.django_db
def test_the_content_version_is_read_at_each_request(client: Client) -> None:
    bilingual()
    first = client.get(ONE).headers["ETag"]
    publication.bump()
    assert client.get(ONE).headers["ETag"] != first
