"""The reviewers' screens with 5,000 proposals that wait, a third of them overtaken by edits."""

import time
import uuid
from typing import Any

ENTRIES = 300
WAITING = 5_000
PEOPLE = 200


def fill() -> None:
    from django.contrib.auth import get_user_model

    from atoutsud.content.revisions import history
    from lexicon.models import Change, Concept, Contribution
    from lexicon.publishing import publish

    missing = WAITING - Contribution.objects.waiting().count()
    if missing <= 0:
        return
    people = get_user_model()
    authors = [
        people.objects.get_or_create(email=f"reader{number}@example.org")[0]
        for number in range(PEOPLE)
    ]
    entries = []
    for number in range(ENTRIES):
        concept = Concept()
        words = {"lang": "fr", "text": f"notion {number} {uuid.uuid4().hex[:6]}"}
        changes = {
            "state": "published",
            "definition.fr": "Ce que dit une notion, en une phrase assez longue. " * 3,
            f"terms/{uuid.uuid4()}": {**words, "status": "preferred"},
        }
        publish(concept, changes, seen_version=0, author=None)
        base = history(concept).first()
        entries.append((concept, base))
    rows = [
        Contribution(
            kind="edit", concept=entries[n % ENTRIES][0], base_revision=entries[n % ENTRIES][1],
            language="fr", author=authors[n % PEOPLE], subject=str(entries[n % ENTRIES][0]),
        )
        for n in range(missing)
    ]  # fmt: skip
    made = Contribution.objects.bulk_create(rows, batch_size=500)
    Change.objects.bulk_create(
        [
            Change(contribution=row, seq=seq, path=path, new=f"Dit autrement, {row.pk}.",
                   old=row.base_revision.document.get(path) or "")
            for row in made
            for seq, path in enumerate(("definition.fr", "note.fr"), start=1)
        ],
        batch_size=500,
    )  # fmt: skip
    for concept, base in entries[: ENTRIES // 3]:
        publish(concept, {"definition.fr": "Redite depuis."}, seen_version=base.number, author=None)


def timed(client: Any, address: str) -> tuple[float, float, int, int]:
    """The best of three: seconds by the clock, seconds of this processor, queries, status."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    best, own, queries, status = 99.0, 99.0, 0, 0
    for _time in range(3):
        with CaptureQueriesContext(connection) as seen:
            begun, worked = time.perf_counter(), time.process_time()
            answer = client.get(address)
            best = min(best, time.perf_counter() - begun)
            own = min(own, time.process_time() - worked)
        queries, status = len(seen), answer.status_code
    return best, own, queries, status


def measure() -> None:
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    from lexicon.models import Contribution

    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.STAFF_MFA_REQUIRED = False
    fill()
    people = get_user_model()
    chief = people.objects.filter(is_superuser=True).first() or people.objects.create_superuser(
        "bench@example.org"
    )
    client = Client()
    client.force_login(chief)
    queue = "/admin/lexicon/contribution/"
    one = Contribution.objects.waiting().first()
    assert one is not None
    for name, address in (
        ("queue", queue),
        ("in conflict", f"{queue}?tab=conflict"),
        ("first time", f"{queue}?tab=first"),
        ("a search", f"{queue}?q=notion"),
        ("one review", f"{queue}{one.pk}/change/"),
    ):
        seconds, own, queries, status = timed(client, address)
        print(
            f"{name:<12} {seconds * 1000:6.0f} ms, {own * 1000:5.0f} of the processor, "
            f"{queries:3} queries, {status}"
        )
