"""Atom feeds of what changes in the lexicon, per language and per domain, withdrawals included."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from atoutsud.content import languages
from atoutsud.content.languages import word
from atoutsud.site import publicpage
from lexicon.data import kind_of
from lexicon.models import Concept, Domain

ENTRIES = 40
SUMMARY_WORDS = 60


class LexiconAtom(Atom1Feed):
    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}

    def latest_post_date(self) -> Any:
        return super().latest_post_date() if self.items else self.feed["changed"]


@publicpage.public_page
def lexicon_feed(request: HttpRequest) -> HttpResponse:
    title = _("Atoutsud, changes in the lexicon")
    return _feed(request, title, reverse("lexicon-index"), Concept.public.last_changes(ENTRIES))


@publicpage.public_page
def domain_feed(request: HttpRequest, where: tuple[int, str]) -> HttpResponse:
    domain = Domain.public.filter(pk=where[0]).first()
    if domain is None:
        raise Http404
    title = _("Atoutsud, changes in the lexicon: %(domain)s") % {"domain": domain}
    rows = Concept.public.changes().filter(domains=domain)
    return _feed(request, title, domain.address(), rows)


def _feed(request: HttpRequest, title: str, page: str, rows: Any) -> HttpResponse:
    language = languages.active()
    here = publicpage.absolute(request.path)
    feed = LexiconAtom(
        title=title,
        link=publicpage.absolute(page),
        description=_("New, changed and withdrawn entries."),
        language=language,
        author_name="Atoutsud",
        feed_url=here,
        feed_guid=here,
        changed=request.content_version.changed,  # type: ignore[attr-defined]
    )
    for concept in rows.select_related("merged_into").order_by("-moment", "-pk")[:ENTRIES]:
        add(feed, concept, language)
    return HttpResponse(
        feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


def add(feed: LexiconAtom, concept: Any, language: str) -> None:
    """What is gone keeps its headword only, as its page does."""
    heading = concept.headline(language)
    said = {
        "new": _("New: %(term)s"),
        "changed": _("Changed: %(term)s"),
        "withdrawn": _("Withdrawn: %(term)s"),
        "merged": _("Merged: %(term)s"),
    }[kind_of(concept)]
    summary = word(concept, "definition", heading.language) if concept.standing else None
    feed.add_item(
        title=said % {"term": heading.text},
        link=publicpage.absolute(concept.address(heading.language)),
        description=Truncator(summary.text).words(SUMMARY_WORDS) if summary else "",
        unique_id=f"urn:uuid:{concept.uid}",
        pubdate=concept.first_published,
        updateddate=concept.moment,
        language=heading.language,
    )
