"""The search of the whole site: what apps offer, found in one index, shown by kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from atoutsud.content import answers, languages
from atoutsud.content.answers import Answer, Found
from atoutsud.content.candidates import Scope
from atoutsud.content.languages import Wording, slug_of
from atoutsud.content.matching import LONGEST, Tier
from atoutsud.content.registry import Registry
from atoutsud.site import publicpage, unfound

SHOWN = 8
LONGEST_SUMMARY = 300


class Hit(NamedTuple):
    """`language`: that of the page it leads to. `matched`: another name it was found by.

    `equivalent`: its name in the other language.
    """

    address: str
    words: Wording
    language: str
    note: str = ""
    summary: Wording | None = None
    matched: Wording | None = None
    equivalent: Wording | None = None


@dataclass(frozen=True)
class Source:
    """What an app offers of one kind of object: `show(found, what the index keeps, language)`.

    `more(query)` is the address of all the answers of this kind, where there is one.
    """

    order: int
    label: Any
    kind: str
    show: Callable[[Found, dict[str, Any], str], Hit]
    more: Callable[[str], str] | None = None


sources: Registry[Source] = Registry("search", order=lambda source: source.order)
register = sources.register


@dataclass
class Group:
    label: Any
    hits: list[Hit]
    count: int
    more: str


def titled(found: Found, shown: dict[str, Any], language: str, name: str, **about: Any) -> Hit:
    """The hit of something with a title and a summary per language, at the address `name`."""
    titles = shown["title"]
    code = language if language in titles else next(iter(titles), language)
    words = Wording(titles.get(code, ""), code, code != language)
    where = shown["slug"][code] if "slug" in shown else _where(found.object_id, words.text)
    with translation.override(code):
        address = reverse(name, args=[where])
    summary = shown["summary"].get(code, "")
    if len(summary) > LONGEST_SUMMARY:
        summary = summary[:LONGEST_SUMMARY].rsplit(" ", 1)[0] + "…"
    about.setdefault("summary", Wording(summary, code, code != language) if summary else None)
    return Hit(address, words, code, **about)


def _where(pk: int, title: str) -> str:
    slug = slug_of(title)
    return f"{pk}-{slug}" if slug else str(pk)


def find(query: str, language: str) -> list[Group]:
    """What answers, by kind; the lexicon is bounded apart, so that it hides nothing else."""
    offered = list(sources)
    scope = Scope(groups=tuple((source.kind,) for source in offered), prefer=language)
    answer = answers.find(query, scope)
    by_kind = {source.kind: _fit(answer, source.kind) for source in offered}
    answers.show(answer, [hit for found in by_kind.values() for hit in found[:SHOWN]])
    return [
        Group(
            source.label,
            [source.show(hit, answer.shown[hit.entry], language) for hit in found[:SHOWN]],
            len(found),
            source.more(query) if source.more and len(found) > SHOWN else "",
        )
        for source in offered
        if (found := by_kind[source.kind])
    ]


def _fit(answer: Answer, kind: str) -> list[Found]:
    """Guesses at a mistyped word stand only where nothing has the word as it is."""
    found = answer.of((kind,))
    sure = [hit for hit in answer.hits if hit.tier != Tier.TYPO]
    return [hit for hit in found if hit.tier != Tier.TYPO] if sure and not found else found


@publicpage.public_page
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").replace("\x00", " ").strip()[:LONGEST]
    language = languages.active()
    groups = find(query, language) if query else []
    if query and not groups:
        unfound.note(query, language)
    context = {
        "section": "search",
        "q": query,
        "groups": groups,
        "count": sum(group.count for group in groups),
        "noindex": True,
    }
    return publicpage.page(request, "site/search.html", context)


def show_page(found: Found, shown: dict[str, Any], language: str) -> Hit:
    return titled(found, shown, language, "site-page")


register(Source(order=40, label=_("Pages"), kind="site.page", show=show_page))
