"""Entries that a proposed one may double: the same word in another spelling, or nearly."""

from difflib import SequenceMatcher

from django.db.models import Q

from atoutsud.content.folding import fold
from lexicon.models import Concept, Term

NEAR = 0.84
MOST = 5
CANDIDATES = 400
MOST_WORDS = 6


def likely(words: list[str]) -> list[Concept]:
    """Public entries with a word like one of `words`, nearest first; two queries at most."""
    keys = [key for key in (fold(word)[:200] for word in words[:MOST_WORDS]) if key]
    if not keys:
        return []
    wanted = Q()
    for key in keys:
        first = key.split(" ")[0]
        wanted |= Q(key=key) | Q(key__begins=key[:4]) | Q(key__begins=f"{first} ")
    rows = Term.public.filter(wanted).order_by("pk").values_list("concept", "key")[:CANDIDATES]
    found: dict[int, float] = {}
    for concept, key in rows:
        near = max(_likeness(asked, key) for asked in keys)
        if near >= NEAR:
            found[concept] = max(near, found.get(concept, 0))
    best = sorted(found, key=lambda pk: (-found[pk], pk))[:MOST]
    entries = Concept.public.in_bulk(best) if best else {}
    return [entries[pk] for pk in best if pk in entries]


def _likeness(one: str, two: str) -> float:
    if one == two:
        return 1.0
    longest, shortest = max(len(one), len(two)), min(len(one), len(two))
    if 2 * shortest / (longest + shortest) < NEAR:
        return 0.0
    return SequenceMatcher(None, one, two, autojunk=False).ratio()
