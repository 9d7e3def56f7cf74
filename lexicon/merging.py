"""Two entries that turn out to be one notion: everything one holds goes to the other.

The entry that goes keeps its own rows and history, withdrawn, and its address leads to the other.
What cannot stand beside what is there already is kept in words, in the note: nothing is dropped.
All is written through `publish`, so that reverting the revisions undoes it.
"""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from atoutsud.content.documents import Flat
from atoutsud.content.folding import fold
from atoutsud.content.languages import LANGUAGES
from atoutsud.content.publication import State
from atoutsud.content.revisions import snapshot
from lexicon.models import Concept, Contribution, Pointer, Relation, Term
from lexicon.publishing import publish

Rows = dict[str, dict[str, Any]]
TEXTS = ("definition", "note", "disambiguation")
KINDS = ("terms", "examples", "citations", "relations", "mappings")
TOLD = ("usage_label", "region", "feminine")
# What makes two rows of a kind the same.
SAME: dict[str, tuple[str, ...]] = {
    "terms": ("lang", "key", "kind"),
    "examples": ("lang", "text"),
    "citations": ("source", "target", "lang", "locator", "term"),
    "relations": ("kind", "target"),
    "mappings": ("uri",),
}


@dataclass
class Plan:
    """What a merge would write, and what the editor is told of it."""

    kept: Concept
    gone: Concept
    changes: Flat = field(default_factory=dict)
    others: list[tuple[Concept, Flat]] = field(default_factory=list)
    pointers: list[Pointer] = field(default_factory=list)
    contributions: list[Contribution] = field(default_factory=list)
    # Rows of the entry that goes, by what they are called in the other.
    renamed: dict[str, str] = field(default_factory=dict)
    added: dict[str, list[str]] = field(default_factory=dict)
    already: dict[str, list[str]] = field(default_factory=dict)
    noted: list[str] = field(default_factory=list)


def refuse(kept: Concept, gone: Concept) -> None:
    """Raise ValidationError when the two cannot be merged this way."""
    if kept.pk == gone.pk:
        raise ValidationError(_("An entry cannot be merged into itself."))
    if kept.state == State.WITHDRAWN:
        raise ValidationError(_("The other entry is itself withdrawn."))
    if gone.merged_into_id:
        raise ValidationError(_("This entry is merged into another already."))
    if gone.is_public and not kept.is_public:
        raise ValidationError(
            _("Readers see this entry and not the other: publish the other first.")
        )


def plan(kept: Concept, gone: Concept) -> Plan:
    """Reads both entries and writes nothing."""
    refuse(kept, gone)
    made = Plan(kept, gone)
    ours, theirs = snapshot(kept), snapshot(gone)
    for name in KINDS:
        _rows(made, name, _by_row(ours, name), _by_row(theirs, name))
    for name in ("domains", "tags"):
        for path in theirs:
            if path.startswith(f"{name}/"):
                label = path.partition("/")[2]
                known = path in ours
                if not known:
                    made.changes[path] = True
                (made.already if known else made.added).setdefault(name, []).append(label)
    _texts(made, ours, theirs)
    _extra(made)
    _others(made)
    made.pointers = list(Pointer.objects.filter(targets=gone).exclude(targets=kept))
    made.contributions = list(
        Contribution.objects.filter(concept=gone, state__in=Contribution.OPEN)
    )
    return made


def merge(
    kept: Concept, gone: Concept, *, author: Any, seen: tuple[int, int], summary: str = ""
) -> Concept:
    """Merge `gone` into `kept`, all or nothing; `seen` are the versions the editor looked at.

    Raises Conflict when either changed since, ValidationError when a rule would be broken.
    """
    with transaction.atomic():
        made = plan(kept, gone)
        words = summary or _("Merged with entry no. %(number)s, “%(name)s”") % {
            "number": gone.pk,
            "name": gone,
        }
        said = words[:300]
        revision = publish(kept, made.changes, seen_version=seen[0], author=author, summary=said)
        for concept, changes in made.others:
            publish(concept, changes, seen_version=concept.version, author=author, summary=said)
        publish(
            gone,
            {"state": State.WITHDRAWN, "merged_into": str(kept.uid)},
            seen_version=seen[1],
            author=author,
            summary=_("Merged into entry no. %(number)s, “%(name)s”")
            % {"number": kept.pk, "name": kept},
        )
        for pointer in made.pointers:
            pointer.targets.add(kept)
        for contribution in made.contributions:
            _move(contribution, made, revision)
    return kept


def _by_row(document: Flat, name: str) -> Rows:
    rows: Rows = {}
    for path, value in document.items():
        parts = path.split("/")
        if parts[0] == name:
            rows.setdefault(parts[1], {})[parts[2]] = value
    return rows


def _identity(name: str, row: dict[str, Any]) -> tuple[Any, ...]:
    if name == "terms":
        folded = fold(row["text"])
        key = folded.replace(" ", "") if row["kind"] == Term.Kind.ACRONYM else folded
        row = {**row, "key": key}
    return tuple(row[part] for part in SAME[name])


def _rows(made: Plan, name: str, ours: Rows, theirs: Rows) -> None:
    """Add the rows the kept entry lacks; complete those it has with what they leave empty."""
    known = {_identity(name, row): uid for uid, row in ours.items()}
    start = max((row.get("position", 0) for row in ours.values()), default=-1) + 1
    named = sorted(theirs.items(), key=lambda item: (item[1].get("position", 0), item[0]))
    if name == "terms":
        # Full forms first: short ones refer to them.
        named.sort(key=lambda item: item[1]["short_for"] is not None)
    for uid, row in named:
        wanted = _fitted(made, name, dict(row), ours)
        if wanted is None:
            continue
        if same := known.get(_identity(name, wanted)):
            made.renamed[f"{name}/{uid}"] = f"{name}/{same}"
            made.already.setdefault(name, []).append(_label(name, row))
            _complete(made, name, same, ours.get(same), wanted)
            continue
        new = str(uuid.uuid4())
        if "position" in wanted:
            wanted["position"] = min(start, 32_000)
            start += 1
        known[_identity(name, wanted)] = new
        made.renamed[f"{name}/{uid}"] = f"{name}/{new}"
        made.changes[f"{name}/{new}"] = wanted
        made.added.setdefault(name, []).append(_label(name, row))


def _fitted(made: Plan, name: str, row: dict[str, Any], ours: Rows) -> dict[str, Any] | None:
    """The row as it can stand in the kept entry; None when it speaks of that entry itself."""
    if name == "terms":
        taken = {(r["lang"], r["status"], r["kind"]) for r in ours.values()}
        taken |= {
            (value["lang"], value["status"], value["kind"])
            for path, value in made.changes.items()
            if path.startswith("terms/") and isinstance(value, dict)
        }
        if (row["lang"], Term.Status.PREFERRED, Term.Kind.FULL) in taken and (
            row["status"],
            row["kind"],
        ) == (Term.Status.PREFERRED, Term.Kind.FULL):
            row["status"] = str(Term.Status.ADMITTED)
    if name == "relations":
        if row["target"] == str(made.kept.uid):
            return None
        if row["kind"] in Relation.BOTH_WAYS and _says_it(row, made.kept):
            return None
    if name == "citations" and row["target"] == "definition" and _both_define(made, row["lang"]):
        row["target"] = "note"
    for link in ("short_for", "term"):
        if row.get(link):
            row[link] = made.renamed[f"terms/{row[link]}"].partition("/")[2]
    return row


def _says_it(row: dict[str, Any], kept: Concept) -> bool:
    """Whether the entry at the other end says this of the kept one already."""
    return Relation.objects.filter(
        concept__uid=row["target"], target=kept, kind=row["kind"]
    ).exists()


def _both_define(made: Plan, language: str) -> bool:
    ours, theirs = (
        getattr(concept, f"definition_{language}", "") or "" for concept in (made.kept, made.gone)
    )
    return bool(ours and theirs and ours != theirs)


def _complete(
    made: Plan, name: str, uid: str, ours: dict[str, Any] | None, row: dict[str, Any]
) -> None:
    """What the same row says more, if there is room for it; else it is told in the note."""
    for part, value in row.items():
        if part in ("position", "browse", "status") or value in ("", None):
            continue
        # A row this very merge has just added has no path of its own yet.
        known = ours[part] if ours else made.changes[f"{name}/{uid}"].get(part)
        if known in ("", None) and ours:
            made.changes[f"{name}/{uid}/{part}"] = value
        elif known in ("", None):
            made.changes[f"{name}/{uid}"][part] = value
        elif known != value and name == "terms" and part in TOLD:
            _tell(made, _language(row["lang"]), f"{row['text']} ({value})")


def _language(code: str) -> str:
    return code if code in LANGUAGES else LANGUAGES[0]


def _texts(made: Plan, ours: Flat, theirs: Flat) -> None:
    for code in LANGUAGES:
        for name in TEXTS:
            path = f"{name}.{code}"
            # The note may hold already what found no place elsewhere.
            mine = made.changes.get(path) or ours.get(path) or ""
            other = theirs.get(path) or ""
            if not other or mine == other:
                continue
            if not mine:
                made.changes[path] = other
                made.added.setdefault("texts", []).append(other)
            else:
                _tell(made, code, other)
    reviewed = [day for day in (ours["reviewed_on"], theirs["reviewed_on"]) if day]
    if reviewed and not ours["reviewed_on"]:
        made.changes["reviewed_on"] = reviewed[0]


def _tell(made: Plan, language: str, words: str) -> None:
    """Words that find no place of their own go to the end of the note."""
    path = f"note.{language}"
    note = made.changes.get(path, getattr(made.kept, f"note_{language}", "") or "")
    with override(language):
        lead = _("From the entry “%(name)s”, merged with this one:") % {
            "name": made.gone.headline(language).text
        }
    if lead not in note:
        note = f"{note}\n\n{lead}" if note else lead
    made.changes[path] = f"{note}\n\n{words}"
    made.noted.append(words)


def _extra(made: Plan) -> None:
    """What imports left beside the model; each entry's own stays under its own name."""
    theirs = made.gone.extra or {}
    if theirs and theirs != made.kept.extra:
        made.changes["extra"] = {**theirs, **(made.kept.extra or {})} | (
            {f"merged {made.gone.uid}": theirs} if set(theirs) & set(made.kept.extra or {}) else {}
        )


def _others(made: Plan) -> None:
    """Entries that name the one that goes name the kept one instead."""
    kept, gone = made.kept, made.gone
    found: dict[int, tuple[Concept, Flat]] = {}

    def of(concept: Concept) -> Flat:
        return found.setdefault(concept.pk, (concept, {}))[1]

    known = {
        (row.kind, row.concept_id, row.target_id)
        for row in Relation.objects.filter(Q(concept=kept) | Q(target=kept))
    }
    carried = {
        (row["kind"], row["target"])
        for path, row in made.changes.items()
        if path.startswith("relations/") and isinstance(row, dict)
    }
    for row in Relation.objects.filter(target=gone).select_related("concept"):
        there = (row.kind, row.concept_id, kept.pk) in known
        back = row.kind in Relation.BOTH_WAYS and (
            (row.kind, kept.pk, row.concept_id) in known
            or (row.kind, str(row.concept.uid)) in carried
        )
        if row.concept_id == kept.pk:
            made.changes[f"relations/{row.uid}"] = None
        elif there or back:
            of(row.concept)[f"relations/{row.uid}"] = None
        else:
            of(row.concept)[f"relations/{row.uid}/target"] = str(kept.uid)
    for name in ("merged_into", "replaced_by"):
        for concept in Concept.objects.filter(**{name: gone}):
            if concept.pk == kept.pk:
                made.changes[name] = None
            else:
                of(concept)[name] = str(kept.uid)
    made.others = list(found.values())


def _move(contribution: Contribution, made: Plan, revision: Any) -> None:
    """A proposal that waits speaks of the kept entry from now on."""
    contribution.concept = made.kept
    if contribution.base_revision_id:
        contribution.base_revision = revision
    contribution.path = _path(contribution.path, made)
    contribution.save(update_fields=["concept", "base_revision", "path"])
    for change in contribution.changes.all():
        change.path = _path(change.path, made)
        change.save(update_fields=["path"])


def _path(path: str, made: Plan) -> str:
    """The same field of the kept entry."""
    parts = path.split("/")
    row = made.renamed.get("/".join(parts[:2]))
    return "/".join([row, *parts[2:]]) if row else path


def _label(name: str, row: dict[str, Any]) -> str:
    """What the editor reads of a row."""
    if name == "relations":
        target = Concept.objects.filter(uid=row["target"]).first()
        return f"{Relation.Kind(row['kind']).label}: {target}" if target else str(row["kind"])
    if name == "citations":
        from lexicon.models import Source

        source = Source.objects.filter(uid=row["source"]).first()
        return str(source or row["source"])
    return str(row.get("text") or row.get("uri") or "")
