"""Public pages of the lexicon: each is a function of its address alone."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from atoutsud.content.languages import LANGUAGES, active
from atoutsud.content.linking import seen_by
from atoutsud.content.publication import State
from atoutsud.site import cards
from atoutsud.site.linkeddata import block
from atoutsud.site.publicpage import (
    Counted,
    absolute,
    find,
    moved,
    page,
    paginate,
    public_page,
    redirect_kept,
)
from lexicon import browsing, entry, linkeddata, lookup
from lexicon.models import Concept

SECTION = {"section": "lexicon"}


@public_page
def index(request: HttpRequest) -> HttpResponse:
    if query := lookup.asked(request):
        return lookup.results(request, query)
    language = active()
    context = {
        **SECTION,
        "bar": browsing.letters(language, "", seen_by(request)).bar,
        "shelves": browsing.shelves(language),
        "recent": browsing.recent(language),
        "linked_data": block(linkeddata.term_set(language)),
    }
    return page(request, "lexicon/index.html", context)


@public_page(keeps=("page",))
def letter(request: HttpRequest, letter: str) -> HttpResponse:
    if letter != letter.lower():
        return redirect_kept(request, reverse("lexicon-letter", args=[letter.lower()]))
    language = active()
    known = browsing.letters(language, letter, seen_by(request))
    terms = max(known.size - len(known.pointers), 0)
    page_obj = paginate(request, Counted(terms), browsing.PER_PAGE)
    lines = browsing.letter_lines(language, letter, page_obj.number, known.pointers)
    filled = [bucket for bucket in known.bar if bucket.filled]
    places = [bucket.letter for bucket in filled]
    here = places.index(letter) if letter in places else -1
    context = {
        **SECTION,
        "letter": letter,
        "label": "#" if letter == browsing.SYMBOLS else letter.upper(),
        "bar": known.bar,
        "count": known.size,
        "pointer_count": len(known.pointers),
        "lines": lines,
        "page_obj": page_obj,
        "before": filled[here - 1] if here > 0 else None,
        "after": filled[here + 1] if 0 <= here < len(filled) - 1 else None,
        "noindex": not known.size,
    }
    return page(request, "lexicon/letter.html", context)


@public_page(keeps=("page",))
def domain(request: HttpRequest, where: tuple[int, str]) -> HttpResponse:
    pk, slug = where
    found, narrower, count = browsing.domain_family(pk)
    if found is None:
        raise Http404
    if redirection := moved(request, found, slug):
        return redirection
    page_obj = paginate(request, Counted(count), browsing.PER_DOMAIN_PAGE)
    language = active()
    context = {
        **SECTION,
        "domain": found,
        "narrower": narrower,
        "count": count,
        "page_obj": page_obj,
        "card": cards.of(found, language),
        "lines": browsing.domain_lines(found, language, page_obj.number),
    }
    return page(
        request,
        "lexicon/domain.html",
        context,
        addresses={code: found.address(code) for code in LANGUAGES},
    )


@public_page
def show_entry(request: HttpRequest, where: tuple[int, str]) -> HttpResponse:
    pk, slug = where
    concept = entry.standing(pk) or find(Concept.public.standing(), pk)
    if concept.merged_into_id:
        target = concept.end_of_merges()
        if target is None or not target.is_public:
            raise Http404
        return redirect_kept(request, target.address())
    if redirection := moved(request, concept, slug):
        return redirection
    if concept.state == State.WITHDRAWN:
        return _withdrawn(request, concept)
    language = active()
    shown = entry.read(concept, language, seen_by(request))
    replacement = concept.replaced_by
    context = {
        **SECTION,
        "entry": shown,
        "concept": concept,
        "linked_data": block(linkeddata.term(concept, shown)),
        "replacement": replacement if replacement and replacement.is_public else None,
        "short_address": absolute(reverse("lexicon-short", args=[concept.pk])),
        "letter": browsing.bucket_of(
            concept.sort_fr[:1] if language == "fr" else concept.sort_en[:1]
        ),
    }
    return page(request, "lexicon/entry.html", context, subject=concept)


def _withdrawn(request: HttpRequest, concept: Concept) -> HttpResponse:
    """The address goes on answering: the headword, and where to turn instead."""
    replacement = concept.replaced_by
    context = {
        **SECTION,
        "concept": concept,
        "heading": concept.headline(),
        "replacement": replacement if replacement and replacement.is_public else None,
        "noindex": True,
        "alternates": {},
        "foreign": "",
    }
    return page(
        request,
        "lexicon/withdrawn.html",
        context,
        addresses={code: concept.address(code) for code in LANGUAGES},
    )


@require_safe
def short(request: HttpRequest, pk: int) -> HttpResponse:
    """The permanent address of an entry: leads to its page in the reader's language."""
    concept = get_object_or_404(Concept.public.standing(), pk=pk)
    language = LANGUAGES[0]
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500]):
        if code[:2] in LANGUAGES:
            language = code[:2]
            break
    with translation.override(language):
        response = HttpResponseRedirect(concept.address(language), status=303)
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Language"])
    return response
