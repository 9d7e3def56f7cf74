"""An entry inside other people's pages: a page that may be framed anywhere, and oEmbed."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt

from atoutsud.content.languages import LANGUAGES, active
from atoutsud.site import opendata
from atoutsud.site.publicpage import absolute, find, public_page
from lexicon import entry
from lexicon.models import Concept

WIDTH, HEIGHT, LEAST = 480, 320, 200
_ENTRY = re.compile(r"/(fr/lexique|en/lexicon)/([1-9][0-9]{0,17})(?:-[^/]*)?/(?:integrer/|embed/)?")
_SHORT = re.compile(r"/id/([1-9][0-9]{0,17})")


@csp_replace({"frame-ancestors": ["*"]})
@xframe_options_exempt
@public_page
def embed(request: HttpRequest, pk: int) -> HttpResponse:
    """Headword, definition and equivalents, small enough for a column."""
    concept = find(Concept.public.all(), pk)
    language = active()
    shown = entry.read(concept, language)
    context = {
        "entry": shown,
        "concept": concept,
        "language": language,
        "address": absolute(concept.address(shown.heading.language)),
        "licence": opendata.LICENCE,
        "licence_name": opendata.LICENCE_NAME,
    }
    response = render(request, "lexicon/embed.html", context)
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@opendata.public_file("oembed.json", "application/json+oembed")
def oembed(request: HttpRequest) -> HttpResponse:
    """oEmbed 1.0, for an entry's address; in JSON only."""
    if request.GET.get("format", "json") != "json":
        return JsonResponse({"error": "json is the only format"}, status=501)
    asked = request.GET.get("url", "")[:500]
    language, pk = entry_of(asked)
    concept: Any = Concept.public.filter(pk=pk).first() if pk else None
    if concept is None:
        raise Http404
    with translation.override(language):
        heading = concept.headline(language)
        address = absolute(reverse("lexicon-embed", args=[concept.pk]))
    width, height = (
        size(request.GET.get("maxwidth"), WIDTH),
        size(request.GET.get("maxheight"), HEIGHT),
    )
    frame = format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy"></iframe>',
        address, width, height, heading.text,
    )  # fmt: skip
    document = {
        "version": "1.0",
        "type": "rich",
        "title": heading.text,
        "provider_name": opendata.CREDIT,
        "provider_url": settings.SITE_URL,
        "html": str(frame),
        "width": width,
        "height": height,
    }
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})


def entry_of(address: str) -> tuple[str, int]:
    """(language, number) of an entry's address on this site; number 0 when it is none."""
    try:
        parts, own = urlsplit(address), urlsplit(settings.SITE_URL)
        path = unquote(parts.path)
    except ValueError:
        return LANGUAGES[0], 0
    if (parts.scheme, parts.netloc) != (own.scheme, own.netloc):
        return LANGUAGES[0], 0
    if found := _ENTRY.fullmatch(path):
        return found[1][:2], int(found[2])
    short = _SHORT.fullmatch(path)
    return LANGUAGES[0], int(short[1]) if short else 0


def size(asked: str | None, usual: int) -> int:
    """The usual size, or less when the page that embeds has less room."""
    if asked and asked.isascii() and asked.isdecimal() and len(asked) < 6:
        return max(LEAST, min(usual, int(asked)))
    return usual
