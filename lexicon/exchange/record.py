"""One entry as data, whatever the file it comes from or goes to.

A record refers to other things by `uid` and to domains by code: it means the same on any site. A
record read from a file holds only what that file says; a key that is absent says nothing.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any, TypedDict

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Prefetch

from atoutsud.content.languages import LANGUAGES, localized
from atoutsud.content.revisions import Revision
from lexicon.models import Concept, Domain, Pointer, Relation, Source, Term

CHUNK = 500
SCHEMA = 1
TEXTS = ("definition", "note", "disambiguation")
TERM_TEXTS = ("lang", "text", "kind", "status", "usage_label", "region", "gender",
              "part_of_speech", "feminine")  # fmt: skip
Said = Callable[[int, int], None]
Texts = dict[str, str]


class TermRecord(TypedDict, total=False):
    uid: str
    lang: str
    text: str
    kind: str
    status: str
    usage_label: str
    region: str
    gender: str
    part_of_speech: str
    feminine: str
    short_for: str | None
    position: int
    browse: bool
    # The format cannot tell “advised against” from “outdated”.
    vague: bool


class About(TypedDict, total=False):
    """What belongs to this site alone: numbers, dates, people. Never compared."""

    id: int
    version: int
    first_published: str
    updated: str
    credits: list[str]
    headwords: Texts


class Record(TypedDict, total=False):
    uid: str
    definition: Texts
    note: Texts
    disambiguation: Texts
    domains: list[str]
    tags: list[str]
    terms: list[TermRecord]
    examples: list[dict[str, Any]]
    citations: list[dict[str, Any]]
    relations: list[dict[str, Any]]
    mappings: list[dict[str, Any]]
    reviewed_on: str | None
    public_credit: bool
    autolink: bool
    replaced_by: str | None
    extra: dict[str, Any]
    about: About


def public_concepts() -> Any:
    """Public entries with all a record needs, drafts among what they link to left out."""
    # Each target is looked up by its number: a list of all entries would be made for each batch.
    seen = Concept.public.filter(pk=OuterRef("target_id"))
    linked = Relation.public.filter(Exists(seen))
    return Concept.public.order_by("pk").prefetch_related(
        "terms",
        "examples",
        "citations__source",
        Prefetch("relations", queryset=linked.select_related("target")),
        "mappings",
        "domains",
        "tags",
        Prefetch("replaced_by", queryset=Concept.public.all()),
    )


def records(queryset: Any = None, said: Said | None = None) -> Iterator[Record]:
    """Records in the order of their numbers, read a few hundred at a time."""
    rows = public_concepts() if queryset is None else queryset
    total = rows.count() if said else 0
    last = done = 0
    while True:
        chunk = list(rows.filter(pk__gt=last)[:CHUNK])
        if not chunk:
            return
        names = credits_of(chunk)
        for concept in chunk:
            yield of(concept, names.get(concept.pk, []))
        last = chunk[-1].pk
        done += len(chunk)
        if said:
            said(done, total)


def credits_of(concepts: list[Concept]) -> dict[int, list[str]]:
    """The names those who wrote each entry chose to be credited by, where it names them."""
    shown = [concept.pk for concept in concepts if concept.public_credit]
    model = ContentType.objects.get_for_model(Concept)
    rows = Revision.objects.filter(model=model, object_id__in=shown).exclude(credited_name="")
    found: dict[int, list[str]] = {}
    for pk, name in rows.order_by("number").values_list("object_id", "credited_name"):
        names = found.setdefault(pk, [])
        if name not in names:
            names.append(name)
    return found


def of(concept: Concept, names: list[str] | None = None) -> Record:
    """The record of one entry; `concept` comes with its rows prefetched."""
    terms = list(concept.terms.all())
    uids = {term.pk: str(term.uid) for term in terms}
    replacement = concept.replaced_by if concept.replaced_by_id else None
    record: Record = {"uid": str(concept.uid)}
    for name in TEXTS:
        record[name] = {  # type: ignore[literal-required]
            code: text for code in LANGUAGES if (text := getattr(concept, localized(name, code)))
        }
    record["domains"] = sorted(domain.code for domain in concept.domains.all())
    record["tags"] = sorted(tag.name for tag in concept.tags.all())
    record["terms"] = [_term(term, uids) for term in terms]
    record["examples"] = [
        {"uid": str(row.uid), "lang": row.lang, "text": row.text,
         "term": uids.get(row.term_id or 0), "position": row.position}
        for row in concept.examples.all()
    ]  # fmt: skip
    record["citations"] = [
        {"uid": str(row.uid), "source": str(row.source.uid), "target": row.target,
         "lang": row.lang, "locator": row.locator, "term": uids.get(row.term_id or 0),
         "position": row.position}
        for row in concept.citations.all()
    ]  # fmt: skip
    record["relations"] = [
        {"uid": str(row.uid), "kind": row.kind, "target": str(row.target.uid),
         "position": row.position}
        for row in concept.relations.all()
    ]  # fmt: skip
    record["mappings"] = [
        {"uid": str(row.uid), "uri": row.uri, "kind": row.kind} for row in concept.mappings.all()
    ]
    record["reviewed_on"] = concept.reviewed_on.isoformat() if concept.reviewed_on else None
    record["public_credit"] = concept.public_credit
    record["autolink"] = concept.autolink
    record["replaced_by"] = str(replacement.uid) if replacement else None
    record["extra"] = concept.extra
    record["about"] = {
        "id": concept.pk,
        "version": concept.version,
        "first_published": concept.first_published.isoformat() if concept.first_published else "",
        "updated": concept.updated.isoformat(),
        "credits": names or [],
        "headwords": {c: w for c in LANGUAGES if (w := getattr(concept, localized("heading", c)))},
    }
    return record


def _term(term: Term, uids: dict[int, str]) -> TermRecord:
    row: TermRecord = {"uid": str(term.uid)}
    for name in TERM_TEXTS:
        row[name] = str(getattr(term, name))  # type: ignore[literal-required]
    row["short_for"] = uids.get(term.short_for_id or 0)
    row["position"] = term.position
    row["browse"] = term.browse
    return row


def canonical(record: Record) -> str:
    """The document without numbers, version, dates and people: equal to the byte when equal.

    Rows stand by their uid, since their order is said by `position`.
    """
    document: dict[str, Any] = {k: v for k, v in record.items() if k != "about"}
    for name in ("terms", "examples", "citations", "relations", "mappings"):
        document[name] = sorted(document.get(name, []), key=lambda row: str(row["uid"]))
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def domains() -> list[dict[str, Any]]:
    """Every domain, broader ones first."""
    rows = list(Domain.public.select_related("parent").order_by("position", "code"))
    found: list[dict[str, Any]] = [
        {
            "code": row.code,
            "name": _texts(row, "name"),
            "description": _texts(row, "description"),
            "parent": row.parent.code if row.parent else None,
            "position": row.position,
        }
        for row in rows
    ]
    placed: list[dict[str, Any]] = []
    while found:
        codes = {row["code"] for row in placed}
        ready = [row for row in found if row["parent"] is None or row["parent"] in codes]
        placed += ready or found
        found = [row for row in found if row not in placed]
    return placed


def sources() -> list[dict[str, Any]]:
    """Sources that public entries cite."""
    cited = Source.objects.filter(citations__concept__in=Concept.public.all()).distinct()
    return [source(row) for row in cited.order_by("uid")]


def source(row: Source) -> dict[str, Any]:
    names = ("title", "lang", "author", "publisher", "url", "licence")
    return {"uid": str(row.uid), **{name: getattr(row, name) for name in names}, "year": row.year}


def pointers() -> list[dict[str, Any]]:
    """Words that only say where to look, towards public entries."""
    shown = Prefetch("targets", queryset=Concept.public.order_by("uid"))
    rows = Pointer.public.order_by("lang", "key").prefetch_related(shown)
    found = [
        {"uid": str(row.uid), "lang": row.lang, "text": row.text,
         "targets": sorted(str(target.uid) for target in row.targets.all())}
        for row in rows
    ]  # fmt: skip
    return [row for row in found if row["targets"]]


def _texts(obj: Any, field: str) -> Texts:
    return {code: text for code in LANGUAGES if (text := getattr(obj, localized(field, code)))}
