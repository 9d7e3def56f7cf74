"""The service worker and the manifest, as addresses; what they do is seen in a browser."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from atoutsud.site import offline

pytestmark = pytest.mark.django_db
# Bytes on the line that nobody asked for.
MOST = 30_000


def test_the_worker_stands_at_the_root_and_is_asked_for_each_time(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer.headers["Content-Type"] == "text/javascript"
    assert "max-age=0" in answer.headers["Cache-Control"]
    assert not answer.cookies
    told = json.loads(re.match(r"const site = (.*);\n", answer.content.decode())[1])
    assert told["fallbacks"] == {"fr": "/fr/lexique/garder/", "en": "/en/lexicon/keep/"}
    assert {"/admin/", "/fr/compte/", "/en/account/"} <= set(told["private"])
    assert told["version"] == settings.RELEASE


def test_all_that_is_kept_from_the_start_exists_and_is_small(client: Client) -> None:
    pieces = []
    for name in offline.SHELL:
        path = finders.find(name)
        assert path, name
        pieces.append(Path(path).read_bytes())
    for address in offline.addresses(offline.FALLBACK):
        answer = client.get(address)
        assert answer.status_code == 200
        pieces.append(answer.content)
    assert sum(len(gzip.compress(piece)) for piece in pieces) < MOST


def test_the_manifest_names_icons_that_exist(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    told = answer.json()
    assert client.get(told["start_url"]).status_code == 200
    for icon in told["icons"]:
        assert finders.find(icon["src"].removeprefix(settings.STATIC_URL)), icon
