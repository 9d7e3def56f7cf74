"""Engagements with everything that files hold of them, many at once, in a handful of queries.

What `trainings.reading` does for one page, for exports: child rows made by the database, with the
figures that pages leave out. An organisation is reached through `public_…`, which is None when it
is not public, so that no file names one that readers do not see.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import OuterRef, Prefetch

from atoutsud.content.languages import LANGUAGES
from trainings import reading
from trainings.models import (
    Agreement,
    CofundingLine,
    EngagementDocument,
    EngagementPartner,
    ParticipantGroup,
    Partner,
    SectorLine,
    TopicLine,
)

LINE = (
    *("id", "uid", "category_id", "funder_id", "programme_id", "channel_id", "nature", "share"),
    *("amount", "currency", "amount_not_published", "value_date", "valuation_method", "quantity"),
    *("unit_fr", "unit_en", "unit_value", "note_fr", "note_en"),
    *reading.through("category", ("id", "code", "name_fr", "name_en", "anc_family")),
    *reading.through("programme", (*reading.PROGRAMME, "uid", "managed_by_id")),
)
ROLE = ("id", "uid", "role", "note_fr", "note_en", "partner_id")
GROUP = ("id", "uid", "label_fr", "label_en", "profile", "sex", "count", "institution_id")
TOPIC = ("id", "uid", "label_fr", "label_en", "concept_id")
SECTOR = ("id", "code", "percent")
FILE = ("id", "file_id", "url", "title_fr", "title_en", "category")
_TEXTS = tuple(f"{name}_{code}" for name in ("title", "purpose") for code in LANGUAGES)
# attribute -> (model, the fields read); PostgreSQL takes at most fifty of them.
ROWS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "roles": (EngagementPartner, ROLE),
    "lines": (CofundingLine, LINE),
    "groups": (ParticipantGroup, GROUP),
    "topic_lines": (TopicLine, TOPIC),
    "sectors": (SectorLine, SECTOR),
    "agreements": (Agreement, ("id", "kind", "file_id", *_TEXTS, *reading.DATE)),
    "documents": (EngagementDocument, FILE),
}


def whole(queryset: Any) -> list[Any]:
    """The engagements of `queryset` with their rows as attributes (`ROWS`), in the order it gives.

    And `tag_list`, and `programme_manager`, None when it has none that is public.
    """
    nested = {
        f"j_{name}": reading.nested(_of(model), fields) for name, (model, fields) in ROWS.items()
    }
    found = list(
        queryset.defer(*reading.HEAVY)
        .select_related("programme")
        .prefetch_related(Prefetch("tags", to_attr="tag_list"))
        .annotate(**nested)
    )
    for engagement in found:
        for name, (model, _fields) in ROWS.items():
            setattr(engagement, name, reading.revived(model, getattr(engagement, f"j_{name}")))
    _name_organisations(found)
    _join(found)
    return found


def _of(model: Any) -> Any:
    return model.objects.filter(engagement=OuterRef("pk")).order_by("position", "pk")


def _named_rows(found: list[Any]) -> Iterator[tuple[Any, str]]:
    """(row, the name of its link to an organisation)."""
    for engagement in found:
        yield from ((row, "partner") for row in engagement.roles)
        yield from ((row, "institution") for row in engagement.groups)
        for line in engagement.lines:
            yield line, "funder"
            yield line, "channel"
            if line.programme is not None:
                yield line.programme, "managed_by"
        if engagement.programme is not None:
            yield engagement.programme, "managed_by"


def _name_organisations(found: list[Any]) -> None:
    """Every organisation they speak of, fetched once for all."""
    rows = list(_named_rows(found))
    wanted = {getattr(row, f"{link}_id") for row, link in rows} - {None}
    known = Partner.objects.in_bulk(wanted) if wanted else {}
    public = {pk for pk, partner in known.items() if partner.is_public}
    for row, link in rows:
        pk = getattr(row, f"{link}_id")
        row._state.fields_cache[link] = known.get(pk)
        setattr(row, f"public_{link}", known[pk] if pk in public else None)
    for engagement in found:
        engagement.programme_manager = getattr(engagement.programme, "public_managed_by", None)


def _join(found: list[Any]) -> None:
    """Entries of the lexicon and files of the library, fetched once for all."""
    concepts = reading.concepts({t.concept_id for e in found for t in e.topic_lines} - {None})
    with_file = [row for e in found for row in (*e.documents, *e.agreements)]
    files = _files({row.file_id for row in with_file} - {None})
    for engagement in found:
        for line in engagement.topic_lines:
            line.public_concept = concepts.get(line.concept_id)
    for row in with_file:
        row.public_file = files.get(row.file_id)


def _files(ids: set[int]) -> dict[int, Any]:
    if not ids:
        return {}
    documents = apps.get_model("content.Document").public.filter(pk__in=ids)
    return {document.pk: document for document in documents}


def by_pk(pk: int, queryset: Any) -> Any:
    """One of them, or None."""
    return next(iter(whole(queryset.filter(pk=pk))), None)
