"""The editors' guide stands a click away from every screen."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_guide_is_the_file_of_the_documentation(desk: Client) -> None:
    assert 'href="/admin/guide/"' in desk.get("/admin/").text
    text = desk.get("/admin/guide/").text
    assert "Publier une actualité en deux langues" in text
    assert 'id="publier-une-actualite-en-deux-langues"' in text
    assert 'href="#publier-une-actualite-en-deux-langues"' in text
    assert text.count("<h1") == 1
