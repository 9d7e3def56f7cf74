"""Whether an address of this site is one readers can open: from rows, never the network."""

import functools
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext as _

from atoutsud.content import markup, richtext
from atoutsud.content.fields import RichText
from atoutsud.content.languages import LANGUAGES, Addressed, localized
from atoutsud.content.richtext import REFERENCE
from atoutsud.site.movedpaths import MovedPath, normalised

MOST_TOLD = 9


def hrefs_of(html: str) -> list[str]:
    """Where the links of a rich text lead, each once."""
    return list(links_of(html))


def links_of(html: str) -> dict[str, str]:
    """Address -> the words that lead there first."""
    found: dict[str, str] = {}
    href, said = "", []
    for token in markup.read(richtext.clean(html or "")):
        if token.name == "a" and token.kind == "start":
            href, said = token.attributes.get("href", ""), []
        elif token.name == "a":
            if href and not href.startswith("#"):
                found.setdefault(href, " ".join("".join(said).split()))
            href = ""
        elif href and token.kind == "text":
            said.append(token.text)
    return found


def addresses_in(text: str) -> list[str]:
    """Addresses of this site in a plain text."""
    own = re.escape(settings.SITE_URL.rstrip("/")) + r"/[^\s<>\"«»”]*[^\s<>\"«»”.,;:!?)]"
    return list(dict.fromkeys(re.findall(own, text or "")))


def own_path(address: str) -> str | None:
    """The path of an address of this site; None for any other."""
    try:
        parts = urlsplit(address)
        ours = urlsplit(settings.SITE_URL)
    except ValueError:
        return None
    if parts.scheme and (parts.scheme not in ("http", "https") or parts.netloc != ours.netloc):
        return None
    return unquote(parts.path) or "/"


def fault_of(address: str) -> str:
    """Why readers cannot open it, in a few words; empty when they can, or when it is elsewhere."""
    if match := REFERENCE.fullmatch(address):
        return _reference(match[1], int(match[2]))
    path = own_path(address)
    if path is None or path.startswith((settings.STATIC_URL, "/media/")):
        return ""
    if path.startswith("/admin/"):
        return _("for the back office only")
    language = path[1:3] if path[1:3] in LANGUAGES else LANGUAGES[0]
    with translation.override(language):
        found = _resolved(path)
    if found is None:
        moved = MovedPath.objects.filter(old=normalised(path)).exists()
        return "" if moved else _("no such address")
    model = _models().get(found.view_name)
    if model is None:
        return ""
    if "where" in found.kwargs:
        return _row(model, models.Q(pk=found.kwargs["where"][0]))
    return _row(model, models.Q(**{localized("slug", language): found.kwargs.get("slug", "")}))


def _resolved(path: str) -> Any:
    for tried in (path, f"{path}/"):
        try:
            return resolve(tried)
        except Resolver404:
            continue
    return None


@functools.cache
def _models() -> dict[str, Any]:
    """Name of a detail address -> what stands there."""
    return {
        model.address_name: model
        for model in apps.get_models()
        if issubclass(model, Addressed) and hasattr(model, "public")
    }


def _reference(label: str, pk: int) -> str:
    try:
        model: Any = apps.get_model(label)
    except LookupError:
        return _("no such address")
    return _row(model, models.Q(pk=pk)) if hasattr(model, "public") else ""


def _row(model: Any, condition: models.Q) -> str:
    if model.public.filter(condition).exists():
        return ""
    row = model._base_manager.filter(condition).first()
    if row is None:
        return _("no such address")
    # What a merge has led elsewhere is found there.
    if hasattr(model.public, "following") and model.public.following([row.pk]):
        return ""
    return _("readers do not see it")


def columns(model: type[models.Model], kind: Any) -> Iterator[Any]:
    """Columns of a kind; of a translated one those of each language, never the base."""
    names = {column.name for column in model._meta.concrete_fields}
    for column in model._meta.concrete_fields:
        if isinstance(column, kind) and localized(column.name, LANGUAGES[0]) not in names:
            yield column


def advice(obj: Any, document: dict[str, Any] | None = None) -> list[str]:
    """A sentence for each link of the object's texts that readers cannot follow.

    `document`: the texts of a working draft, which stand there instead of the columns.
    """
    said = []
    for column in columns(type(obj), RichText):
        name, _line, language = column.name.rpartition("_")
        text = getattr(obj, column.attname, "")
        if document is not None:
            text = document.get(f"{name}.{language}", text)
        for href, words in links_of(text).items():
            if why := fault_of(href):
                # A link kept by number is known to who wrote it by its words.
                link = words if words and REFERENCE.fullmatch(href) else href
                values = {"link": link, "field": column.verbose_name, "why": why}
                said.append(_("%(field)s: the link “%(link)s” leads nowhere (%(why)s).") % values)
    if len(said) > MOST_TOLD:
        said[MOST_TOLD:] = [_("and %(n)d more.") % {"n": len(said) - MOST_TOLD}]
    return said
