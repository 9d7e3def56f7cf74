"""From what somebody typed to a contribution: only what really differs from the entry they saw."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from atoutsud.content.documents import Flat
from atoutsud.content.folding import fold
from atoutsud.content.languages import active, other
from atoutsud.content.revisions import Revision
from lexicon.models import Change, Concept, Contribution, Term

WAITING = 30
TERM_FIELDS = ("status", "usage_label", "region", "kind", "gender", "part_of_speech", "feminine")
SOURCE_FIELDS = ("title", "author", "year", "url", "locator")
PROSE = tuple(f"{name}.{code}" for name in ("definition", "note", "disambiguation")
              for code in ("fr", "en"))  # fmt: skip
TWICE = datetime.timedelta(minutes=10)
Op = Change.Op


@dataclass(frozen=True)
class Proposed:
    op: str
    path: str
    old: Any
    new: Any


def lines(text: str) -> list[str]:
    """One word a line, doubles left out."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        word = " ".join(line.split())
        if fold(word):
            found.setdefault(fold(word), word)
    return list(found.values())


def plain(text: Any) -> str:
    """Typed text as it is compared: no carriage returns, no blank at the ends."""
    return str(text or "").replace("\r\n", "\n").strip()


def new_term(
    lang: str,
    text: str,
    *,
    status: str = Term.Status.PREFERRED,
    kind: str = Term.Kind.FULL,
    position: int = 0,
    short_for: str = "",
) -> Proposed:
    row = {"lang": lang, "text": text, "kind": kind, "status": status, "position": position}
    if short_for:
        row["short_for"] = short_for
    return Proposed(Op.ADD, f"terms/{uuid.uuid4()}", None, row)


def new_entry(data: dict[str, Any], language: str) -> list[Proposed]:
    """The changes that make an entry of the cleaned form `data`, written in `language`."""
    headword = new_term(language, data["term"])
    found = [headword]
    if data.get("acronym"):
        found.append(
            new_term(
                language,
                data["acronym"],
                kind=Term.Kind.ACRONYM,
                position=1,
                short_for=headword.path.partition("/")[2],
            )
        )
    found.append(Proposed(Op.SET, f"definition.{language}", "", plain(data["definition"])))
    if data.get("sense"):
        found.append(Proposed(Op.SET, f"disambiguation.{language}", "", data["sense"]))
    for place, word in enumerate(lines(data.get("equivalents", ""))):
        status = Term.Status.ADMITTED if place else Term.Status.PREFERRED
        found.append(new_term(other(language), word, status=status, position=place))
    if data.get("example"):
        found.append(_new_example(language, data["example"], 0))
    if domain := data.get("domain"):
        found.append(Proposed(Op.ADD, f"domains/{domain.code}", None, True))
    return found


def corrections(data: dict[str, Any], base: Flat) -> list[Proposed]:
    """What of the cleaned form differs from `base`, the document the form was made of."""
    found = []
    for path in PROSE:
        name = path.replace(".", "_")
        old, new = base.get(path) or "", plain(data.get(name))
        if name in data and new != plain(old):
            found.append(Proposed(Op.SET, path, old, new))
    for uid in term_uids(base):
        found.extend(_of_term(uid, data, base))
    for code in ("fr", "en"):
        found.extend(_further_terms(lines(data.get(f"terms_{code}", "")), code, base))
    found.extend(_examples(data, base))
    found.extend(_source(data))
    found.extend(_domains(data, base))
    return found


def _of_term(uid: str, data: dict[str, Any], base: Flat) -> list[Proposed]:
    name, path = f"term_{uid}", f"terms/{uid}/text"
    typed = " ".join(str(data.get(name) or "").split())
    if name in data and not typed:
        return [Proposed(Op.REMOVE, f"terms/{uid}", _row(f"terms/{uid}/", base), None)]
    found = []
    if name in data and typed != base[path]:
        found.append(Proposed(Op.SET, path, base[path], typed))
    for inner in TERM_FIELDS:
        old, new = base.get(f"terms/{uid}/{inner}") or "", data.get(f"term_{uid}_{inner}")
        if new is not None and plain(new) != plain(old):
            found.append(Proposed(Op.SET, f"terms/{uid}/{inner}", old, plain(new)))
    return found


def _row(prefix: str, base: Flat) -> Flat:
    return {k.removeprefix(prefix): v for k, v in base.items() if k.startswith(prefix)}


def _new_example(lang: str, text: str, position: int) -> Proposed:
    row = {"lang": lang, "text": plain(text), "position": position}
    return Proposed(Op.ADD, f"examples/{uuid.uuid4()}", None, row)


def _examples(data: dict[str, Any], base: Flat) -> list[Proposed]:
    found = []
    uids = example_uids(base)
    for uid in uids:
        path, name = f"examples/{uid}/text", f"example_{uid}"
        typed = plain(data.get(name))
        if name not in data or typed == plain(base[path]):
            continue
        if typed:
            found.append(Proposed(Op.SET, path, base[path], typed))
        else:
            row = _row(f"examples/{uid}/", base)
            found.append(Proposed(Op.REMOVE, f"examples/{uid}", row, None))
    known = {fold(base[f"examples/{uid}/text"]) for uid in uids}
    for code in ("fr", "en"):
        text = plain(data.get(f"new_example_{code}"))
        if text and fold(text) not in known:
            found.append(_new_example(code, text, len(uids) + len(found)))
    return found


def _source(data: dict[str, Any]) -> list[Proposed]:
    """A source as words: accepting it makes a row of the bibliography, or finds it there."""
    words = {name: data.get(f"source_{name}") for name in SOURCE_FIELDS}
    row = {name: value for name, value in words.items() if value}
    if not row:
        return []
    row.setdefault("title", str(row.get("url", ""))[:300])
    row |= {"target": "definition", "lang": active()}
    return [Proposed(Op.ADD, f"citations/{uuid.uuid4()}", None, row)]


def _domains(data: dict[str, Any], base: Flat) -> list[Proposed]:
    if "domains" not in data:
        return []
    held = {path.partition("/")[2] for path in base if path.startswith("domains/")}
    chosen = set(data["domains"])
    return [
        *(Proposed(Op.ADD, f"domains/{code}", None, True) for code in sorted(chosen - held)),
        *(Proposed(Op.REMOVE, f"domains/{code}", True, None) for code in sorted(held - chosen)),
    ]


def example_uids(base: Flat) -> list[str]:
    uids = {path.split("/")[1] for path in base if path.startswith("examples/")}
    return sorted(uids, key=lambda uid: (base.get(f"examples/{uid}/position") or 0, uid))


def _further_terms(words: list[str], code: str, base: Flat) -> list[Proposed]:
    """New words of one language; the first is recommended if the entry has none there."""
    uids = [uid for uid in term_uids(base) if base[f"terms/{uid}/lang"] == code]
    known = {fold(base[f"terms/{uid}/text"]) for uid in uids}
    fresh = [word for word in words if fold(word) not in known]
    found = []
    for place, word in enumerate(fresh, start=len(uids)):
        status = Term.Status.ADMITTED if place else Term.Status.PREFERRED
        found.append(new_term(code, word, status=status, position=place))
    return found


def term_uids(base: Flat) -> list[str]:
    """The terms of a document, in the order readers see them."""
    uids = {path.split("/")[1] for path in base if path.startswith("terms/")}
    return sorted(
        uids,
        key=lambda uid: (
            base.get(f"terms/{uid}/lang") != "fr",
            base.get(f"terms/{uid}/lang") or "",
            base.get(f"terms/{uid}/position") or 0,
            uid,
        ),
    )


@transaction.atomic
def contribute(
    changes: list[Proposed],
    *,
    author: Any,
    language: str,
    concept: Concept | None = None,
    base: Revision | None = None,
    message: str = "",
    source: str = "",
    path: str = "",
    is_mistake: bool = False,
    checks: dict[str, Any] | None = None,
    admit: Callable[[], None] = lambda: None,
) -> Contribution:
    """Write the contribution down. Raises ValidationError if there is nothing to send.

    `admit` is asked once it is sure that this was not sent before; it may raise limits.Reached.
    `path` is the field a remark is about.
    """
    if not changes and not message:
        raise ValidationError(_("There is nothing to send: you have changed nothing."))
    # One at a time for one account: the same proposal sent twice at once waits for itself.
    get_user_model().objects.select_for_update().get(pk=author.pk)
    kind = _kind(changes, concept, is_mistake=is_mistake)
    if sent := _sent_already(changes, author, kind, concept, message, source, path):
        return sent
    waiting = Contribution.objects.filter(author=author, state__in=Contribution.OPEN, batch=None)
    if waiting.count() >= WAITING:
        raise ValidationError(
            _(
                "Many of your proposals wait already: let the reviewers answer some of them "
                "first, please."
            )
        )
    admit()
    contribution = Contribution(
        kind=kind,
        concept=concept,
        base_revision=base,
        language=language,
        author=author,
        message=message,
        source=source,
        path=path,
        subject=_subject(changes, concept, language),
        checks=checks or {},
    )
    contribution.full_clean()
    contribution.save()
    Change.objects.bulk_create(
        Change(contribution=contribution, seq=seq, op=c.op, path=c.path, old=c.old, new=c.new)
        for seq, c in enumerate(changes, start=1)
    )
    return contribution


def _kind(changes: list[Proposed], concept: Concept | None, *, is_mistake: bool) -> str:
    if concept is None:
        return Contribution.Kind.NEW
    if not changes:
        return Contribution.Kind.REPORT if is_mistake else Contribution.Kind.COMMENT
    if all(c.op == Op.ADD and c.path.startswith("terms/") for c in changes):
        return Contribution.Kind.EQUIVALENT
    return Contribution.Kind.EDIT


def _subject(changes: list[Proposed], concept: Concept | None, language: str) -> str:
    """The word it is about, by which the queue finds it."""
    if concept is not None:
        return str(concept.headline(language))[:200]
    words = [str(c.new["text"]) for c in changes if isinstance(c.new, dict) and c.new.get("text")]
    return words[0][:200] if words else ""


def _sent_already(
    changes: list[Proposed], author: Any, kind: str, concept: Concept | None, *words: str
) -> Contribution | None:
    """The same proposal sent twice, by a double click or a page loaded again, is one proposal."""
    message, source, path = words
    recent = Contribution.objects.filter(
        author=author,
        kind=kind,
        concept=concept,
        message=message,
        source=source,
        path=path,
        state__in=Contribution.OPEN,
        created__gte=timezone.now() - TWICE,
    )
    for contribution in recent.prefetch_related("changes"):
        if [_sense(c) for c in contribution.changes.all()] == [_sense(c) for c in changes]:
            return contribution
    return None


def _sense(change: Any) -> tuple[Any, ...]:
    """What a change says, whatever uid its new row was given."""
    if change.op == Op.ADD and isinstance(change.new, dict):
        row = {name: value for name, value in change.new.items() if name != "short_for"}
        return change.op, change.path.partition("/")[0], row
    return change.op, change.path, change.old, change.new
