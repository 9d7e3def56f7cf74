"""Rules of an entry over several rows, which no constraint can hold; the one door checks them."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from atoutsud.content.languages import LANGUAGES, localized
from atoutsud.content.publication import State
from lexicon.models import Concept, Relation, Term
from lexicon.models.concept import merge_error

DEEPEST = 50


def check(concept: Concept) -> None:
    """Raise ValidationError with all that is wrong; reads what is written, in a transaction.

    Rows that were prefetched after the writing are not read again.
    """
    faults = [*_terms(concept), *_publication(concept), *_relations(concept)]
    if faults:
        raise ValidationError(faults)


def _publication(concept: Concept) -> Iterator[ValidationError]:
    if fault := merge_error(concept):
        yield fault
    if concept.state != State.PUBLISHED:
        return
    if not any(term.status == Term.Status.PREFERRED for term in concept.terms.all()):
        yield ValidationError(_("A published entry needs a recommended term."))
    if not any(getattr(concept, localized("definition", code)) for code in LANGUAGES):
        yield ValidationError(_("A published entry needs a definition, in one language at least."))


def _terms(concept: Concept) -> Iterator[ValidationError]:
    read = "terms" in getattr(concept, "_prefetched_objects_cache", {})
    terms = concept.terms.all() if read else concept.terms.select_related("short_for")
    for term in terms:
        full = term.short_for if term.short_for_id else None
        if full and (full.concept_id != concept.pk or full.lang != term.lang):
            yield ValidationError(
                _("“%(term)s” must be short for a term of the same entry and language.")
                % {"term": term.text}
            )
        elif full and full.short_for_id == term.pk:
            yield ValidationError(
                _("“%(term)s” and its full form point at each other.") % {"term": term.text}
            )


def _relations(concept: Concept) -> Iterator[ValidationError]:
    """Broader notions never run in a circle, nor are they also merely related."""
    if "relations" in getattr(concept, "_prefetched_objects_cache", {}):
        own = list(concept.relations.all())
        if not own and concept.version == 1:
            return  # nothing leads from or to an entry that has just been made
    above: set[int] = set()
    level = {concept.pk}
    for _step in range(DEEPEST):
        level = set(
            Relation.objects.filter(concept__in=level, kind=Relation.Kind.BROADER).values_list(
                "target", flat=True
            )
        )
        if concept.pk in level:
            yield ValidationError(_("Broader notions would run in a circle."))
            return
        level -= above
        if not level:
            break
        above |= level
    related = Relation.objects.filter(kind=Relation.Kind.RELATED)
    clash = (
        related.filter(concept=concept, target__in=above).exists()
        or related.filter(target=concept, concept__in=above).exists()
    )
    if clash:
        yield ValidationError(_("An entry cannot be both broader than this one and related to it."))
