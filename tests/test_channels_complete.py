"""Canaries are looked for in all that readers have, and no count tells of what they miss."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation

from atoutsud.content.languages import LANGUAGES
from atoutsud.site.pages import Page
from lexicon.models import Domain
from tests.news import factories as news
from tests.test_access import OPEN
from tests.test_drafts_never_leak import (
    UNSEEN,
    channels,
    edited_aside,
    hidden_entry,
    said_by,
    standing,
    words,
)
from tests.trainings import factories as trainings

pytestmark = pytest.mark.django_db
# Looked into by tests of their own, or without a word of any object.
APART = {
    "home-negotiated": "leads to the home page",
    "lexicon-short": "leads to the entry",
    "lexicon-suggestions": "asked with the canary itself",
    "media": "test_pictures_of_what_is_unseen_have_no_address_anywhere",
    "preview": "test_nothing_kept_aside_is_read_anywhere",
    "site-card": "test_what_is_not_public_has_no_card",
    "site-healthz": "one word",
    "lexicon-oembed": "asked with an address",
    "site-newsletter-confirm": "asked with a token",
    "site-newsletter-leave": "asked with a token",
}
CHANGING = re.compile(
    r"<change><p>\d+, |"
    r"name=\"(?:shown|csrfmiddlewaretoken|token|base)\" value=\"[^\"]*\"|nonce=\"[^\"]*\"|"
    r"'nonce-[^']*'|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+\d\d:\d\d)|\d{8}T\d{6}Z?"
)


def names(addresses: list[str]) -> set[str]:
    found = set()
    for address in addresses:
        with translation.override(address[1:3] if address[1:3] in LANGUAGES else "fr"):
            try:
                found.add(resolve(address.split("?")[0]).view_name)
            except Resolver404:
                continue
    return found


def test_every_public_address_is_a_channel_that_is_looked_into() -> None:
    """An address added to the site is looked into from the day it appears, or says why not."""
    news.bilingual().tags.add("climat")
    trainings.role(
        trainings.engagement(title_fr="Semaine", title_en="A week"), trainings.partner("Bayti")
    )
    Page.objects.create(state="published", slug_fr="mots", title_fr="Mots", body_fr="<p>x</p>")
    entry = hidden_entry("published")
    entry.domains.add(Domain.objects.create(code="climat", name_fr="Climat", name_en="Climate"))
    looked_into = names(channels())
    assert set(OPEN) - looked_into - set(APART) == set()
    assert set(APART) - set(OPEN) == set()


def seen(client: Client, addresses: list[str]) -> dict[str, str]:
    found = {}
    for address in addresses:
        response = client.get(address, headers={"accept-encoding": "identity"})
        text = "" if address.endswith("xlsx") else said_by(response).partition("{'Content-Type'")[0]
        found[address] = re.sub(r"\s+", " ", CHANGING.sub("", text))
    return found


def differing(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Addresses, with the place where the two answers part."""
    found = []
    for address, one in before.items():
        if one != (two := after[address]):
            at = next((n for n, (a, b) in enumerate(zip(one, two)) if a != b), 0)
            found.append(f"{address}: {one[at - 60 : at + 60]!r} {two[at - 60 : at + 60]!r}")
    return found


def hide(how: str) -> None:
    """One of each kind, that no public thing names."""
    state = standing(how)
    hidden_entry(how)
    trainings.partner("Caché", **words("mission"), **state)
    trainings.engagement(**words("title", "summary"), **state)
    news.article(**words("title", "lead", "body"), **state).tags.add("étiquette")


@pytest.mark.parametrize("how", UNSEEN)
def test_no_count_of_any_channel_knows_of_what_is_unseen(client: Client, how: str) -> None:
    """Every page and file says exactly the same before and after: totals, pages, empty words."""
    news.bilingual().tags.add("climat")
    trainings.engagement(title_fr="Une semaine", title_en="A week")
    addresses = channels()
    before = seen(client, addresses)
    hide(how)
    after = seen(client, addresses)
    assert differing(before, after) == []


def test_no_count_of_any_channel_knows_of_working_drafts(client: Client) -> None:
    from atoutsud.content.models import WorkingDraft

    made: list[Any] = edited_aside()
    WorkingDraft.objects.all().delete()
    addresses = channels()
    before = seen(client, addresses)
    from atoutsud.content import drafts
    from atoutsud.content.documents import snapshot

    for thing in made:
        path = next(p for p in snapshot(thing) if p.endswith(".fr") and not p.startswith("slug"))
        document = {**snapshot(thing), path: "Autre chose"}
        drafts.save_draft(thing, document, author=None, base_version=thing.version)
    assert WorkingDraft.objects.count() >= 4
    after = seen(client, addresses)
    assert differing(before, after) == []


def test_a_published_thing_does_change_the_counts(client: Client) -> None:
    """The comparison above bites."""
    addresses = channels()
    before = seen(client, addresses)
    hide("published")
    after = seen(client, addresses)
    changed = {one for one in addresses if before[one] != after[one]}
    assert {"/fr/", "/en/", "/fr/actualites/", "/data/news.json", "/fr/bilan/"} <= changed
