"""A public page is a function of its address alone.

No session, user or cookie is touched, so the same bytes serve everyone. The content version, the
local date and the release make the ETag; a reader who has the page already gets 304 before
anything is rendered, and the next reader gets the bytes that were rendered for the first.
"""

import datetime
from collections.abc import Callable, Iterable
from functools import lru_cache, partial, wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import render
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from atoutsud.content import languages, limits, publication
from atoutsud.site import cards, pagestore, policy
from atoutsud.site.compression import COMPRESS_FROM, compressed, encoding_for

View = Callable[..., HttpResponse]
# Five searches a second for one address, in bursts: a whole class may sit behind one.
SEARCHES = limits.Brief(limits.Limit("search", 300, 60))


class Gone(Exception):
    """The page was public once and is no more."""


def public_page(view: View | None = None, *, keeps: tuple[str, ...] = ()) -> Any:
    """Make `view` a public page: GET and HEAD, validators, 304, lifetimes, store, compression.

    `keeps`: the query parameters, in their order in addresses, with which the page is still one of
    a known few and worth keeping; with any others it is rendered each time.
    """
    if view is None:
        return partial(public_page, keeps=keeps)

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        # Read already where some version of the page was kept.
        seen = request.META.get(pagestore.VERSION) or publication.seen()
        request.content_version = seen  # type: ignore[attr-defined]
        etag, modified = validators(seen)
        known = get_conditional_response(request, etag=etag, last_modified=modified)
        # “*” asks whether there is anything at all, which only the view can say.
        anything = request.headers.get("If-None-Match", "").strip() == "*"
        if known is not None and known.status_code == 304 and not anything:
            return _with_validators(known, etag, modified)
        if request.GET.get("q") and (wait := SEARCHES.wait(limits.block_of(request))):
            return too_many(request, wait)
        try:
            response = _kept(request, etag, keeps, partial(view, request, *args, **kwargs))
        except Gone:
            return gone(request)
        if response.status_code != 200:
            return response
        return _with_validators(response, etag, modified)

    wrapped.is_public_page = True  # type: ignore[attr-defined]
    return wrapped


def _kept(
    request: HttpRequest, etag: str, keeps: tuple[str, ...], render: Callable[[], HttpResponse]
) -> HttpResponse:
    encoding = encoding_for(request.headers.get("Accept-Encoding", ""))
    key = pagestore.key_of(request, etag, keeps)
    if key is not None:
        return pagestore.fetch(key, encoding, lambda: policy.mark(request, render()))
    response = render()
    if response.status_code == 200 and not response.streaming:
        _compress(response, encoding)
    return response


def validators(seen: publication.Seen) -> tuple[str, int]:
    """(weak ETag, Last-Modified as a timestamp). Weak: the same page exists compressed or not."""
    return _validators(seen, timezone.localdate())


@lru_cache(maxsize=8)
def _validators(seen: publication.Seen, today: datetime.date) -> tuple[str, int]:
    midnight = timezone.make_aware(datetime.datetime.combine(today, datetime.time()))
    version = f"{settings.RELEASE}.{seen.site}.{seen.lexicon}.{seen.changed.timestamp():.6f}"
    etag = f'W/"{version}.{today:%y%m%d}"'
    moment = max(seen.changed, midnight)
    return etag, int(moment.timestamp())


def _with_validators(response: HttpResponse, etag: str, modified: int) -> HttpResponse:
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    response["Cache-Control"] = (
        f"public, max-age=0, must-revalidate, s-maxage={settings.SHARED_MAX_AGE}"
    )
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _compress(response: HttpResponse, encoding: str) -> None:
    if not encoding or len(response.content) < COMPRESS_FROM:
        return
    if not response.has_header("Content-Encoding"):
        response.content = compressed(response.content, encoding)
        response["Content-Encoding"] = encoding


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    """More was asked from one address than one person asks; what was typed is kept."""
    context = {"q": request.GET.get("q", "")[:200], "noindex": True}
    response = render(request, "429.html", context, status=429)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response


def gone(request: HttpRequest) -> HttpResponse:
    response = render(request, "410.html", status=410)
    response["Cache-Control"] = "no-cache"
    return response


def find(queryset: Any, pk: int) -> Any:
    """The row `pk` of a public queryset; Gone if it was public once, else Http404."""
    found = queryset.filter(pk=pk).first()
    return found if found is not None else absent(queryset.model, pk)


def absent(model: Any, pk: int) -> Any:
    """Says of a row that readers do not see whether they saw it once."""
    if model.public.gone(pk):
        raise Gone
    raise Http404


def moved(request: HttpRequest, obj: Any, slug: str) -> HttpResponse | None:
    """The permanent redirect to the object's right address, or None when this is it."""
    if slug == obj.slug(languages.active()):
        return None
    return redirect_kept(request, obj.address())


def redirect_kept(request: HttpRequest, address: str) -> HttpResponse:
    """301 with the query string kept, and not cached: slugs follow titles."""
    query = request.META.get("QUERY_STRING", "")
    if query:
        parts = urlsplit(address)
        address = parts._replace(query="&".join(filter(None, (parts.query, query)))).geturl()
    response = HttpResponsePermanentRedirect(address)
    response["Cache-Control"] = "no-cache"
    return response


class Counted:
    """A list of which only the length is known: the rows of its page are read by themselves."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, part: slice) -> list[Any]:
        return []


def paginate(request: HttpRequest, items: Any, per_page: int) -> Page[Any]:
    """The page `?page=N`; one that does not exist, or is no plain number, is a 404."""
    asked = request.GET.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 7 and asked[0] != "0"):
        raise Http404
    paginator = Paginator(items, per_page)
    number = int(asked)
    if number > paginator.num_pages:
        raise Http404
    return paginator.page(number)


def counterparts(request: HttpRequest) -> dict[str, str]:
    """The address of this page in each language, by resolving it here and reversing it there."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return {}
    found = {}
    for language in languages.LANGUAGES:
        with translation.override(language):
            try:
                found[language] = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
            except NoReverseMatch:
                continue
    return found


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    subject: Any = None,
    addresses: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render a page with its canonical address, alternates and language switch.

    `subject`: the publishable object the page is about; the languages it is written in decide the
    alternates, and a page in another language is a noindex stub that points to the original.
    `addresses`: the page's address per language, where the path alone does not tell.
    """
    language = languages.active()
    if subject is not None:
        written: Iterable[str] = subject.languages or (language,)
        addresses = {code: subject.address(code) for code in languages.LANGUAGES}
    else:
        addresses = addresses or counterparts(request)
        written = tuple(addresses)
    own = addresses.get(language, request.path)
    foreign = subject is not None and language not in written
    original = next(iter(written), language)
    hidden = foreign or bool((context or {}).get("noindex"))
    query = _kept_query(request) if (context or {}).get("page_obj") is not None else ""
    alternates = {code: absolute(addresses[code] + query) for code in written if code in addresses}
    other = languages.other(language)
    values = {
        "language": language,
        "canonical": absolute((addresses[original] if foreign else own) + query),
        "alternates": {} if hidden or len(alternates) < 2 else alternates,
        "noindex": hidden,
        "foreign": original if foreign else "",
        "card": cards.of(subject, original if foreign else language),
        "switch": {
            "language": other,
            "address": _with_query(request, addresses.get(other) or f"/{other}/"),
        },
        **(context or {}),
    }
    return render(request, template, values, status=status)


def absolute(path: str) -> str:
    """`path` on the site's own host, which the settings give and no request header can change."""
    if urlsplit(path).scheme:
        return path
    return settings.SITE_URL.rstrip("/") + path


def _kept_query(request: HttpRequest) -> str:
    """Only the page number makes another canonical page; searches and filters do not."""
    number = request.GET.get("page", "")
    return f"?page={number}" if number.isdigit() and number != "1" else ""


def _with_query(request: HttpRequest, address: str) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"{address}?{query}" if query else address
