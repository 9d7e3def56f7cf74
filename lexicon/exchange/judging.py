"""What would become of each entry of a file: new, changed, same, doubtful or refused, and why."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from atoutsud.content.documents import differences
from atoutsud.content.folding import fold
from atoutsud.content.publication import State
from atoutsud.content.revisions import Revision
from lexicon.exchange import record as records
from lexicon.exchange.checking import key_of
from lexicon.exchange.comparing import Proposal, Resolved, both_ways, proposals
from lexicon.exchange.reading import Incoming
from lexicon.exchange.record import Record
from lexicon.models import Concept, ImportRow, Term

Verdict, Choice = ImportRow.Verdict, ImportRow.Choice


@dataclass
class Judged:
    entry: Incoming
    uid: str
    verdict: str = ""
    changes: list[Proposal] = field(default_factory=list)
    others: list[Proposal] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    concept: Concept | None = None
    base: int | None = None

    def row(self, batch: Any) -> ImportRow:
        entry = self.entry
        return ImportRow(
            batch=batch,
            line=entry.line,
            headword=entry.headword()[:200],
            verdict=self.verdict,
            why=[*entry.refusals, *entry.doubts][:20],
            remarks=entry.remarks[:20],
            changes=self.changes,
            others=self.others,
            choices=self.choices,
            choice=Choice.LEAVE if self.verdict == Verdict.DOUBTFUL else "",
            new_uid=self.uid,
            concept=self.concept,
            base_revision_id=self.base,
        )


class Known:
    """The entries that a few hundred lines of a file may speak of, read in a few queries."""

    def __init__(self, entries: list[tuple[Incoming, str]]) -> None:
        terms = [t for e, _uid in entries for t in e.record.get("terms", []) if t.get("text")]
        uids = {uid for _entry, uid in entries}
        own = {t["uid"] for t in terms if t.get("uid")}
        self.owners = dict(Term.objects.filter(uid__in=own).values_list("uid", "concept__uid"))
        self.owners = {str(term): str(concept) for term, concept in self.owners.items()}
        keys = {key_of(t) for t in terms}
        rows = Term.objects.filter(key__in=keys, concept__merged_into=None).exclude(
            concept__state=State.WITHDRAWN
        )
        self.by_key: dict[tuple[str, str], list[int]] = {}
        for lang, key, pk in rows.order_by("concept_id").values_list("lang", "key", "concept_id"):
            self.by_key.setdefault((lang, key), []).append(pk)
        wanted = {pk for found in self.by_key.values() for pk in found}
        prefetched = Concept.objects.prefetch_related(
            "terms", "examples", "citations__source", "relations__target", "mappings", "domains",
            "tags", "replaced_by", "incoming__concept",
        )  # fmt: skip
        by_uid = prefetched.filter(uid__in={*uids, *self.owners.values()})
        found = {c.pk: c for c in (*by_uid, *prefetched.filter(pk__in=wanted))}
        self.concepts = found
        self.uids = {str(concept.uid): concept for concept in found.values()}
        model = ContentType.objects.get_for_model(Concept)
        self.revisions = dict(
            Revision.objects.filter(model=model, object_id__in=found)
            .order_by("number")
            .values_list("object_id", "pk")
        )
        self._records: dict[int, Record] = {}

    def record(self, concept: Concept) -> Record:
        if concept.pk not in self._records:
            made = records.of(concept)
            made["relations"] += [
                {"uid": str(row.uid), "kind": row.kind, "target": str(row.concept.uid)}
                for row in concept.incoming.all()
                if both_ways(row.kind)
            ]
            self._records[concept.pk] = made
        return self._records[concept.pk]

    def alike(self, entry: Incoming) -> list[Concept]:
        """Entries under the headword of this one, in the same language."""
        heads = [t for t in entry.record["terms"] if t.get("status") == "preferred"]
        found: list[int] = []
        for term in heads or entry.record["terms"][:1]:
            if term.get("kind") != "acronym":
                found += self.by_key.get((term["lang"], key_of(term)), [])
        return [self.concepts[pk] for pk in dict.fromkeys(found)]


def judge(entry: Incoming, uid: str, known: Known, resolved: Resolved) -> Judged:
    judged = Judged(entry, uid)
    if entry.refusals:
        judged.verdict = Verdict.REFUSED
        return judged
    stolen = [
        t["text"]
        for t in entry.record["terms"]
        if known.owners.get(t.get("uid", "")) not in (None, uid)
    ]
    concept = known.uids.get(uid)
    if concept is None and stolen and "uid" not in entry.record:
        concept = known.uids.get(known.owners[next(_owned(entry, known))])
        stolen = []
    if stolen:
        entry.refusals.append(
            _("The identifier of “%(text)s” belongs to another entry.") % {"text": stolen[0]}
        )
        judged.verdict = Verdict.REFUSED
    elif concept is not None:
        _judge_known(judged, concept, known, resolved)
    else:
        _judge_unknown(judged, known, resolved)
    return judged


def _owned(entry: Incoming, known: Known) -> Any:
    return (t["uid"] for t in entry.record["terms"] if t.get("uid") in known.owners)


def _against(judged: Judged, concept: Concept, known: Known, resolved: Resolved) -> list[Proposal]:
    judged.concept, judged.base = concept, known.revisions.get(concept.pk)
    found = proposals(judged.entry.record, known.record(concept), resolved, str(concept.uid))
    return _kept(judged, found, resolved, known.record(concept))


def _kept(
    judged: Judged, found: list[Proposal], resolved: Resolved, current: Record | None
) -> list[Proposal]:
    """Names that mean nothing here are listed, and kept with the entry."""
    if not resolved.unresolved:
        return found
    names = list(dict.fromkeys(resolved.unresolved))
    judged.entry.remarks.append(
        _("Not found here, kept aside: %(names)s.") % {"names": ", ".join(names)[:300]}
    )
    before = (current or {}).get("extra", {})
    wanted = {**before, **judged.entry.record.get("extra", {}), "unresolved": names}
    rest = [change for change in found if change[1] != "extra"]
    return rest if wanted == before else [*rest, ("set", "extra", before, wanted)]


def _judge_known(judged: Judged, concept: Concept, known: Known, resolved: Resolved) -> None:
    entry = judged.entry
    judged.changes = _against(judged, concept, known, resolved)
    if not judged.changes:
        judged.verdict = Verdict.SAME
        return
    if concept.state == State.WITHDRAWN:
        entry.doubts.append(_("This entry has been withdrawn."))
    version = entry.record.get("about", {}).get("version", 0)
    if version and version < concept.version and _moved(concept, version, judged.changes):
        entry.doubts.append(
            _(
                "The entry has changed here since this file was exported "
                "(revision %(then)s, now %(now)s)."
            )
            % {"then": version, "now": concept.version}
        )
    judged.verdict = Verdict.DOUBTFUL if entry.doubts else Verdict.CHANGED
    if entry.doubts:
        judged.choices = [Choice.TAKE, Choice.LEAVE]


def _moved(concept: Concept, version: int, changes: list[Proposal]) -> bool:
    """Whether any of the fields to change was changed by others since `version`."""
    model = ContentType.objects.get_for_model(Concept)
    documents = dict(
        Revision.objects.filter(
            model=model, object_id=concept.pk, number__in=(version, concept.version)
        ).values_list("number", "document")
    )
    if version not in documents:
        return True
    moved = differences(documents[version], documents.get(concept.version, {}))
    return any(path in moved for _op, path, _old, _new in changes)


def _judge_unknown(judged: Judged, known: Known, resolved: Resolved) -> None:
    entry = judged.entry
    alike = known.alike(entry)
    for concept in alike:
        if not _against(judged, concept, known, resolved):
            judged.verdict = Verdict.SAME
            return
    fresh = _fresh(judged, entry.record, resolved)
    if not alike:
        judged.changes, judged.concept, judged.base = fresh, None, None
        _judge_new(judged, resolved)
        return
    likely = max(alike, key=lambda concept: _shared(entry.record, known.record(concept)))
    judged.changes = _against(judged, likely, known, resolved)
    judged.others = fresh
    said = _("An entry “%(name)s” exists already%(where)s. Is it the same?")
    names = ", ".join(str(domain) for domain in likely.domains.all())
    entry.doubts.append(said % {"name": likely, "where": f" ({names})" if names else ""})
    judged.verdict = Verdict.DOUBTFUL
    judged.choices = [Choice.SAME, Choice.NEW, Choice.LEAVE]


def _shared(record: Record, current: Record) -> int:
    mine = {fold(name) for name in record.get("domains", [])}
    return len(mine & {fold(code) for code in current.get("domains", [])})


def _fresh(judged: Judged, record: Record, resolved: Resolved) -> list[Proposal]:
    return _kept(judged, proposals(record, None, resolved, judged.uid), resolved, None)


def _judge_new(judged: Judged, resolved: Resolved) -> None:
    entry = judged.entry
    if not entry.record.get("definition") and not entry.doubts:
        entry.doubts.append(_("There is no definition: it cannot be published as it is."))
    if not entry.doubts:
        judged.verdict = Verdict.NEW
        return
    judged.verdict = Verdict.DOUBTFUL
    judged.choices = [Choice.TAKE, Choice.LEAVE]
    if entry.alternative is not None:
        judged.others = _fresh(judged, entry.alternative, resolved)
        judged.choices = [Choice.TAKE, Choice.OTHER, Choice.LEAVE]
