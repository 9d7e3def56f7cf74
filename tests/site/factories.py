"""Pages and menu entries as tests need them."""

from typing import Any

from atoutsud.content.publication import State
from atoutsud.site.models import MenuEntry, Page
from atoutsud.site.navigation import Place

BODY = "<p>Un texte.</p>"


def page(**fields: Any) -> Page:
    """A public page in French, unless told otherwise."""
    if not any(name.startswith("title_") for name in fields):
        fields = {"title_fr": "À propos", "body_fr": BODY, **fields}
    return Page.objects.create(**{"state": State.PUBLISHED, **fields})


def bilingual(**fields: Any) -> Page:
    return page(
        title_fr="Mentions légales",
        body_fr=BODY,
        title_en="Legal notice",
        body_en="<p>Words.</p>",
        **fields,
    )


def entry(place: str = Place.MENU, **fields: Any) -> MenuEntry:
    return MenuEntry.objects.create(place=place, **fields)
