"""The card that other sites show where a page is shared: one for each public item and language.

Apps say in a module `cards.py` what stands on the card of each kind of object (`register(Source)`).
The address of a card names what it is drawn from, by a digest: it may be kept for ever, and an
older one leads to the one that stands now. What is not public, or not written in the language, has
no card. Drawn when first asked for, then read from disk; the folder holds so many and no more.
"""

import contextlib
import hashlib
import re
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from atoutsud.content import typography
from atoutsud.content.languages import LANGUAGES, Wording
from atoutsud.content.registry import Registry
from atoutsud.site import carddrawing

NAME = re.compile(r"([a-z]{1,20})-(\d{1,18})-([a-z]{2})\.([0-9a-f]{12})\.png", re.ASCII)
# The card of the site itself, for pages that are about no one thing.
SITE = "site"
FOLDER = "cards"
# About 30 MB: enough for what is shared in a year.
MOST = 2000
_drawing = threading.Lock()


class Words(NamedTuple):
    """What stands on a card; `note` is the line under the title."""

    kind: str
    title: str
    note: str = ""

    @property
    def alt(self) -> str:
        return ", ".join(filter(None, (self.title, self.note, self.kind, "Atoutsud")))


@dataclass(frozen=True)
class Source:
    """`words(object, language)`, said in that language; `name` is a word in addresses."""

    name: str
    model: Any
    words: Callable[[Any, str], Words]


class Card(NamedTuple):
    address: str
    alt: str
    width: int = carddrawing.SIZE[0]
    height: int = carddrawing.SIZE[1]


sources: Registry[Source] = Registry("cards")
register = sources.register


def said(words: Wording) -> str:
    """Words as the pages set them."""
    return typography.apply(words.text, words.language)


def of_site(language: str) -> Card:
    return _card(SITE, 0, language, _site_words(language))


def of(subject: Any, language: str) -> Card:
    """The card of what a page is about; that of the site for what has none of its own."""
    for source in sources:
        if isinstance(subject, source.model):
            with translation.override(language):
                words = source.words(subject, language)
            return _card(source.name, subject.pk, language, words)
    return of_site(language)


def _site_words(language: str) -> Words:
    with translation.override(language):
        return Words(
            "", _("A lexicon of international cooperation, and trainings with NGOs of the South")
        )


def _card(name: str, pk: int, language: str, words: Words) -> Card:
    seed = "|".join((str(carddrawing.DESIGN), language, *words))
    mark = hashlib.sha256(seed.encode()).hexdigest()[:12]
    return Card(reverse("site-card", args=[f"{name}-{pk}-{language}.{mark}.png"]), words.alt)


def _standing(name: str, pk: int, language: str) -> tuple[Card, Words]:
    """The card that this item has in this language now."""
    if name == SITE and pk == 0:
        words = _site_words(language)
        return _card(name, pk, language, words), words
    for source in sources:
        if source.name != name:
            continue
        found = source.model.public.filter(pk=pk).first()
        # What is complete in no language is shown in each by what it has.
        if found is None or language not in (getattr(found, "languages", None) or LANGUAGES):
            break
        with translation.override(language):
            words = source.words(found, language)
        return _card(name, pk, language, words), words
    raise Http404


@require_safe
def card(request: HttpRequest, name: str) -> HttpResponse:
    asked = NAME.fullmatch(name)
    if asked is None or asked[3] not in LANGUAGES:
        raise Http404
    standing, words = _standing(asked[1], int(asked[2]), asked[3])
    if standing.address != request.path:
        response: HttpResponse = HttpResponseRedirect(standing.address)
        response["Cache-Control"] = "no-cache"
        return response
    response = HttpResponse(_drawn(asked[4], words), content_type="image/png")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    # Made to be shown elsewhere.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _drawn(mark: str, words: Words) -> bytes:
    """One is drawn at a time, so that many asked at once leave the processor to readers."""
    path = Path(settings.DATA_DIR) / FOLDER / f"{mark}.png"
    with contextlib.suppress(OSError):
        return path.read_bytes()
    with _drawing:
        drawn = carddrawing.png(*words)
    # A full disk keeps nothing, and takes nothing from who asks.
    with contextlib.suppress(OSError):
        _keep(path, drawn)
    return drawn


def _keep(path: Path, drawn: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as draft:
        draft.write(drawn)
    Path(draft.name).replace(path)
    kept = sorted(path.parent.iterdir(), key=lambda one: one.stat().st_mtime_ns)
    for old in kept[:-MOST]:
        old.unlink(missing_ok=True)
