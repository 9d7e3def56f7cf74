"""The demo content, loaded once for a module and rolled back after it, and its addresses."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from atoutsud.content.languages import LANGUAGES
from tests import demorows

# Addresses of people with an account, or that answer something else than a page.
NOT_PAGES = (
    "account",
    "mfa",
    "lexicon-mine",
    "lexicon-short",
    "home-negotiated",
    "members-",
    "webauthn",
)


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            demorows.load()
            know_the_sizes()
            yield
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


def know_the_sizes() -> None:
    """Let PostgreSQL count what was just loaded, as it does by itself on a living site.

    Our tables alone: the catalogues are shared with whoever tests beside us.
    """
    if connection.vendor == "postgresql":
        tables = sorted({model._meta.db_table for model in apps.get_models()})
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE " + ", ".join(map(connection.ops.quote_name, tables)))


def plain_names() -> list[str]:
    """Names of the addresses with a language prefix that take no argument."""
    names = set()

    def walk(patterns: list[Any], prefixed: bool) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                localised = pattern.pattern.__class__.__name__ == "LocalePrefixPattern"
                walk(pattern.url_patterns, prefixed or localised)
            elif (
                isinstance(pattern, URLPattern)
                and prefixed
                and pattern.name
                and not pattern.pattern.converters
                and not pattern.name.startswith(NOT_PAGES)
            ):
                names.add(pattern.name)

    walk(get_resolver().url_patterns, False)
    return sorted(names)


def plain_addresses(language: str) -> list[str]:
    with translation.override(language):
        return [reverse(name) for name in plain_names()]


def object_addresses() -> dict[str, dict[str, str]]:
    """Address in French -> addresses of the same public object in each language."""
    from atoutsud.site.sitemaps import every_entry

    found = {}
    for entry in every_entry():
        address = entry.addresses.get("fr") or entry.addresses["en"]
        found[address] = dict(entry.addresses)
    return found


def sitemap_parts() -> list[str]:
    """The addresses of the files that the sitemap leads to."""
    from atoutsud.site.sitemaps import parts

    return [reverse("site-sitemap-part", args=[part.name, part.number]) for part in parts()]


def every_address() -> list[str]:
    addresses = {a for language in LANGUAGES for a in plain_addresses(language)}
    for entry in object_addresses().values():
        addresses.update(entry.values())
    return sorted(addresses)
