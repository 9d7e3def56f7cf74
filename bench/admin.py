"""Every list and form of the back office at 20,000 entries and 2,000 news: queries and time.

`python -m bench.admin` fills the database of the measures first (`bench.content`), then prints each
screen that is slow, or all of them with `--all`.
"""

import argparse
import sys
import time
from typing import Any

import bench
from bench import content

NEWS = 2_000
LIMIT = 300
TIMES = 5


def fill_news(count: int = NEWS) -> None:
    """Published news in both languages, one in four in French alone, each with its revision."""
    from atoutsud.content import creating
    from news.models import Article

    missing = count - Article.objects.count()
    made = [
        (
            Article(),
            {
                "title.fr": f"Nouvelle du terrain {n}",
                "title.en": f"News from the field {n}" if n % 4 else "",
                "lead.fr": "Une semaine de travail avec les partenaires.",
                "body.fr": "<p>Une semaine de travail.</p>" * 12,
                "body.en": "<p>A week of work.</p>" * 12 if n % 4 else "",
                "published_on": f"20{10 + n % 15}-0{1 + n % 9}-11",
                "state": "published" if n % 10 else "draft",
                f"tags/thème {n % 40}": True,
            },
        )
        for n in range(max(missing, 0))
    ]
    for begin in range(0, len(made), 200):
        creating.create_many(made[begin : begin + 200], author=None, summary="")


def screens() -> list[tuple[str, str]]:
    """(name, address) of each list, its search, and the form of one object of each kind."""
    from django.contrib import admin
    from django.urls import reverse

    found = [("to do today", "/admin/"), ("translations", reverse("admin:translations"))]
    found.append(("missing English", reverse("admin:translations") + "?tab=missing-en"))
    for model, office in admin.site._registry.items():
        meta = model._meta
        root = f"admin:{meta.app_label}_{meta.model_name}"
        address = reverse(f"{root}_changelist")
        found.append((f"{meta.label_lower} list", address))
        if office.search_fields:
            found.append((f"{meta.label_lower} search", f"{address}?q=projet"))
        one = model._default_manager.order_by("-pk").first()  # type: ignore[attr-defined]
        if one is not None:
            found.append((f"{meta.label_lower} form", reverse(f"{root}_change", args=[one.pk])))
            found.append((f"{meta.label_lower} history", reverse(f"{root}_history", args=[one.pk])))
    return found


def client() -> Any:
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.STAFF_MFA_REQUIRED = False
    people = get_user_model()
    chief = people.objects.filter(is_superuser=True).first() or people.objects.create_superuser(
        "bench@example.org"
    )
    found = Client()
    found.force_login(chief)
    return found


def timed(visitor: Any, address: str) -> tuple[float, float, int, int]:
    """The best of a few: milliseconds by the clock, of this processor, queries, status."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    best, own, queries, status = 1e6, 1e6, 0, 0
    for _time in range(TIMES):
        began, worked = time.perf_counter(), time.process_time()
        status = visitor.get(address).status_code
        best = min(best, (time.perf_counter() - began) * 1000)
        own = min(own, (time.process_time() - worked) * 1000)
    with CaptureQueriesContext(connection) as seen:
        visitor.get(address)
    queries = len(seen)
    return best, own, queries, status


def measure(everything: bool = True) -> None:
    from news.models import Article

    content.fill(said=content.say)
    if Article.objects.count() < NEWS:
        fill_news()
    visitor = client()
    slow = 0
    for name, address in screens():
        best, own, queries, status = timed(visitor, address)
        slow += best > LIMIT
        if everything or best > LIMIT:
            mark = " SLOW" if best > LIMIT else ""
            print(f"{name:<34} {best:6.0f} ms {own:6.0f} own {queries:4} queries {status}{mark}")
    print(f"{slow} screens above {LIMIT} ms")


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--all", action="store_true")
    options = asked.parse_args(sys.argv[1:])
    bench.set_up()
    measure(options.all)


if __name__ == "__main__":
    main()
