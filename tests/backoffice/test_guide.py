"""The editors' guide stands a click away from every screen."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from atoutsud.backoffice import guide

pytestmark = pytest.mark.django_db


def test_the_guide_is_the_file_of_the_documentation(desk: Client) -> None:
    assert 'href="/admin/guide/"' in desk.get("/admin/").text
    text = desk.get("/admin/guide/").text
    assert "Publier une actualité en deux langues" in text
    assert 'id="publier-une-actualite-en-deux-langues"' in text
    assert 'href="#publier-une-actualite-en-deux-langues"' in text
    assert text.count("<h1") == 1


def test_its_pictures_are_small_described_and_there(desk: Client) -> None:
    text = desk.get("/admin/guide/").text
    shown = re.findall(r'<img src="/static/(img/guide/[^"]+)" alt="([^"]+)" width="(\d+)"', text)
    assert len(shown) >= 10
    for file, alt, width in shown:
        found = finders.find(file)
        assert found, file
        with Image.open(found) as picture:
            assert picture.width == int(width) <= 900
        assert len(alt) > 20
    assert "![" not in text
    written = {file for file, _alt, _width in shown}
    kept = {f"img/guide/{path.name}" for path in (guide.PICTURES).iterdir()}
    assert kept == written, "a picture that the guide does not show"
    assert sum(path.stat().st_size for path in guide.PICTURES.iterdir()) < 450_000
