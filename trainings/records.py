"""Engagements with everything that files hold of them, many at once, in three queries.

What `trainings.reading` does for one page, for exports: the same rows, made by the database, with
the figures that pages leave out. Organisations come through `Partner.public`, so that one that is
not public is never named in a file.
"""

from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Prefetch

from atoutsud.content.languages import LANGUAGES
from trainings import reading
from trainings.models import (
    Agreement,
    CofundingLine,
    EngagementDocument,
    EngagementPartner,
    Partner,
    SectorLine,
    TopicLine,
)
from trainings.models.participants import ParticipantGroup

PARTNER = (*reading.PARTNER, "uid", "kind", "org_identifier")
PROGRAMME = (*reading.PROGRAMME, "uid")
TAGS = ("id", "name", "label_fr", "label_en")


def _of(model: Any) -> Any:
    return model.objects.filter(engagement=OuterRef("pk")).order_by("position", "pk")


def _roles() -> reading.Nested:
    fields = ("id", "uid", "role", "note_fr", "note_en", *reading.through("partner", PARTNER))
    return reading.nested(_of(EngagementPartner), fields, **reading.may_name("partner"))


def _lines() -> reading.Nested:
    fields = (
        *("id", "uid", "nature", "share", "amount", "currency", "amount_not_published"),
        *("value_date", "valuation_method", "quantity", "unit_fr", "unit_en", "unit_value"),
        *("note_fr", "note_en", "funder_id", "programme_id", "channel_id"),
        *reading.through("category", ("id", "code", "name_fr", "name_en", "anc_family")),
        *reading.through("funder", PARTNER),
        *reading.through("programme", PROGRAMME),
        *reading.through("channel", PARTNER),
        *reading.through("programme__managed_by", PARTNER),
    )
    manager = Partner.public.filter(pk=OuterRef("programme__managed_by"))
    return reading.nested(
        _of(CofundingLine),
        fields,
        **reading.may_name("funder"),
        **reading.may_name("channel"),
        programme__managed_by__seen=Exists(manager),
    )


def _groups() -> reading.Nested:
    fields = (
        *("id", "uid", "label_fr", "label_en", "profile", "sex", "count"),
        *reading.through("institution", PARTNER),
    )
    return reading.nested(_of(ParticipantGroup), fields, **reading.may_name("institution"))


def _topics() -> reading.Nested:
    return reading.nested(_of(TopicLine), ("id", "uid", "label_fr", "label_en", "concept_id"))


def _sectors() -> reading.Nested:
    return reading.nested(_of(SectorLine), ("id", "code", "percent"))


def _agreements() -> reading.Nested:
    texts = [f"{name}_{code}" for name in ("title", "purpose") for code in LANGUAGES]
    return reading.nested(_of(Agreement), ("id", "kind", "file_id", *texts, *reading.DATE))


def _documents() -> reading.Nested:
    fields = ("id", "file_id", "url", "title_fr", "title_en", "category")
    return reading.nested(_of(EngagementDocument), fields)


def _programme_manager() -> Any:
    return Exists(Partner.public.filter(pk=OuterRef("programme__managed_by")))


def whole(queryset: Any) -> list[Any]:
    """The engagements of `queryset` with their rows as attributes, in the order it gives.

    `roles`, `lines`, `groups`, `topic_lines`, `sectors`, `agreements`, `documents`, `tag_list`,
    and `programme_manager`, None when it has none that is public.
    """
    found = list(
        queryset.defer(*reading.HEAVY)
        .select_related("programme__managed_by")
        .prefetch_related(Prefetch("tags", to_attr="tag_list"))
        .annotate(
            j_roles=_roles(),
            j_lines=_lines(),
            j_groups=_groups(),
            j_topics=_topics(),
            j_sectors=_sectors(),
            j_agreements=_agreements(),
            j_documents=_documents(),
            j_manager_seen=_programme_manager(),
        )
    )
    for engagement in found:
        _revive(engagement)
    _join(found)
    return found


def _revive(engagement: Any) -> None:
    engagement.roles = reading.revived(EngagementPartner, engagement.j_roles)
    engagement.lines = reading.revived(CofundingLine, engagement.j_lines)
    engagement.groups = reading.revived(ParticipantGroup, engagement.j_groups)
    engagement.topic_lines = reading.revived(TopicLine, engagement.j_topics)
    engagement.sectors = reading.revived(SectorLine, engagement.j_sectors)
    engagement.agreements = reading.revived(Agreement, engagement.j_agreements)
    engagement.documents = reading.revived(EngagementDocument, engagement.j_documents)
    programme = engagement.programme
    manager = programme.managed_by if programme and engagement.j_manager_seen else None
    engagement.programme_manager = manager


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
