"""Entries of every kind, made up by hypothesis, and the way from one lexicon to an empty one."""

import string
import uuid
from typing import Any

from hypothesis import strategies as st

from atoutsud.content.folding import fold
from lexicon.exchange import exporting, importing, record, releasing
from lexicon.exchange.reading import clean, one_line
from lexicon.models import (
    Change,
    Concept,
    Contribution,
    Domain,
    ImportBatch,
    Pointer,
    Relation,
    Source,
)
from tests.lexicon import factories

AWKWARD = "éœÆß’'«»\u00a0\u202f|\\[];=+-@<>&\"%{}#\t\nçÀ,.:/()…–😀\u200fع"
LETTERS = st.sampled_from(string.ascii_letters + string.digits + " " + AWKWARD)
TEXTS = st.text(LETTERS, min_size=1, max_size=60).map(clean).filter(bool)
WORDS = st.text(LETTERS, min_size=1, max_size=30).map(one_line).filter(lambda t: bool(fold(t)))
MAYBE = st.just("") | TEXTS
LABELS = st.just("") | WORDS
CODES = ("cycle-projet", "budget")


@st.composite
def terms(draw: Any, lang: str, headed: bool) -> list[dict[str, Any]]:
    """Terms of one language, no two alike, at most one of them the headword."""
    words = draw(st.lists(WORDS, min_size=1 if headed else 0, max_size=4,
                          unique_by=lambda w: fold(w).replace(" ", "")))  # fmt: skip
    found: list[dict[str, Any]] = []
    for place, word in enumerate(words):
        first = place == 0
        kind = "full" if first else draw(st.sampled_from(("full", "acronym", "variant", "phrase")))
        statuses = ("admitted", "deprecated", "superseded")
        status = "preferred" if first else draw(st.sampled_from(statuses))
        found.append(
            {
                "uid": str(uuid.uuid4()),
                "lang": lang,
                "text": word,
                "kind": kind,
                "status": "preferred" if kind == "acronym" else status,
                "usage_label": draw(LABELS)[:100],
                "region": draw(st.sampled_from(("", "Canada"))),
                "gender": draw(st.sampled_from(("", "feminine", "other"))),
                "part_of_speech": draw(st.sampled_from(("", "noun"))),
                "feminine": "",
                "position": place,
                "browse": draw(st.booleans()),
            }
        )
        if kind == "acronym" and draw(st.booleans()):
            found[-1]["short_for"] = found[0]["uid"]
    return found


@st.composite
def entries(draw: Any) -> dict[str, Any]:
    """The changes that make one entry."""
    own = draw(terms("fr", True)) + draw(terms("en", False)) + draw(terms("es", False))
    changes: dict[str, Any] = {"state": "published", "definition.fr": draw(TEXTS)}
    for path in ("definition.en", "note.fr", "note.en"):
        if text := draw(MAYBE):
            changes[path] = text
    if gloss := draw(LABELS):
        changes["disambiguation.fr"] = gloss
    for term in own:
        changes[f"terms/{term['uid']}"] = {k: v for k, v in term.items() if k != "uid"}
    for place, text in enumerate(draw(st.lists(TEXTS, max_size=2, unique_by=fold))):
        changes[f"examples/{uuid.uuid4()}"] = {
            "lang": "fr", "text": text, "term": own[0]["uid"] if place else None, "position": place
        }  # fmt: skip
    for code in draw(st.sets(st.sampled_from(CODES))):
        changes[f"domains/{code}"] = True
    if draw(st.booleans()):
        changes[f"mappings/{uuid.uuid4()}"] = {"uri": "https://example.org/1?a=b&c=<d>".replace(
            "<d>", "d"), "kind": draw(st.sampled_from(("exact", "close")))}  # fmt: skip
    changes["autolink"] = draw(st.booleans())
    if draw(st.booleans()):
        changes["reviewed_on"] = "2025-03-09"
    return changes


lexicons = st.lists(entries(), min_size=1, max_size=3)


def write(found: list[dict[str, Any]]) -> list[Concept]:
    """The lexicon of these entries, each linked to the one before and citing a source."""
    clear()
    for code in CODES:
        factories.domain(code, name_fr=code, name_en=f"{code} in English")
    source = Source.objects.create(title="Manuel, tome 2", author="CCNUCC", year=2004, lang="fr")
    made: list[Concept] = []
    for changes in found:
        more: dict[str, Any] = {
            f"citations/{uuid.uuid4()}": {
                "source": str(source.uid), "target": "definition", "lang": "fr", "locator": "p. 3"
            }
        }  # fmt: skip
        if made:
            more[f"relations/{uuid.uuid4()}"] = {"kind": "related", "target": str(made[-1].uid)}
        concept = Concept()
        factories.publish(concept, changes | more, seen_version=0, author=None)
        made.append(concept)
    return made


def clear() -> None:
    """An empty lexicon; what history keeps stays."""
    Change.objects.all().delete()
    Contribution.objects.all().delete()
    ImportBatch.objects.all().delete()
    Pointer.objects.all().delete()
    Relation.objects.all().delete()
    Concept.objects.all().delete()
    Source.objects.all().delete()
    Domain.objects.all().delete()


def exported(name: str) -> bytes:
    pieces = exporting.WRITERS[name](None)
    return b"".join(piece.encode() if isinstance(piece, str) else piece for piece in pieces)


def read(content: bytes, name: str, format: str = "") -> ImportBatch:
    """The file, received and read as a dry run."""
    batch = importing.receive(name, content, author=factories.reviewer(), format=format)
    return importing.dry_run(batch)


def publish(batch: ImportBatch) -> ImportBatch:
    """All that raises no doubt, through proposals."""
    assert importing.confirm(batch)
    batch.refresh_from_db()
    importing.propose(batch)
    batch.refresh_from_db()
    releasing.release(batch, batch.author)
    batch.refresh_from_db()
    releasing.work(batch)
    batch.refresh_from_db()
    return batch


def canonical() -> list[str]:
    return sorted(record.canonical(one) for one in record.records())


def why(batch: ImportBatch) -> str:
    return (
        "\n".join(
            f"{row.line} {row.verdict} {row.headword!r} {row.why} {row.changes}"
            for row in batch.rows.exclude(verdict="same")
        )
        or batch.error
    )
