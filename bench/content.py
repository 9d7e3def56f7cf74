"""Made-up bilingual entries in bulk, the same for the same number and seed.

`python -m bench.content --count 20000` fills the database of the measures; from code, with Django
set up, `fill(20_000)`. Terms have the habits of real ones: elisions, both apostrophes, ligatures,
hyphens, capitals without accents, acronyms with and without dots, plurals, no-break spaces.
`BENCH_COUNT` says how many entries all measures stand on.
"""

import argparse
import os
import random
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import bench
from bench.vocabulary import (
    BEGINNINGS,
    COMPLEMENTS,
    DOMAINS,
    ENDINGS,
    HEADS,
    LABELS,
    QUALIFIERS,
    SENTENCES,
)

COUNT = int(os.environ.get("BENCH_COUNT", "20000"))
BATCH = 500
NAMES = uuid.UUID("0d9a4b1c-7c0e-5f5e-8a43-2f7c1f0be5a1")
SMALL = {"de", "des", "du", "la", "le", "les", "l", "d", "a", "au", "en", "sur", "et", "of", "the"}
Said = Callable[[int, int], None]


class Word(NamedTuple):
    lang: str
    text: str
    kind: str = "full"
    status: str = "preferred"
    label: str = ""


class Entry(NamedTuple):
    """What a made-up entry holds; `number` names it for good."""

    number: int
    words: list[Word]
    definition: dict[str, str]
    domains: list[str]
    example: str


def entries(count: int, seed: int = 2014, first: int = 0) -> Iterator[Entry]:
    """The entries numbered `first` to `count`."""
    places = len(HEADS) * len(COMPLEMENTS) * len(QUALIFIERS)
    for number in range(first, count):
        chance = random.Random(f"{seed}:{number}")
        # A stride prime to their number visits every combination before the first comes back.
        place, lap = (number * 7919) % places, number // places
        head, rest = HEADS[place % len(HEADS)], place // len(HEADS)
        complement = COMPLEMENTS[rest % len(COMPLEMENTS)]
        qualifier = QUALIFIERS[rest // len(COMPLEMENTS)]
        tail = f" {lap + 1}" if lap else ""
        if chance.random() < 0.4:
            begin, end = chance.choice(BEGINNINGS), chance.choice(ENDINGS)
            qualifier = (f"{begin}{end[0]}", f"{begin}{end[1]}")
        fr = " ".join(filter(None, (head[0], complement[0], qualifier[0]))) + tail
        en = " ".join(filter(None, (qualifier[1], complement[1], head[1]))) + tail
        yield Entry(
            number,
            [*_french(fr, chance), *_english(en, chance)],
            _definition(chance),
            [domain[0] for domain in chance.sample(DOMAINS, chance.choice((1, 1, 1, 2)))],
            f"Notre {fr} a tenu compte de cela." if chance.random() < 0.25 else "",
        )


def _french(text: str, chance: random.Random) -> Iterator[Word]:
    yield Word("fr", _typed(text, chance))
    if chance.random() < 0.4:
        short = _initials(text)
        yield Word("fr", ".".join(short) + "." if chance.random() < 0.3 else short, "acronym")
    if chance.random() < 0.5:
        other = chance.choice(HEADS)[0]
        rest = text.split(" ", 1)[-1]
        yield Word("fr", f"{other} {rest} bis", "full", "admitted", chance.choice(LABELS))


def _english(text: str, chance: random.Random) -> Iterator[Word]:
    if chance.random() < 0.05:
        return
    yield Word("en", _typed(text, chance))
    if chance.random() < 0.3:
        yield Word("en", _initials(text), "acronym")
    if chance.random() < 0.6:
        yield Word("en", f"{text}s scheme", "full", "admitted", chance.choice(LABELS))
    if chance.random() < 0.2:
        status = chance.choice(("admitted", "deprecated", "superseded"))
        yield Word("en", f"{chance.choice(HEADS)[1]} {text}", "full", status)


def _typed(text: str, chance: random.Random) -> str:
    """One of the ways people type the same words."""
    habit = chance.random()
    if habit < 0.1:
        return text.replace("’", "'")
    if habit < 0.15:
        return text[0].upper().replace("É", "E") + text[1:]
    if habit < 0.18:
        return text.replace(" ", "\u00a0", 1)
    if habit < 0.2:
        return text.replace("œ", "oe")
    return text


def _initials(text: str) -> str:
    words = text.replace("’", " ").replace("-", " ").split()
    letters = "".join(word[0] for word in words if word.lower() not in SMALL).upper()
    return letters if len(letters) > 1 else text[:3].upper()


def _definition(chance: random.Random) -> dict[str, str]:
    said: dict[str, list[str]] = {"fr": [], "en": []}
    for sentence in chance.sample(SENTENCES, chance.choice((1, 2, 2))):
        heads, complements = chance.sample(HEADS, 2), chance.sample(COMPLEMENTS, 2)
        for place, lang in enumerate(said):
            holes = [pair[place] for pair in (*heads, *complements)]
            said[lang].append(sentence[place].format(*holes))
    if chance.random() < 0.1:
        said["en"] = []
    return {lang: " ".join(sentences) for lang, sentences in said.items()}


def fill(count: int = COUNT, seed: int = 2014, said: Said | None = None) -> int:
    """Publish what is missing of `count` entries; how many were made."""
    from lexicon.models import Concept

    first = Concept.objects.filter(extra__has_key="made_up").count()
    waiting: list[Entry] = []
    done = first
    for entry in entries(count, seed, first):
        waiting.append(entry)
        if len(waiting) == BATCH or entry.number == count - 1:
            _write(waiting)
            done += len(waiting)
            waiting = []
            if said:
                said(done, count)
    return done - first


def _write(batch: list[Entry]) -> None:
    from django.db import transaction

    from atoutsud.content.instep import gathering, touch
    from lexicon.models import Concept, Example, Term

    with transaction.atomic(), gathering():
        domains = _domains()
        concepts = Concept.objects.bulk_create(_concept(entry) for entry in batch)
        terms = [
            term
            for entry, concept in zip(batch, concepts, strict=True)
            for term in _terms(entry, concept)
        ]
        full = [term for term in terms if term.kind != Term.Kind.ACRONYM]
        Term.objects.bulk_create(full)
        by_place = {(term.concept_id, term.lang): term for term in reversed(full)}
        acronyms = [term for term in terms if term.kind == Term.Kind.ACRONYM]
        for term in acronyms:
            term.short_for = by_place.get((term.concept_id, term.lang))
        Term.objects.bulk_create(acronyms)
        rows = Concept.domains.through
        rows.objects.bulk_create(
            rows(concept=concept, domain_id=domains[code])
            for entry, concept in zip(batch, concepts, strict=True)
            for code in entry.domains
        )
        Example.objects.bulk_create(
            Example(concept=concept, lang="fr", text=entry.example)
            for entry, concept in zip(batch, concepts, strict=True)
            if entry.example
        )
        touch({"lexicon.concept": {concept.pk for concept in concepts}})


def _domains() -> dict[str, int]:
    from lexicon.models import Domain

    for code, fr, en in DOMAINS:
        Domain.objects.get_or_create(code=code, defaults={"name_fr": fr, "name_en": en})
    return dict(Domain.objects.values_list("code", "pk"))


def _concept(entry: Entry) -> Any:
    from django.utils import timezone

    from atoutsud.content.folding import sort_key
    from lexicon.models import Concept

    heading = {"fr": "", "en": ""}
    for word in reversed(entry.words):
        if word.kind == "full":
            heading[word.lang] = word.text
    return Concept(
        uid=uuid.uuid5(NAMES, f"concept:{entry.number}"),
        definition_fr=entry.definition["fr"],
        definition_en=entry.definition["en"],
        heading_fr=heading["fr"],
        heading_en=heading["en"],
        sort_fr=sort_key(heading["fr"] or heading["en"]),
        sort_en=sort_key(heading["en"] or heading["fr"]),
        state="published",
        first_published=timezone.now(),
        version=1,
        extra={"made_up": entry.number},
    )


def _terms(entry: Entry, concept: Any) -> Iterator[Any]:
    from lexicon.models import Term

    known = set()
    for place, word in enumerate(entry.words):
        term = Term(
            uid=uuid.uuid5(NAMES, f"term:{entry.number}:{place}"),
            concept=concept,
            lang=word.lang,
            text=word.text,
            kind=word.kind,
            status=word.status,
            usage_label=word.label,
            position=place,
        )
        term.make_keys()
        if (term.lang, term.key, term.kind) not in known:
            known.add((term.lang, term.key, term.kind))
            yield term


def say(done: int, count: int) -> None:
    print(f"\r{done}/{count} entries", end="" if done < count else "\n", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--count", type=int, default=COUNT)
    asked.add_argument("--seed", type=int, default=2014)
    options = asked.parse_args()
    bench.set_up()
    began = time.perf_counter()
    made = fill(options.count, options.seed, say)
    print(f"{made} entries made in {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
