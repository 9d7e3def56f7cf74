import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from atoutsud.site.models import MovedPath
from atoutsud.site.movedpaths import normalised
from tests.site.factories import page

pytestmark = pytest.mark.django_db


def moved(old: str = "/lexique/termes1/", new: str = "/fr/lexique/lettre/a/") -> MovedPath:
    return MovedPath.objects.create(old=old, new=new)


@pytest.mark.parametrize(
    "asked", ["/lexique/termes1/", "/lexique/termes1", "/Lexique/Termes1/", "/lexique/%74ermes1/"]
)
def test_an_old_address_leads_to_the_new_one_however_it_is_written(
    client: Client, asked: str
) -> None:
    moved()
    response = client.get(asked)
    assert (response.status_code, response.headers["Location"]) == (301, "/fr/lexique/lettre/a/")
    assert response.headers["Cache-Control"] == "no-cache"


def test_the_query_is_kept(client: Client) -> None:
    moved()
    response = client.get("/lexique/termes1/?x=1")
    assert response.headers["Location"] == "/fr/lexique/lettre/a/?x=1"


def test_the_query_joins_the_one_of_the_new_address(client: Client) -> None:
    moved("/cherche/", "/fr/lexique/?q=gcp#entrees")
    response = client.get("/cherche/?page=2")
    assert response.headers["Location"] == "/fr/lexique/?q=gcp&page=2#entrees"


def test_a_living_page_is_never_redirected(client: Client) -> None:
    page()
    moved("/fr/a-propos/", "/fr/contact/")
    assert client.get("/fr/a-propos/").status_code == 200


def test_an_unknown_address_stays_404(client: Client) -> None:
    moved()
    for address in ("/lexique/termes2/", "/fr/lexique/termes1/", "/" + "x" * 3000 + "/"):
        assert client.get(address).status_code == 404


def test_only_reading_is_redirected(client: Client) -> None:
    moved()
    assert client.post("/lexique/termes1/").status_code == 404


def test_one_old_address_has_one_new_one() -> None:
    moved()
    with pytest.raises(IntegrityError), transaction.atomic():
        moved("/Lexique/Termes1", "/fr/")


@pytest.mark.parametrize(
    "new",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "/\t/example.org",
        "/a b/",
        "fr/",
        "/Ancien",
        "/lexique/termes1/?a=1",
    ],
)
def test_a_new_address_that_leaves_the_site_or_goes_in_circles_is_refused(new: str) -> None:
    moved()
    with pytest.raises(ValidationError) as refused:
        MovedPath(old="/ancien/", new=new).full_clean()
    assert "new" in refused.value.message_dict


@given(st.text())
def test_a_path_has_one_spelling(path: str) -> None:
    once = normalised(path)
    assert once.startswith("/")
    assert "\x00" not in once
    assert normalised(once + "/") == normalised(once)
