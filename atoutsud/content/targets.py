"""What a link leads to, by identity: an address of this site becomes `ref:app.model/12`.

An address may change with a title; the reference does not.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation

from atoutsud.content.languages import LANGUAGES, localized
from atoutsud.content.pasting import REFERENCE

_HREF = re.compile(r'(<a\b[^>]*?\shref=")([^"]+)(")')


def split(references: Iterable[str]) -> dict[str, set[int]]:
    """Model label -> ids, of what is well formed and a model of the site."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for said in references:
        if match := REFERENCE.fullmatch(said):
            wanted[match[1]].add(int(match[2]))
    return dict(wanted)


def _path(href: str) -> str:
    """The path of an address of ours, "" for another's; one that names a part stays as it is."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return ""
    ours = urlsplit(getattr(settings, "SITE_URL", "") or "").netloc.lower()
    if parts.netloc.lower() not in ("", ours) or parts.query or parts.fragment:
        return ""
    return parts.path if parts.path.startswith("/") else ""


def reference_of(href: str) -> str:
    """The reference of what stands at an address of this site, else ""."""
    path = _path(href.strip())
    language = path[1:3]
    if language not in LANGUAGES:
        return ""
    with translation.override(language):
        try:
            match = resolve(path)
        except Resolver404:
            return ""
    for model in apps.get_models():
        if getattr(model, "address_name", "") != match.view_name:
            continue
        if pk := _identity(model, match.kwargs, language):
            return f"ref:{model._meta.label_lower}/{pk}"
    return ""


def _identity(model: Any, kwargs: dict[str, Any], language: str) -> int:
    """By the number of the address, which alone decides, else by the word that is stored."""
    if "where" in kwargs:
        pk, _slug = kwargs["where"]
        return int(pk)
    column = localized("slug", language)
    found = model._base_manager.filter(**{column: kwargs.get("slug")}).values_list("pk", flat=True)
    return int(found.order_by("pk").first() or 0)


def by_identity(source: str) -> str:
    """Rich text in which links to this site name what they lead to, whatever was pasted."""

    def named(match: re.Match[str]) -> str:
        return f"{match[1]}{reference_of(match[2]) or match[2]}{match[3]}"

    return _HREF.sub(named, source)
