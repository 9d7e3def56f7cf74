"""Words of the lexicon in any text, and the links and short definitions they become.

One query finds the candidates of all the texts of a page, by the first full words of each term
(`Term.opening`); nothing of the lexicon stays in memory but what was found in the last texts.
The longest term wins, once in each section; what two entries share is left alone.
"""

import datetime
import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models.functions import Substr

from atoutsud.content import linking, typography
from atoutsud.content.languages import LANGUAGES, Wording, localized, word
from atoutsud.content.linking import Passage
from atoutsud.content.markup import Token, names
from atoutsud.content.prepared import Prepared
from atoutsud.content.publication import Seen
from lexicon.inflection import words
from lexicon.matching import Candidate, Match, Reader
from lexicon.models import Concept, Term

LONGEST = 400_000  # characters of a page; more is no text a person reads
MOST = 60  # links on a page
PREVIEW = 160
KEPT = 500
# Where a link would be wrong, or a definition in the way.
CLOSED = names("a h1 h2 h3 h4 h5 h6 code cite abbr sub sup th caption figcaption")
HEADINGS = names("h1 h2 h3 h4 h5 h6")


class Card(NamedTuple):
    """What a linked word needs of its entry."""

    pk: int
    address: str
    language: str
    heading: Wording
    preview: Wording


class Found(NamedTuple):
    """By passage, by place of a token: its matches; and the words of the entries found."""

    places: list[dict[int, list[Match]]]
    texts: dict[int, tuple[str, tuple[str, ...]]]

    def card(self, pk: int) -> Card:
        return card_of(pk, *self.texts[pk])


class _Kept:
    """What was found in the texts read last. Versions are in the key, so nothing grows stale."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._found: OrderedDict[bytes, Found] = OrderedDict()
        self._lock = Lock()

    def get(self, key: bytes) -> Found | None:
        with self._lock:
            found = self._found.get(key)
            if found is not None:
                self._found.move_to_end(key)
            return found

    def put(self, key: bytes, found: Found) -> None:
        with self._lock:
            self._found[key] = found
            while len(self._found) > self.size:
                self._found.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._found.clear()

    def __len__(self) -> int:
        return len(self._found)


kept = _Kept(KEPT)


def annotate(
    passages: Sequence[Passage], seen: Seen | None, *, without: int = 0
) -> list[list[Token]]:
    """The passages with their words linked, but for those of the entry `without`."""
    found = find(passages, seen)
    writer = _Writer(found, without)
    return [
        writer.write(passage, places)
        for passage, places in zip(passages, found.places, strict=True)
    ]


def find(passages: Sequence[Passage], seen: Seen | None = None) -> Found:
    """Every word of the lexicon in `passages`; one query, or none when it is known already."""
    key = _key(passages, seen) if seen is not None else b""
    # What a transaction reads may never come to be: a preview is rolled back.
    lasting = bool(key) and not transaction.get_connection().in_atomic_block
    if lasting and (known := kept.get(key)):
        return known
    found = _find(passages)
    if lasting:
        kept.put(key, found)
    return found


def _key(passages: Sequence[Passage], seen: Seen) -> bytes:
    digest = hashlib.blake2b(digest_size=20)
    due = seen.due or datetime.datetime.min
    digest.update(f"{seen.lexicon} {due.isoformat()}".encode())
    for passage in passages:
        digest.update(f"\0{passage.language}{passage.begins}".encode())
        for token in passage.tokens:
            said = token.text or f"\1{token.kind}{token.name}{token.attributes.get('lang', '')}"
            digest.update(said.encode())
    return digest.digest()


def _find(passages: Sequence[Passage]) -> Found:
    readers = {code: Reader(code) for code in LANGUAGES}
    open_places = [list(_open_places(passage)) for passage in passages]
    room = LONGEST
    for passage, places in zip(passages, open_places, strict=True):
        for place in places:
            room -= len(passage.tokens[place].text)
            if room >= 0 and passage.language in readers:
                readers[passage.language].take(passage.tokens[place].text)
    rows: dict[tuple[int, str], tuple[str, ...]] = {}
    for candidate, said in candidates(readers):
        readers[candidate.language].know(candidate)
        rows.setdefault((candidate.concept, candidate.language), said)
    found: list[dict[int, list[Match]]] = []
    texts: dict[int, tuple[str, tuple[str, ...]]] = {}
    for passage, places in zip(passages, open_places, strict=True):
        reader = readers.get(passage.language)
        matches: dict[int, list[Match]] = {}
        for place in places if reader else ():
            if reader and (some := reader.matches(passage.tokens[place].text)):
                matches[place] = some
                for pk in {pk for match in some for pk in match.concepts} - texts.keys():
                    texts[pk] = (passage.language, rows[pk, passage.language])
        found.append(matches)
    return Found(found, texts)


def _candidates(openings: Sequence[str]) -> Any:
    start = {
        f"start_{code}": Substr(f"concept__definition_{code}", 1, 2 * PREVIEW) for code in LANGUAGES
    }
    headings = [localized("concept__heading", code) for code in LANGUAGES]
    return (
        Term.public.filter(opening__among=openings, concept__autolink=True)
        .order_by()
        .annotate(**start)
        .values_list("lang", "text", "kind", "status", "concept", *headings, *start)
    )


_CANDIDATES = Prepared(_candidates)


def candidates(readers: dict[str, Reader]) -> Iterator[tuple[Candidate, tuple[str, ...]]]:
    """Terms whose opening stands in what the readers took, with the words of their entry."""
    openings = {opening for reader in readers.values() for opening in reader.openings}
    if not openings:
        return
    rows = _CANDIDATES.rows(sorted(openings))
    for lang, text, kind, status, pk, *texts in rows:
        # Asked of the database, the language would draw it to another index.
        if lang in readers and not _is_everyday(text, kind, status):
            yield Candidate(pk, lang, text, kind == Term.Kind.ACRONYM), tuple(texts)


def _is_everyday(text: str, kind: str, status: str) -> bool:
    """One word that is merely a synonym: elsewhere it says something else more often than not."""
    synonym = kind in (Term.Kind.FULL, Term.Kind.PHRASE) and status != Term.Status.PREFERRED
    return synonym and len(words(text)) == 1


def card_of(pk: int, language: str, texts: tuple[str, ...]) -> Card:
    names = [localized(name, code) for name in ("heading", "definition") for code in LANGUAGES]
    concept = Concept(pk=pk, **dict(zip(names, texts, strict=True)))
    heading = concept.headline(language)
    return Card(
        pk,
        concept.address(heading.language),
        heading.language,
        heading,
        preview(word(concept, "definition", language)),
    )


def preview(definition: Wording) -> Wording:
    """The beginning of a definition, cut between words."""
    text = " ".join(definition.text.split())
    if len(text) > PREVIEW:
        cut = text[: PREVIEW - 1]
        text = cut.rsplit(" ", 1)[0].rstrip(" ,;:.–-(") + "…"
    return definition._replace(text=typography.apply(text, definition.language))


def _open_places(passage: Passage) -> Iterator[int]:
    """Where text may be linked: not in links, headings, code, nor what is in another language."""
    opened: list[bool] = []
    for place, token in enumerate(passage.tokens):
        if token.kind == "text":
            if token.text.strip() and not any(opened):
                yield place
        elif token.kind == "end":
            if opened:
                opened.pop()
        elif token.name not in ("br", "hr", "img"):
            lang = token.attributes.get("lang", "")[:2].lower()
            opened.append(token.name in CLOSED or lang not in ("", passage.language))


class _Writer:
    """Writes links, a definition with the first of each entry, and counts them over a page."""

    def __init__(self, found: Found, without: int) -> None:
        self.found = found
        self.without = without
        self.told: set[int] = set()
        self.section: set[int] = set()
        self.count = 0

    def write(self, passage: Passage, places: dict[int, list[Match]]) -> list[Token]:
        if passage.begins:
            self.section = set()
        out: list[Token] = []
        for place, token in enumerate(passage.tokens):
            if token.kind == "start" and token.name in HEADINGS:
                self.section = set()
            if place in places:
                out.extend(self._linked(token.text, places[place], passage.language))
            else:
                out.append(token)
        return out

    def _linked(self, text: str, matches: list[Match], language: str) -> Iterator[Token]:
        last = 0
        for match in matches:
            if len(match.concepts) > 1 or self.count >= MOST:
                continue
            (pk,) = match.concepts
            if pk == self.without or pk in self.section:
                continue
            self.section.add(pk)
            self.count += 1
            if match.start > last:
                yield Token("text", text=text[last : match.start])
            yield from self._link(self.found.card(pk), text[match.start : match.end], language)
            last = match.end
        if last < len(text):
            yield Token("text", text=text[last:])

    def _link(self, card: Card, said: str, language: str) -> Iterator[Token]:
        about = {"class": "lx", "href": card.address}
        if card.language != language:
            about["hreflang"] = card.language
        if card.preview:
            about["aria-describedby"] = f"lx{card.pk}"
        yield Token("start", "a", about)
        yield Token("text", text=said)
        yield Token("end", "a")
        if card.preview and card.pk not in self.told:
            self.told.add(card.pk)
            yield from _gloss(card, language)


def _gloss(card: Card, language: str) -> Iterator[Token]:
    yield Token("start", "span", {"class": "gloss", "id": f"lx{card.pk}", "role": "tooltip"})
    for name, said in (("b", card.heading), ("span", card.preview)):
        foreign = {"lang": said.language} if said.language != language else {}
        if name == "span" and not foreign:
            yield Token("text", text=f" {said.text}")
            continue
        yield Token("start", name, foreign)
        yield Token("text", text=said.text)
        yield Token("end", name)
    yield Token("end", "span")


linking.linkers.register(annotate)
