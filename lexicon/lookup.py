"""The pages that answer a query: results, and suggestions while somebody types."""

import json

from django.http import HttpRequest, HttpResponse

from atoutsud.content.candidates import MOST
from atoutsud.content.languages import LANGUAGES, active
from atoutsud.site import unfound
from atoutsud.site.publicpage import page, paginate, public_page
from lexicon import finding

HITS_PER_PAGE = 50
MOST_SUGGESTED = 8
LONGEST_SUGGESTED = 80
SHORTEST = 2
LARGEST = 1000


def asked(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", " ").strip()[: finding.LONGEST]


def results(request: HttpRequest, query: str) -> HttpResponse:
    """The answer to `?q=`, narrowed by `domain` and by the language of the words."""
    domain = request.GET.get("domain", "")
    domain = domain if domain.isascii() and domain.isdigit() and len(domain) < 10 else ""
    words_in = request.GET.get("lang", "")
    words_in = words_in if words_in in LANGUAGES else ""
    answer = finding.find(query, language=words_in, domain=domain, prefer=active(), choices=True)
    page_obj = paginate(request, answer.hits, HITS_PER_PAGE)
    language = active()
    shown = list(page_obj.object_list) or answer.nearest
    if not answer.hits and not (domain or words_in):
        unfound.note(query, language)
    context = {
        "section": "lexicon",
        "q": query,
        "page_obj": page_obj,
        "count": len(answer.hits),
        "many": len(answer.hits) >= MOST,
        "hits": finding.lines(answer, shown, language),
        "domains": finding.choices(answer, domain, language),
        "words_in": words_in,
        "narrowed": bool(domain or words_in),
        "noindex": True,
    }
    return page(request, "lexicon/search.html", context)


@public_page
def suggest(request: HttpRequest) -> HttpResponse:
    """At most eight words that answer, under a kilobyte: `{"hits": [[words, language], ...]}`."""
    language = request.GET.get("lang", "")
    language = language if language in LANGUAGES else LANGUAGES[0]
    query = asked(request)[:LONGEST_SUGGESTED]
    hits: list[list[str]] = []
    if len(query) >= SHORTEST:
        known: set[str] = set()
        for hit in finding.find(query, prefer=language).hits:
            text = hit.text[:LONGEST_SUGGESTED]
            if text and text.casefold() not in known and len(hits) < MOST_SUGGESTED:
                known.add(text.casefold())
                hits.append([text, hit.lang])
    while len(body := _written(hits)) > LARGEST:
        hits.pop()
    return HttpResponse(body, content_type="application/json")


def _written(hits: list[list[str]]) -> bytes:
    return json.dumps({"hits": hits}, ensure_ascii=False, separators=(",", ":")).encode()
