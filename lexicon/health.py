"""What the lexicon lacks, for editors: each question is one count and one list, at any size."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from atoutsud.content.languages import LANGUAGES, localized
from lexicon.models import Citation, Concept, Contribution, Pointer, Relation, Term
from lexicon.models.words import public_now

STALE_AFTER = datetime.timedelta(days=2 * 365)


@dataclass(frozen=True)
class Question:
    """`rows` are those to mend; `where` is the list of the back office that shows them."""

    name: str
    title: str | Promise
    help: str | Promise
    rows: Callable[[], Any]
    where: str = "admin:lexicon_concept_changelist"

    @property
    def address(self) -> str:
        return f"{reverse(self.where)}?health={self.name}"


def lacking_english() -> Any:
    return Concept.objects.published().lacking("en")


def lacking_definition() -> Any:
    """A term stands in a language without a definition in it."""
    lack = Q(pk=None)
    for code in LANGUAGES:
        heading, definition = localized("heading", code), localized("definition", code)
        empty = Q(**{definition: ""}) | Q(**{f"{definition}__isnull": True})
        lack |= Q(**{f"{heading}__gt": ""}) & empty
    return Concept.objects.published().filter(lack)


def lacking_source() -> Any:
    cited = Citation.objects.filter(concept=OuterRef("pk"))
    return Concept.objects.published().filter(~Exists(cited))


def to_review() -> Any:
    """Never reviewed first, then the oldest review."""
    day = timezone.localdate() - STALE_AFTER
    rows = Concept.objects.published().filter(Q(reviewed_on=None) | Q(reviewed_on__lt=day))
    return rows.order_by("reviewed_on", "pk")


def _spelt_alike() -> Any:
    others = Term.objects.filter(
        public_now("concept__"), lang=OuterRef("lang"), key=OuterRef("key")
    )
    own = Term.objects.filter(concept=OuterRef("pk"), lang__in=LANGUAGES)
    return own.filter(Exists(others.exclude(concept=OuterRef("concept"))))


def homographs() -> Any:
    """The same word in several entries, and nothing said to tell this one apart."""
    bare = Q()
    for code in LANGUAGES:
        gloss = localized("disambiguation", code)
        bare &= Q(**{gloss: ""}) | Q(**{f"{gloss}__isnull": True})
    return Concept.objects.published().filter(bare).filter(Exists(_spelt_alike()))


def duplicates() -> Any:
    """Entries that share a French term, plurals included, and an English one with one other."""
    mine = Term.objects.filter(concept=OuterRef(OuterRef(OuterRef("concept"))), lang="en")
    english = Term.objects.filter(concept=OuterRef("concept"), lang="en")
    twins = Term.objects.filter(public_now("concept__"), lang="fr", opening=OuterRef("opening"))
    twins = twins.exclude(concept=OuterRef("concept"))
    twins = twins.filter(Exists(english.filter(opening__in=mine.values("opening"))))
    own = Term.objects.filter(concept=OuterRef("pk"), lang="fr").filter(Exists(twins))
    return Concept.objects.published().filter(Exists(own))


def dangling_links() -> Any:
    """Readers do not see where these lead."""
    gone = Relation.objects.filter(concept=OuterRef("pk")).exclude(
        target__in=Concept.objects.published()
    )
    return Concept.objects.published().filter(Exists(gone))


def dangling_pointers() -> Any:
    seen = Concept.objects.published().filter(pointers=OuterRef("pk"))
    return Pointer.objects.filter(~Exists(seen))


def doubtful() -> Any:
    return Contribution.objects.filter(state__in=Contribution.OPEN).exclude(checks={})


QUESTIONS = (
    Question(
        "english",
        _("without English"),
        _("Published entries without an English term or definition."),
        lacking_english,
    ),
    Question(
        "definition",
        _("without a definition in one of their languages"),
        _("They have a term there, and readers find no explanation beside it."),
        lacking_definition,
    ),
    Question(
        "source",
        _("without a source"),
        _("Nothing says where the definition or the term was found."),
        lacking_source,
    ),
    Question(
        "review",
        _("not reviewed for two years"),
        _("Never reviewed first, then the oldest review."),
        to_review,
    ),
    Question(
        "homographs",
        _("to tell apart"),
        _("Another entry has the same word: fill in “to tell it apart”."),
        homographs,
    ),
    Question(
        "duplicates",
        _("perhaps there twice"),
        _("Another entry shares a French and an English term: merge them if they are one notion."),
        duplicates,
    ),
    Question(
        "links",
        _("with a link that leads nowhere"),
        _("They name an entry that is a draft or was withdrawn."),
        dangling_links,
    ),
    Question(
        "pointers",
        _("pointers that lead nowhere"),
        _("Words that only say where to look, and no entry is there."),
        dangling_pointers,
        "admin:lexicon_pointer_changelist",
    ),
    Question(
        "doubtful",
        _("proposals to check"),
        _("Something about them was not certain when they came in."),
        doubtful,
        "admin:lexicon_contribution_changelist",
    ),
)


def question(name: str) -> Question | None:
    return next((asked for asked in QUESTIONS if asked.name == name), None)


def counts() -> list[tuple[Question, int]]:
    """One query for each question."""
    return [(asked, asked.rows().order_by().count()) for asked in QUESTIONS]
