"""Engagements with their child rows in one query, for public pages.

Child rows come as one JSON column per kind, made by the database, and become unsaved instances
again here: a page costs the same few queries whatever it holds. Other organisations come through
`Partner.public`, so that a partner who is not public is never named.
"""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from atoutsud.content.languages import LANGUAGES
from trainings.models import (
    Agreement,
    CofundingLine,
    Commitment,
    Engagement,
    EngagementDocument,
    EngagementPartner,
    EngagementPhoto,
    ParticipantGroup,
    Partner,
    Programme,
    TopicLine,
)

DATE = ("start_earliest", "end_latest", "precision", "approximate")
PARTNER = ("id", "name_fr", "name_en", "acronym", "is_self")
PROGRAMME = ("id", "name_fr", "name_en", "acronym")
HEAVY = ("source_text",)
# Columns whose values JSON gives as they are.
AS_IN_JSON = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey)


class Doc(JSONObject):
    """Without asking SQLite, at each new connection, whether it knows JSON: it does since 3.38."""

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return Func.as_sql(self, compiler, connection, **extra)


class Nested(Subquery):
    """The rows of a queryset of JSON objects (`doc`), as one JSON array."""

    output_field = models.JSONField()
    template = "(SELECT COALESCE(jsonb_agg(nested.doc), '[]'::jsonb) FROM (%(subquery)s) AS nested)"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "(SELECT json_group_array(json(nested.doc)) FROM (%(subquery)s) AS nested)"
        return self.as_sql(compiler, connection, template=template, **extra)


def nested(queryset: Any, fields: Iterable[str], **extra: Any) -> Nested:
    named = {name: F(name) for name in fields}
    return Nested(queryset.values(doc=Doc(**named, **extra)))


def through(link: str, fields: Iterable[str]) -> list[str]:
    return [f"{link}__{name}" for name in fields]


def may_name(link: str) -> dict[str, Any]:
    """Adds whether the partner at the end of `link` is public."""
    return {f"{link}__seen": Exists(Partner.public.filter(pk=OuterRef(f"{link}_id")))}


class Plan:
    """How JSON objects with these keys become instances of `model`: worked out once for all.

    Values go to the model by position: by name, each instance, of thousands in an export, would
    ask anew which of its columns are translated.
    """

    def __init__(self, model: type[models.Model], keys: tuple[str, ...]) -> None:
        self.model = model
        columns: list[Any] = list(model._meta.concrete_fields)
        places = {
            name: n for n, column in enumerate(columns) for name in (column.attname, column.name)
        }
        self.own: list[tuple[str, int, Any]] = []
        links: dict[str, dict[str, str]] = {}
        for key in keys:
            link, _sep, rest = key.partition("__")
            if rest:
                links.setdefault(link, {})[rest] = key
            else:
                column = columns[places[key]]
                convert = None if isinstance(column, AS_IN_JSON) else column.to_python
                self.own.append((key, places[key], convert))
        self.links = [
            (link, model._meta.get_field(link).related_model, names)
            for link, names in links.items()
        ]
        given = {place for _key, place, _convert in self.own}
        self.blank = [
            None if callable(column.default) else column.get_default() for column in columns
        ]
        self.made = [
            (n, column)
            for n, column in enumerate(columns)
            if n not in given and callable(column.default)
        ]

    def revive(self, document: dict[str, Any]) -> Any:
        values = self.blank.copy()
        for key, place, convert in self.own:
            value = document[key]
            values[place] = value if convert is None or value is None else convert(value)
        for place, column in self.made:
            values[place] = column.get_default()
        row: Any = self.model(*values)
        for link, target, names in self.links:
            linked = {name: document[key] for name, key in names.items()}
            seen = linked.pop("seen", True)
            found = revive(target, linked) if linked.get("id") else None
            row._state.fields_cache[link] = found
            if target is Partner:
                setattr(row, f"public_{link}", found if seen else None)
        return row


_plan = cache(Plan)


def revive(model: Any, document: dict[str, Any]) -> Any:
    """An instance of `model` from its JSON object; `a__b` become attributes of `a`.

    A partner seen through a link comes as `public_<link>`: None when it is not public.
    """
    return _plan(model, tuple(document)).revive(document)


def revived(model: type[models.Model], value: Any) -> list[Any]:
    documents = json.loads(value) if isinstance(value, str) else value or []
    return [revive(model, document) for document in documents]


def _roles() -> Nested:
    rows = EngagementPartner.objects.filter(engagement=OuterRef("pk")).order_by("position", "pk")
    fields = ("id", "role", "note_fr", "note_en", *through("partner", PARTNER))
    return nested(rows, (*fields, "partner__hq_country"), **may_name("partner"))


def _lines() -> Nested:
    rows = CofundingLine.objects.filter(engagement=OuterRef("pk")).order_by("position", "pk")
    fields = (
        *("id", "nature", "share", "amount", "currency", "amount_not_published"),
        *("valuation_method", "note_fr", "note_en", "funder_id", "programme_id", "channel_id"),
        *("quantity", "unit_fr", "unit_en", "unit_value"),
        *through("category", ("id", "code", "name_fr", "name_en", "anc_family")),
        *through("funder", (*PARTNER, "hq_country")),
        *through("programme", PROGRAMME),
        *through("channel", PARTNER),
    )
    manager = Partner.public.filter(pk=OuterRef("programme__managed_by"))
    return nested(
        rows,
        fields,
        **may_name("funder"),
        **may_name("channel"),
        programme__managed_by__id=F("programme__managed_by_id"),
        programme__managed_by__name_fr=F("programme__managed_by__name_fr"),
        programme__managed_by__name_en=F("programme__managed_by__name_en"),
        programme__managed_by__acronym=F("programme__managed_by__acronym"),
        programme__managed_by__seen=Exists(manager),
    )


def _groups() -> Nested:
    rows = ParticipantGroup.objects.filter(engagement=OuterRef("pk")).order_by("position", "pk")
    fields = ("id", "label_fr", "label_en", "profile", "sex", "count")
    return nested(rows, (*fields, *through("institution", PARTNER)), **may_name("institution"))


def _agreements() -> Nested:
    rows = Agreement.objects.filter(engagement=OuterRef("pk")).order_by("position", "pk")
    between = Partner.public.filter(all_agreements=OuterRef("pk")).order_by("pk")
    texts = [f"{name}_{code}" for name in ("title", "purpose", "signatories") for code in LANGUAGES]
    return nested(rows, ("id", "kind", *texts, *DATE), between=nested(between, PARTNER))


def _commitments() -> Nested:
    rows = Commitment.objects.filter(engagement=OuterRef("pk")).order_by("position", "pk")
    fields = ("id", "state", "text_fr", "text_en", "done_note_fr", "done_note_en", *DATE)
    return nested(rows, fields)


def _topics() -> Nested:
    rows = TopicLine.objects.filter(engagement=OuterRef("pk")).order_by("position", "pk")
    return nested(rows, ("id", "label_fr", "label_en", "concept_id"))


def for_rows(queryset: Any) -> list[Any]:
    """Engagements with `roles` and `lines`: what a row of a list shows."""
    found = list(queryset.defer(*HEAVY).annotate(j_roles=_roles(), j_lines=_lines()))
    for engagement in found:
        engagement.roles = revived(EngagementPartner, engagement.j_roles)
        engagement.lines = revived(CofundingLine, engagement.j_lines)
    return found


def for_page(queryset: Any) -> Any:
    """The same with everything the page of one engagement shows."""
    return queryset.select_related("programme").annotate(
        j_roles=_roles(),
        j_lines=_lines(),
        j_groups=_groups(),
        j_agreements=_agreements(),
        j_commitments=_commitments(),
        j_topics=_topics(),
        has_documents=Exists(EngagementDocument.objects.filter(engagement=OuterRef("pk"))),
        has_photos=Exists(EngagementPhoto.objects.filter(engagement=OuterRef("pk"))),
    )


def fill(engagement: Any) -> None:
    """Turn the JSON of `for_page` into rows, and fetch files, topics and news."""
    engagement.roles = revived(EngagementPartner, engagement.j_roles)
    engagement.lines = revived(CofundingLine, engagement.j_lines)
    engagement.groups = revived(ParticipantGroup, engagement.j_groups)
    engagement.commitments = revived(Commitment, engagement.j_commitments)
    engagement.topic_lines = revived(TopicLine, engagement.j_topics)
    engagement.agreements = []
    for document in loaded(engagement.j_agreements):
        between = revived(Partner, document.pop("between"))
        agreement = revive(Agreement, document)
        agreement.between = between
        engagement.agreements.append(agreement)
    known = concepts({line.concept_id for line in engagement.topic_lines} - {None})
    for line in engagement.topic_lines:
        line.public_concept = known.get(line.concept_id)
    engagement.documents = _documents(engagement) if engagement.has_documents else []
    engagement.photos = _photos(engagement) if engagement.has_photos else []


def loaded(value: Any) -> list[dict[str, Any]]:
    return json.loads(value) if isinstance(value, str) else value or []


def concepts(ids: set[int]) -> dict[int, Any]:
    """The lexicon's public entries by id, with the words their addresses are made of."""
    if not ids:
        return {}
    found: dict[int, Any] = apps.get_model("lexicon.Concept").public.following(ids)
    return found


def _documents(engagement: Any) -> list[Any]:
    return list(engagement.all_documents.select_related("file").order_by("position", "pk"))


def _photos(engagement: Any) -> list[Any]:
    usable = apps.get_model("content.Picture").public.filter(pk=OuterRef("picture_id"))
    rows = engagement.all_photos.filter(Exists(usable)).select_related("picture")
    return list(rows.order_by("position", "pk"))


def news_about(engagement: Any, limit: int = 10) -> list[Any]:
    """Public news that speak of this engagement, the latest first."""
    article = apps.get_model("news.Article")
    return list(article.public.filter(training=engagement)[:limit])


def partner_page(queryset: Any) -> Any:
    """A partner with its programmes, run and funded."""
    run = Programme.objects.filter(managed_by=OuterRef("pk")).order_by("acronym", "pk")
    funded = Programme.objects.filter(funded_by=OuterRef("pk")).order_by("acronym", "pk")
    return queryset.select_related("logo", "parent").annotate(
        j_run=nested(run, PROGRAMME), j_funded=nested(funded, PROGRAMME)
    )


def programmes_of(partner: Any) -> tuple[list[Programme], list[Programme]]:
    return revived(Programme, partner.j_run), revived(Programme, partner.j_funded)


def involving(partner: Partner) -> Any:
    """Public engagements in which `partner` had a role or paid."""
    had_role = EngagementPartner.objects.filter(engagement=OuterRef("pk"), partner=partner)
    paid = CofundingLine.objects.filter(engagement=OuterRef("pk")).filter(
        Q(funder=partner) | Q(channel=partner)
    )
    return Engagement.public.filter(Exists(had_role) | Exists(paid)).in_order()


def directory() -> list[Partner]:
    """All public partners, with how many public engagements each had a part in."""
    roles = (
        EngagementPartner.objects.filter(
            partner=OuterRef("pk"), engagement__in=Engagement.public.all()
        )
        .order_by()
        .values("partner")
        .annotate(n=models.Count("engagement", distinct=True))
        .values("n")
    )
    return list(partner_page(Partner.public.all()).annotate(engagements=Subquery(roles)))
