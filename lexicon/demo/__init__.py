"""The demo lexicon, from the JSON beside this module. What is there already is left as it is."""

import json
import uuid
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from atoutsud.content import revisions
from atoutsud.content.folding import fold
from atoutsud.content.publication import State
from lexicon import proposing
from lexicon.models import Change, Concept, Contribution, Domain, Pointer, Source, Term
from lexicon.publishing import create_many, publish

HERE = Path(__file__).parent
NAMES = uuid.UUID("6f0a2f0e-52a5-5d0c-9a53-4f3f1c2b7f10")
READER = "lectrice@example.org"
GENDERS = {"m": "masculine", "f": "feminine", "n": "neuter", "mf": "other"}
REGIONS = {"CA": "Canada", "US": "États-Unis", "BE": "Belgique", "CH": "Suisse", "FR": "France"}
ENGLISH_TITLES = {"pcm-2004", "ocde-criteres"}
ABOUT = "gestion-du-cycle-de-projet"
NAMED = 2
PLAIN = ("usage_label", "part_of_speech", "feminine")


def load(author: Any) -> None:
    """Make what is missing; the same uids each time, so a second run makes nothing."""
    _domains()
    _sources()
    entries = _read_all()
    known = set(Concept.objects.values_list("uid", flat=True))
    fresh = [entry for entry in entries if _uid("concept", entry["key"]) not in known]
    create_many(
        [(Concept(uid=_uid("concept", entry["key"])), _changes(entry)) for entry in fresh],
        author=author,
        summary=_("entry created"),
    )
    for entry in fresh:
        _follow(entry, author)
    _pointers()
    _contribution()


def _uid(kind: str, key: str) -> uuid.UUID:
    return uuid.uuid5(NAMES, f"{kind}:{key}")


def _read(name: str) -> list[dict[str, Any]]:
    path = HERE / name
    return list(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else []


def _read_all() -> list[dict[str, Any]]:
    return [entry for path in sorted(HERE.glob("concepts-*.json")) for entry in _read(path.name)]


def _domains() -> None:
    rows = _read("domains.json")
    for row in rows:
        fields = {k: row.get(k) or "" for k in
                  ("name_fr", "name_en", "description_fr", "description_en")}  # fmt: skip
        Domain.objects.get_or_create(
            code=row["code"], defaults={**fields, "position": row.get("position", 0)}
        )
    for row in rows:
        if row.get("parent"):
            parent = Domain.objects.get(code=row["parent"])
            Domain.objects.filter(code=row["code"], parent=None).update(parent=parent)


def _sources() -> None:
    for row in _read("sources.json"):
        fields = {k: row.get(k) or "" for k in ("title", "author", "publisher", "url", "licence")}
        language = row.get("lang") or ("en" if row["key"] in ENGLISH_TITLES else "fr")
        Source.objects.get_or_create(
            uid=_uid("source", row["key"]),
            defaults={**fields, "year": row.get("year"), "lang": language},
        )


def _changes(entry: dict[str, Any]) -> dict[str, Any]:
    """The entry as it was first written."""
    changes: dict[str, Any] = {
        f"{name}.{code}": entry[f"{name}_{code}"]
        for name in ("definition", "note", "disambiguation")
        for code in ("fr", "en")
        if entry.get(f"{name}_{code}")
    }
    changes["autolink"] = entry.get("autolink", True)
    if entry.get("reviewed_on"):
        changes["reviewed_on"] = entry["reviewed_on"]
    # A withdrawn entry was public first: its address goes on answering.
    changes["state"] = State.DRAFT if entry.get("state") == "draft" else State.PUBLISHED
    changes.update({f"domains/{code}": True for code in entry.get("domains", ())})
    changes.update({f"tags/{name}": True for name in entry.get("tags", ())})
    changes.update(_terms(entry))
    for place, row in enumerate(entry.get("examples", ())):
        uid = _uid("example", f"{entry['key']}:{place}")
        changes[f"examples/{uid}"] = {**row, "position": place}
    for place, row in enumerate(entry.get("citations", ())):
        uid = _uid("citation", f"{entry['key']}:{place}")
        changes[f"citations/{uid}"] = {
            "source": str(_uid("source", row["source"])),
            "target": row.get("target", "definition"),
            "lang": row.get("lang", "fr"),
            "locator": row.get("locator") or "",
            "position": place,
        }
    for place, row in enumerate(entry.get("mappings", ())):
        changes[f"mappings/{_uid('mapping', entry['key'] + str(place))}"] = row
    if entry["key"] != ABOUT:
        changes.update(_relations(entry))
    return changes


def _relations(entry: dict[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for place, row in enumerate(entry.get("relations", ())):
        uid = _uid("relation", f"{entry['key']}:{row['kind']}:{row['to']}")
        target = str(_uid("concept", row["to"]))
        changes[f"relations/{uid}"] = {"kind": row["kind"], "target": target, "position": place}
    return changes


def _terms(entry: dict[str, Any]) -> dict[str, Any]:
    rows, uids = {}, {}
    places: dict[str, int] = {}
    for row in entry.get("terms", ()):
        lang, kind = row["lang"], row.get("kind", "full")
        uid = _uid("term", f"{entry['key']}:{lang}:{kind}:{fold(row['text'])}")
        uids[lang, fold(row["text"])] = uid
        rows[uid] = row
    changes: dict[str, Any] = {}
    for uid, row in rows.items():
        lang = row["lang"]
        fields = {name: row[name] for name in PLAIN if row.get(name)}
        short_for = uids.get((lang, fold(row.get("short_for") or "")))
        if short_for and short_for != uid:
            fields["short_for"] = str(short_for)
        changes[f"terms/{uid}"] = {
            "lang": lang,
            "text": row["text"],
            "kind": row.get("kind", "full"),
            "status": row.get("status", "preferred"),
            "gender": GENDERS.get(row.get("gender") or "", row.get("gender") or ""),
            "region": REGIONS.get(row.get("region") or "", row.get("region") or ""),
            "position": places.get(lang, 0),
            **fields,
        }
        places[lang] = places.get(lang, 0) + 1
    return changes


def _follow(entry: dict[str, Any], author: Any) -> None:
    """What was decided later: replacement, withdrawal, and links of the entry shown with a past."""
    changes = _relations(entry) if entry["key"] == ABOUT else {}
    if entry.get("replaced_by"):
        changes["replaced_by"] = str(_uid("concept", entry["replaced_by"]))
    if entry.get("state") == "withdrawn":
        changes["state"] = State.WITHDRAWN
    if not changes:
        return
    concept = Concept.objects.get(uid=_uid("concept", entry["key"]))
    publish(
        concept,
        changes,
        seen_version=concept.version,
        author=author,
        summary=_linked_with(entry),
    )


def _linked_with(entry: dict[str, Any]) -> str:
    """What the revision says of itself: the first entries it links to."""
    uids = [_uid("concept", row["to"]) for row in entry.get("relations", ())[:NAMED]]
    names = dict(Concept.objects.filter(uid__in=uids).values_list("uid", "heading_fr"))
    named = [names[uid] for uid in uids if names.get(uid)]
    if not named:
        return _("standing changed")
    return _("linked with %(entries)s") % {"entries": ", ".join(named)}


def _pointers() -> None:
    for row in _read("pointers.json"):
        targets = Concept.objects.filter(uid__in=[_uid("concept", key) for key in row["targets"]])
        made = Pointer(lang=row["lang"], text=row["text"])
        made.make_keys()
        if targets and not Pointer.objects.filter(lang=made.lang, key=made.key).exists():
            made.save()
            made.targets.set(targets)


def _contribution() -> None:
    """One proposal that waits, from an account nobody can enter with a password."""
    users = get_user_model().objects
    reader = users.filter(email=READER).first() or users.create_user(READER, None)
    concept = Concept.objects.filter(uid=_uid("concept", ABOUT)).first()
    if concept is None or Contribution.objects.filter(author=reader).exists():
        return
    base = revisions.history(concept).first()
    assert base is not None  # published a moment ago
    old = base.document["definition.en"]
    clearer = old.rstrip(".") + ", from the first idea to what remains after it."
    proposing.contribute(
        [
            proposing.Proposed(Change.Op.SET, "definition.en", old, clearer),
            proposing.new_term("en", "project cycle approach", status=Term.Status.ADMITTED),
        ],
        author=reader,
        language="fr",
        concept=concept,
        base=base,
        message=_("Our trainees ask where the cycle ends: the definition could say so."),
    )
