"""What a page may cost: queries that do not grow with the content, and bytes on a slow line."""

import gzip
import re
from collections.abc import Callable
from typing import Any

import pytest
import rjsmin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from atoutsud.content import publication
from atoutsud.stylesheet import SHEETS
from tests.demosite import demo, object_addresses
from tests.tenfold import ten_times_the_content

__all__ = ["demo"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

# Queries of an uncached page, version read and menu included.
QUERIES = {
    "news-list": 4,
    "news-item": 6,
    "news-tag": 5,
    "trainings-list": 4,
    "trainings-item": 12,
    "partners-list": 4,
    "partners-item": 7,
    "trainings-impact": 4,
    "trainings-report": 6,
    "lexicon-index": 6,
    "lexicon-search": 4,
    "site-search": 4,
    "lexicon-letter": 4,
    "lexicon-entry": 9,
    "home": 10,
}
TEXT_PAGE = 14_600
STYLESHEET = 6_800
SCRIPT = 5_000
# What a browser fetches for a page: sheets, icon, scripts, pictures.
LOADED = re.compile(rb'<link rel="(?:stylesheet|icon)"|<script src=|<img ')


def addresses() -> dict[str, list[str]]:
    """A few addresses of each kind of page, the heaviest included."""
    by_kind: dict[str, list[str]] = {
        "news-list": ["/fr/actualites/", "/en/news/"],
        "trainings-list": ["/fr/formations/", "/en/trainings/"],
        "partners-list": ["/fr/partenaires/"],
        "trainings-impact": ["/fr/bilan/", "/en/impact/"],
        "trainings-report": ["/fr/bilan/2016/", "/en/impact/2019/"],
        "lexicon-index": ["/fr/lexique/", "/en/lexicon/"],
        "lexicon-search": [
            "/fr/lexique/?q=projet",
            "/en/lexicon/?q=pcm",
            "/fr/lexique/?q=xyzzyx",
            "/fr/lexique/?q=gouvernence",
            "/fr/lexique/?q=gestion+xyzzyx",
            "/fr/lexique/?q=projet&domain=1&lang=en",
            "/en/lexicon/?q=tableau+resume",
        ],
        "site-search": [
            "/fr/recherche/?q=projet",
            "/en/search/?q=marroco",
            "/fr/recherche/?q=xyzzyx",
            "/fr/recherche/",
        ],
        "lexicon-letter": ["/fr/lexique/lettre/a/", "/en/lexicon/letter/e/"],
        "home": ["/fr/", "/en/"],
    }
    prefixes = {
        "news-tag": "/fr/actualites/etiquette/",
        "news-item": "/fr/actualites/",
        "trainings-item": "/fr/formations/",
        "partners-item": "/fr/partenaires/",
        "lexicon-entry": "/fr/lexique/",
    }
    for address in object_addresses():
        for kind, prefix in prefixes.items():
            rest = address.removeprefix(prefix)
            if address.startswith(prefix) and (rest[:1].isdigit() or kind == "news-tag"):
                by_kind.setdefault(kind, []).append(address)
                break
    return by_kind


def queries_of(client: Client, address: str) -> int:
    publication.bump()
    with CaptureQueriesContext(
        connection,
    ) as found:
        response = client.get(address)
    assert response.status_code == 200, address
    assert not any("session" in q["sql"] or "members_user" in q["sql"] for q in found), address
    return len(found)


def over_budget(client: Client) -> list[str]:
    faults = []
    for kind, places in addresses().items():
        assert kind in QUERIES, kind
        for address in places[:40]:
            count = queries_of(client, address)
            if count > QUERIES[kind]:
                faults.append(f"{kind} {address}: {count} > {QUERIES[kind]}")
    return faults


def test_queries_are_within_budget(client: Client) -> None:
    assert not over_budget(client)


def test_queries_do_not_grow_with_the_content(client: Client) -> None:
    ten_times_the_content()
    assert not over_budget(client)


def test_a_known_page_costs_one_query(client: Client, django_assert_num_queries: Any) -> None:
    etag = client.get("/fr/actualites/").headers["ETag"]
    with django_assert_num_queries(1):
        response = client.get("/fr/actualites/", headers={"if-none-match": etag})
    assert response.status_code == 304


def test_text_pages_fit_the_first_flight_of_packets(client: Client) -> None:
    script = _static_weight("js/site.js")
    assert len(gzip.compress(SHEETS["site"].encode(), 9)) <= STYLESHEET
    assert script <= SCRIPT
    faults = []
    for kind, places in addresses().items():
        for address in places[:40]:
            response = client.get(address, headers={"accept-encoding": "gzip"})
            assert response.headers["Content-Encoding"] == "gzip", address
            page = gzip.decompress(response.content)
            weight = len(response.content) + script
            if weight > TEXT_PAGE and b"<picture" not in page:
                faults.append(f"{kind} {address}: {weight}")
            # With the page itself, its script and its icon: three requests.
            loaded = LOADED.findall(page)
            if len(loaded) > 2 and b"<picture" not in page:
                faults.append(f"{kind} {address}: loads {loaded}")
    assert not faults


FORMS = (
    "/fr/contact/", "/en/newsletter/", "/fr/formations/demander/", "/fr/lexique/contribuer/",
    "/en/lexicon/1/suggest/", "/fr/lexique/lecteur/", "/en/account/login/", "/fr/rien-de-tel/",
)  # fmt: skip


@pytest.mark.parametrize("address", FORMS)
def test_forms_and_refusals_are_as_light(client: Client, address: str) -> None:
    """Compressed with bytes by chance, so that their size tells nothing of what is in them."""
    answers = [client.get(address, headers={"accept-encoding": "gzip"}) for _ in range(6)]
    sizes = {len(answer.content) for answer in answers}
    assert max(sizes) + _static_weight("js/site.js") <= TEXT_PAGE
    assert len(sizes) > 1
    for answer in answers:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert int(answer.headers["Content-Length"]) == len(answer.content)
        assert b"</html>" in gzip.decompress(answer.content)
    plain = client.get(address, headers={"accept-encoding": "gzip;q=0"})
    assert "Content-Encoding" not in plain.headers and b"</html>" in plain.content


def _static_weight(name: str) -> int:
    from django.contrib.staticfiles import finders

    path = finders.find(name)
    assert path
    with open(path, encoding="utf-8") as file:
        return len(gzip.compress(rjsmin.jsmin(file.read()).encode(), 9))


@pytest.mark.parametrize("make", [publication.bump, lambda: publication.bump("lexicon")])
def test_a_change_makes_a_known_page_new(client: Client, make: Callable[[], None]) -> None:
    with translation.override("fr"):
        etag = client.get("/fr/actualites/").headers["ETag"]
        make()
        again = client.get("/fr/actualites/", headers={"if-none-match": etag})
    assert again.status_code == 200
    assert again.headers["ETag"] != etag
