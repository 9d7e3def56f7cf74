"""Keeps what each domain holds in step with the entries, and says how much that is."""

from typing import Any

from django.db.models import BigIntegerField, Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from atoutsud.content.publication import State
from lexicon.models import Concept, Filing
from lexicon.models.words import public_now


def renew(pks: list[int]) -> None:
    """File these entries anew; called wherever their search entries are written."""
    Filing.objects.filter(concept__in=pks).delete()
    through = Concept.domains.through
    rows = (
        through._base_manager.filter(concept__in=pks, concept__state=State.PUBLISHED)
        .order_by("concept_id", "domain_id")
        .values_list(
            "concept_id",
            "domain_id",
            "concept__sort_fr",
            "concept__sort_en",
            "concept__publish_from",
            "concept__publish_until",
        )
    )
    Filing.objects.bulk_create(
        Filing(
            concept_id=concept,
            domain_id=domain,
            sort_fr=sort_fr,
            sort_en=sort_en,
            planned=begins is not None or ends is not None,
        )
        for concept, domain, sort_fr, sort_en, begins, ends in rows
    )


def size_of(domain: OuterRef) -> Any:
    """How many entries of a domain readers see: an index is counted, only dates are compared."""
    plain = _counted(Filing.objects.filter(domain=domain, planned=False))
    planned = _counted(Filing.objects.filter(public_now("concept__"), domain=domain, planned=True))
    return plain + planned


def _counted(rows: Any) -> Any:
    counts = rows.order_by().values("domain").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts, output_field=BigIntegerField()), Value(0))
