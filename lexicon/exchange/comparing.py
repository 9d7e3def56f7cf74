"""What a file's entry would change on the entry it is about: proposals, path by path.

Only what the file says is compared, and nothing is ever removed: a cell or a row that is absent
says nothing. Rows are matched by uid, else by what they are.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from atoutsud.content.folding import fold
from lexicon.exchange.checking import key_of
from lexicon.exchange.record import TEXTS, Record, TermRecord
from lexicon.models import Change, Relation

SET, ADD = str(Change.Op.SET), str(Change.Op.ADD)
_SAID = ("lang", "text", "kind", "status", "usage_label", "region", "gender", "part_of_speech",
         "feminine", "browse")  # fmt: skip
_HIDDEN = ("deprecated", "superseded")
Proposal = tuple[str, str, Any, Any]


@dataclass
class Resolved:
    """What the names of a file mean here: domains by code or name, sources by title, words."""

    domains: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    known_sources: set[str] = field(default_factory=set)
    headwords: dict[str, list[str]] = field(default_factory=dict)
    idents: dict[str, str] = field(default_factory=dict)
    unresolved: list[str] = field(default_factory=list)


def proposals(
    record: Record, current: Record | None, resolved: Resolved, uid: str
) -> list[Proposal]:
    """The changes that make `current` (None: nothing yet) say what `record` says."""
    resolved.unresolved = []
    found = [
        *_texts(record, current or {}),
        *_terms(record, current or {}),
        *_examples(record, current or {}),
        *_citations(record, current or {}, resolved),
        *_relations(record, current or {}, resolved, uid),
        *_mappings(record, current or {}),
        *_members(record, current or {}, resolved),
        *_scalars(record, current or {}, resolved),
    ]
    return sorted(found, key=lambda change: change[1].split("/")[0] not in ("terms",))


def _texts(record: Record, current: Record) -> Iterator[Proposal]:
    for name in TEXTS:
        said: dict[str, str] = record.get(name, {})  # type: ignore[assignment]
        now: dict[str, str] = current.get(name, {})  # type: ignore[assignment]
        for code, text in said.items():
            if text and text != now.get(code, ""):
                yield SET, f"{name}.{code}", now.get(code, ""), text


def _new() -> str:
    return str(uuid.uuid4())


def _match_terms(record: Record, current: Record) -> list[tuple[TermRecord, TermRecord | None]]:
    """Each term of the file beside the one it is, by uid, by key and kind, by key alone."""
    left = {term["uid"]: term for term in current.get("terms", [])}
    found: list[tuple[TermRecord, TermRecord | None]] = []

    for term in record.get("terms", []):
        found.append((term, left.pop(term.get("uid", ""), None)))
    for alike in (_same_term, _same_word):
        for place, (term, match) in enumerate(found):
            if match is None:
                uid = next((uid for uid, now in left.items() if alike(term, now)), None)
                found[place] = (term, left.pop(uid) if uid else None)
    return found


def _same_term(term: TermRecord, now: TermRecord) -> bool:
    same_kind = term.get("kind", "full") == now["kind"]
    return same_kind and term["lang"] == now["lang"] and key_of(term) == key_of(now)


def _same_word(term: TermRecord, now: TermRecord) -> bool:
    one, two = (fold(t["text"]).replace(" ", "") for t in (term, now))
    return term["lang"] == now["lang"] and one == two


def _terms(record: Record, current: Record) -> Iterator[Proposal]:
    pairs = _match_terms(record, current)
    heads = _heads(pairs, current)
    for term, match in pairs:
        if match is None:
            term.setdefault("uid", _new())
    for term, match in pairs:
        if match is not None:
            yield from _changed_term(term, match, "uid" in term)
            continue
        lang, kind = term["lang"], term.get("kind", "full")
        status = term.get("status", "preferred")
        if status == "preferred" and kind == "full":
            status = "admitted" if heads.get(lang) not in (None, term["uid"]) else status
        said: dict[str, Any] = {**term}
        row = {name: said[name] for name in _SAID if said.get(name) not in (None, "")}
        row |= {"kind": kind, "status": status, "position": term.get("position", 0)}
        full = term.get("short_for") or (heads.get(lang) if kind == "acronym" else None)
        if full and "short_for" not in term or term.get("short_for"):
            row["short_for"] = full
        yield ADD, f"terms/{term['uid']}", None, row


def _heads(pairs: list[tuple[TermRecord, TermRecord | None]], current: Record) -> dict[str, str]:
    """Language -> uid of its headword, the entry's own before the file's."""
    heads: dict[str, str] = {}
    now = current.get("terms", [])
    for term in [*now, *(term for term, match in pairs if match is None)]:
        status, kind = term.get("status", "preferred"), term.get("kind", "full")
        if status == "preferred" and kind == "full":
            term.setdefault("uid", _new())
            heads.setdefault(term["lang"], term["uid"])
    return heads


def _changed_term(term: TermRecord, now: TermRecord, whole: bool) -> Iterator[Proposal]:
    """Position and links between terms are compared only where the file knows the term's uid."""
    names: tuple[str, ...] = _SAID
    if whole and "browse" in term:
        names = (*_SAID, "position", "short_for")
    for name in names:
        if name in term and term[name] != now.get(name):  # type: ignore[literal-required]
            said = term[name]  # type: ignore[literal-required]
            if said in (None, "") and now.get(name) in (None, ""):
                continue
            if name == "status" and term.get("vague") and now["status"] in _HIDDEN:
                continue
            yield SET, f"terms/{now['uid']}/{name}", now.get(name), said


def _examples(record: Record, current: Record) -> Iterator[Proposal]:
    by_uid = {row["uid"]: row for row in current.get("examples", [])}
    said = {(row["lang"], fold(row["text"])): row for row in current.get("examples", [])}
    for place, row in enumerate(record.get("examples", [])):
        now = by_uid.get(row.get("uid", "")) or said.get((row["lang"], fold(row["text"])))
        if now is None:
            new = {"lang": row["lang"], "text": row["text"], "position": row.get("position", place)}
            if row.get("term"):
                new["term"] = row["term"]
            yield ADD, f"examples/{row.get('uid') or _new()}", None, new
            continue
        names = ("text", "term", "position") if row.get("uid") == now["uid"] else ("text",)
        for name in names:
            if name in row and row[name] != now[name]:
                yield SET, f"examples/{now['uid']}/{name}", now[name], row[name]


def _citations(record: Record, current: Record, resolved: Resolved) -> Iterator[Proposal]:
    rows = current.get("citations", [])
    by_uid = {row["uid"]: row for row in rows}
    names = ("source", "target", "lang", "locator", "term", "position")
    for row in record.get("citations", []):
        source = row.get("source") or ""
        if source not in resolved.known_sources:
            source, locator = source_of(row.get("title", ""), resolved)
            row = {**row, "locator": row.get("locator") or locator}
        if not source:
            resolved.unresolved.append(row.get("title") or str(row.get("source")))
            continue
        if now := by_uid.get(row.get("uid", "")):
            for name in names:
                value = source if name == "source" else row.get(name, now[name])
                if value != now[name]:
                    yield SET, f"citations/{now['uid']}/{name}", now[name], value
            continue
        asked = {name: row[name] for name in ("target", "lang") if row.get(name)}
        same = [c for c in rows if c["source"] == source and _agrees(c, asked, row)]
        if not same:
            new = {name: row[name] for name in names if row.get(name) not in (None, "")}
            new |= {"source": source, "target": row.get("target") or "definition"}
            rows = [*rows, {"lang": "", "locator": "", "term": None, **new}]
            yield ADD, f"citations/{row.get('uid') or _new()}", None, new


def source_of(title: str, resolved: Resolved) -> tuple[str, str]:
    """(uid, place in it) of a source in words: the end may be a page, after a comma."""
    words, place = title, ""
    while words:
        if uid := resolved.sources.get(fold(words)):
            return uid, place
        words, comma, last = words.rpartition(", ")
        place = f"{last}, {place}" if place else last
        if not comma:
            break
    return "", ""


def _agrees(citation: Any, asked: dict[str, Any], row: Any) -> bool:
    if any(citation[name] not in ("", value) for name, value in asked.items()):
        return False
    return not row.get("locator") or citation["locator"] == row["locator"]


def _relations(record: Record, current: Record, resolved: Resolved, uid: str) -> Iterator[Proposal]:
    now = {(row["kind"], row["target"]) for row in current.get("relations", [])}
    by_uid = {row["uid"]: row for row in current.get("relations", [])}
    for row in record.get("relations", []):
        if row.get("uid") in by_uid:
            continue
        target = target_of(row, resolved)
        if target is None or target == uid:
            resolved.unresolved.append(
                row.get("headword") or row.get("ref") or str(row.get("target"))
            )
            continue
        if (row["kind"], target) in now:
            continue
        now.add((row["kind"], target))
        new = {"kind": row["kind"], "target": target, "position": row.get("position", 0)}
        yield ADD, f"relations/{row.get('uid') or _new()}", None, new


def target_of(row: Any, resolved: Resolved) -> str | None:
    """The uid of the other entry, when the file or the lexicon leaves no doubt which it is."""
    if row.get("target"):
        return str(row["target"])
    if row.get("ref"):
        return resolved.idents.get(row["ref"])
    found = resolved.headwords.get(fold(row.get("headword", "")), [])
    return found[0] if len(set(found)) == 1 else None


def both_ways(kind: str) -> bool:
    return kind in Relation.BOTH_WAYS


def _mappings(record: Record, current: Record) -> Iterator[Proposal]:
    now = {row["uri"]: row for row in current.get("mappings", [])}
    for row in record.get("mappings", []):
        known = now.get(row["uri"])
        if known is None:
            new = {"uri": row["uri"], "kind": row.get("kind", "close")}
            yield ADD, f"mappings/{row.get('uid') or _new()}", None, new
        elif "kind" in row and row["kind"] != known["kind"]:
            yield SET, f"mappings/{known['uid']}/kind", known["kind"], row["kind"]


def _members(record: Record, current: Record, resolved: Resolved) -> Iterator[Proposal]:
    for name in dict.fromkeys(record.get("domains", [])):
        code = resolved.domains.get(name) or resolved.domains.get(fold(name))
        if code is None:
            resolved.unresolved.append(name)
        elif code not in current.get("domains", []):
            yield ADD, f"domains/{code}", None, True
    known = {fold(name) for name in current.get("tags", [])}
    for name in dict.fromkeys(record.get("tags", [])):
        if fold(name) not in known:
            known.add(fold(name))
            yield ADD, f"tags/{name}", None, True


def _scalars(record: Record, current: Record, resolved: Resolved) -> Iterator[Proposal]:
    defaults = {"reviewed_on": None, "public_credit": True, "autolink": True, "replaced_by": None}
    for name, default in defaults.items():
        if name in record:
            said, now = record[name], current.get(name, default)  # type: ignore[literal-required]
            if said is not None and said != now:
                yield SET, name, now, said
    extra = record.get("extra") or {}
    now_extra = current.get("extra", {})
    if {**now_extra, **extra} != now_extra:
        yield SET, "extra", now_extra, {**now_extra, **extra}
