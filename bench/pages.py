"""Public pages: cold, kept and conditional, in processor time, beside a bare view.

Requests are answered in this process, through every middleware. `cold` is rendered anew with an
empty store of pages, `kept` comes out of it, `304` answers a reader who has the page.
"""

import gc
import statistics
import time
from collections.abc import Callable
from typing import Any

from bench import content

ROUNDS = 15
GZIP = "gzip, br"


def _addresses() -> dict[str, str]:
    from lexicon.models import Concept, Domain

    entries = Concept.public.order_by("pk")
    middle = entries[entries.count() // 2]
    letter = (middle.sort_fr[:1] or "p").lower()
    found = {
        "home": "/fr/",
        "entry": middle.address("fr"),
        "letter": f"/fr/lexique/lettre/{letter}/",
        "lexicon": "/fr/lexique/",
        "news list": "/fr/actualites/",
        "trainings": "/fr/formations/",
        "partners": "/fr/partenaires/",
        "search": "/fr/lexique/?q=projet",
        "suggest": "/data/lexicon/suggest?q=proj&lang=fr",
        "sitemap": "/sitemap.xml",
    }
    if domain := Domain.public.order_by("pk").first():
        found["domain"] = domain.address("fr")
    return found


def _bare() -> Callable[[], Any]:
    """A view that says two words, under the same handler and without our middleware."""
    from django.core.handlers.base import BaseHandler
    from django.http import HttpResponse
    from django.test import RequestFactory

    factory = RequestFactory()

    class Handler(BaseHandler):
        def resolve_request(self, request: Any) -> Any:
            return lambda request: HttpResponse("Deux mots."), (), {}

    handler = Handler()
    from django.test import override_settings

    with override_settings(MIDDLEWARE=[]):
        handler.load_middleware()
    return lambda: handler.get_response(factory.get("/fr/"))


def _milliseconds(action: Callable[[], Any], before: Callable[[], Any] = lambda: None) -> float:
    times = []
    for _round in range(ROUNDS):
        before()
        began = time.process_time()
        action()
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times)


def measure() -> None:
    from django.conf import settings
    from django.core.handlers.base import BaseHandler
    from django.db import connection
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext

    from atoutsud.site import pagestore
    from lexicon.models import Concept

    content.fill()
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    handler = BaseHandler()
    handler.load_middleware()
    factory = RequestFactory()

    def get(address: str, **headers: str) -> Any:
        return handler.get_response(
            factory.get(address, HTTP_HOST="127.0.0.1:8000", HTTP_ACCEPT_ENCODING=GZIP, **headers)
        )

    addresses = _addresses()
    for address in addresses.values():
        get(address)
    gc.collect()
    gc.freeze()
    bare = _milliseconds(_bare())
    print(f"{Concept.public.count()} entries, {connection.vendor}; a bare view {bare:.2f} ms")
    print(f"{'page':12}{'queries':>9}{'kB':>7}{'cold':>8}{'× bare':>8}{'kept':>8}{'304':>8}")
    for name, address in addresses.items():
        pagestore.store().clear()
        with CaptureQueriesContext(connection) as queries:
            answer = get(address)
        if answer.status_code != 200:
            print(f"{name:12} answers {answer.status_code}: {address}")
            continue
        size = len(b"".join(answer)) / 1000
        cold = _milliseconds(lambda a=address: get(a), pagestore.store().clear)
        get(address)
        kept = _milliseconds(lambda a=address: get(a))
        etag = answer.headers.get("ETag", "")
        again = _milliseconds(lambda a=address, e=etag: get(a, HTTP_IF_NONE_MATCH=e))
        print(
            f"{name:12}{len(queries):9}{size:7.1f}{cold:8.1f}{cold / bare:8.0f}"
            f"{kept:8.2f}{again:8.2f}"
        )


if __name__ == "__main__":
    import bench

    bench.set_up()
    measure()
