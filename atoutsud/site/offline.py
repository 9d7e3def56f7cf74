"""What lets a reader go on without a line: the service worker and the manifest.

The worker keeps the pages that were read and nothing that was not `public`; what it keeps from the
start is one page in each language and what they need to be shown.
"""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from atoutsud.content import languages
from atoutsud.site import publicpage

# Without these a page kept for later would not look like itself.
SHELL = ("js/site.js", "js/keep.js", "js/draft.js", "img/mark.svg")
FALLBACK = "lexicon-keep"
# Addresses that answer one person only; the worker leaves them to the browser.
PRIVATE = ("members-account", "admin:index")


def addresses(name: str) -> list[str]:
    """The address of a page without arguments, in each language."""
    found = []
    for code in languages.LANGUAGES:
        with translation.override(code):
            found.append(reverse(name))
    return found


@publicpage.public_page
def worker(request: HttpRequest) -> HttpResponse:
    """At the root, since a worker governs only what is below its own address."""
    told = {
        "version": settings.RELEASE,
        "shell": [static(name) for name in SHELL],
        "fallbacks": dict(zip(languages.LANGUAGES, addresses(FALLBACK), strict=True)),
        "private": sorted({address for name in PRIVATE for address in addresses(name)}),
        "static": settings.STATIC_URL,
    }
    # Addresses and a version of ours, in a script and not in a page.
    written = mark_safe(json.dumps(told))  # noqa: S308
    return render(request, "site/sw.js", {"told": written}, content_type="text/javascript")


@publicpage.public_page
def manifest(request: HttpRequest) -> HttpResponse:
    """One for both languages, in the first of them, as it has one address."""
    language = languages.LANGUAGES[0]
    with translation.override(language):
        told = {
            "id": "/",
            "name": "Atoutsud",
            "short_name": "Atoutsud",
            "description": _("The lexicon of international cooperation"),
            "lang": language,
            "start_url": reverse("home"),
            "scope": "/",
            "display": "browser",
            "background_color": "#fbf9f5",
            "theme_color": "#0b5259",
            "icons": [
                {"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
                {"src": static("img/mark-192.png"), "sizes": "192x192", "type": "image/png"},
                {"src": static("img/mark-512.png"), "sizes": "512x512", "type": "image/png"},
            ],
        }
    return JsonResponse(told, content_type="application/manifest+json")
