"""Names made for what was given none."""

from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from atoutsud.content import naming, revisions
from atoutsud.site.models import Page

pytestmark = pytest.mark.django_db
WORDS = {"title.fr": "Nous rejoindre", "body.fr": "<p>Écrivez-nous.</p>"}


def made(**words: str) -> Page:
    page = Page()
    revisions.apply(page, {**WORDS, **words}, seen_version=0, author=None)
    return page


def test_the_first_free_name_is_taken() -> None:
    assert naming.first_free("eau", {"terre"}) == "eau"
    assert naming.first_free("eau", {"eau", "eau-2", "eau-4"}) == "eau-3"


def test_pages_of_one_title_have_addresses_of_their_own() -> None:
    assert [made().slug_fr for _page in range(3)] == [
        "nous-rejoindre", "nous-rejoindre-2", "nous-rejoindre-3",
    ]  # fmt: skip


def test_an_address_that_was_given_is_never_changed_for_another() -> None:
    made()
    with pytest.raises(ValidationError):
        made(**{"title.fr": "Autre", "slug.fr": "nous-rejoindre"})


@pytest.mark.parametrize("when", ["full_clean", "save"])
def test_a_name_taken_after_it_was_made_gives_way_to_the_next(when: str) -> None:
    """What each of two who write at the same moment sees: free when asked, taken when stored."""
    made()
    asked: list[str] = []

    def late(base: str, taken: set[str]) -> str:
        asked.append(base)
        return base if len(asked) == 1 else f"{base}-{len(asked)}"

    with patch.object(naming, "first_free", late):
        page = Page(title_fr="Nous rejoindre", body_fr="<p>.</p>")
        if when == "full_clean":
            page.full_clean()
        page.save()
    assert page.slug_fr == "nous-rejoindre-2"


def test_what_only_the_database_refuses_is_told_and_leaves_nothing() -> None:
    page = Page()
    with (
        patch.object(Page, "save", side_effect=IntegrityError("UNIQUE")),
        pytest.raises(ValidationError) as told,
    ):
        revisions.apply(page, WORDS, seen_version=0, author=None)
    assert told.value.code == "at_once"
    assert not Page.objects.exists()
