"""Reading a text for terms: its words once, the openings to look up, then the longest matches."""

from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from atoutsud.content.folding import fold
from atoutsud.content.markup import names
from lexicon.inflection import (
    JOINTS,
    OPENING_WORDS,
    SMALL,
    bare,
    is_acronym_form,
    is_form_of,
    only_words,
    opening,
    places_of_words,
    singular,
)

LONGEST_GAP = 4
HYPHENS = "-\u2010\u2011"
# After these a word is rather a verb: “ont suivi”, “il avance”, “to project”.
BEFORE_VERBS = {
    "fr": names(
        "je tu il elle on nous vous ils elles se ne y qui ai as a avons avez ont avais avait "
        "avions aviez avaient aura auront aurait auraient avoir ayant eu est sont etait etaient "
        "ete etre fut furent sera seront serait soit soient"
    ),
    "en": names(
        "i you he she we they who to will would can could may might must shall should cannot not "
        "have has had having"
    ),
}


class Candidate(NamedTuple):
    concept: int
    language: str
    text: str
    acronym: bool


class Match(NamedTuple):
    """Characters `start` to `end` of a text; homographs have several entries."""

    start: int
    end: int
    concepts: frozenset[int]


class _Term:
    """A term that may stand in a text. Most do not: what is between its words waits."""

    def __init__(self, candidate: Candidate, said: list[str]) -> None:
        self.concept = candidate.concept
        self.text = candidate.text
        self.acronym = candidate.acronym
        self.said = said

    @cached_property
    def words(self) -> list[str]:
        return [bare(word) for word in self.said]

    @cached_property
    def gaps(self) -> list[str]:
        places = places_of_words(self.text)
        return [_gap(self.text[one[1] : two[0]]) or "" for one, two in pairwise(places)]


class _Read:
    """A text as read: its words, the same in the singular, and which are the full ones."""

    def __init__(self, text: str, said: list[str], plain: list[str], full: list[int]) -> None:
        self.text = text
        self.said = said
        self.plain = plain
        self.full = full

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """Where each word begins and ends: asked only of texts that say something."""
        return places_of_words(self.text)

    def between(self, place: int) -> str:
        """What stands before a word that is not the first."""
        return self.text[self.places[place - 1][1] : self.places[place][0]]


class _Plain(dict[str, str]):
    """Words as they stand -> folded and in the singular."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def __missing__(self, word: str) -> str:
        self[word] = plain = singular(fold(bare(word)), self.language)
        return plain


class Reader:
    """Reads the texts of a page in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.small = SMALL[language]
        self.openings: set[str] = set()
        self._plain = _Plain(language)
        self._read: dict[str, _Read] = {}
        # By opening, by (words before the first full one, words in the singular).
        self._firsts: set[str] = set()
        self._terms: dict[str, dict[tuple[int, tuple[str, ...]], list[_Term]]] = {}

    def take(self, text: str) -> None:
        """Note what terms could open in `text`."""
        if text in self._read:
            return
        small = self.small
        said = only_words(text)
        plain = list(map(self._plain.__getitem__, said))
        full = [place for place, word in enumerate(plain) if word not in small]
        self._read[text] = _Read(text, said, plain, full)
        rest = [plain[place] for place in full]
        for size in range(1, OPENING_WORDS + 1):
            runs = zip(*(rest[n:] for n in range(size)), strict=False)
            self.openings.update(map(" ".join, runs))

    def know(self, candidate: Candidate) -> None:
        if candidate.acronym:
            said = [bare(candidate.text).replace(" ", "")]
            plain: tuple[str, ...] = (opening(candidate.text, self.language, acronym=True),)
        else:
            said = only_words(candidate.text)
            plain = tuple(map(self._plain.__getitem__, said))
        full = [word for word in plain if word not in self.small] or list(plain)
        key = " ".join(full[:OPENING_WORDS])
        lead = plain.index(full[0]) if full else 0
        term = _Term(candidate, said)
        self._firsts.add(full[0] if full else "")
        self._terms.setdefault(key, {}).setdefault((lead, plain), []).append(term)

    def matches(self, text: str) -> list[Match]:
        """The longest terms of `text`, in order and apart."""
        if text not in self._read:
            return []
        read = self._read[text]
        found: list[Match] = []
        last = -1
        for rank, place in enumerate(read.full):
            if place <= last or read.plain[place] not in self._firsts:
                continue
            best: dict[tuple[int, int], list[_Term]] = {}
            for key in self._keys(read.plain, read.full, rank):
                for (lead, plain), terms in self._terms.get(key, {}).items():
                    first, end = place - lead, place - lead + len(plain)
                    if first <= last or tuple(read.plain[first:end]) != plain:
                        continue
                    stand = [term for term in terms if self._stands(text, read, first, term)]
                    if stand:
                        best.setdefault((end - 1, -first), []).extend(stand)
            if best:
                last, back = max(best)
                concepts = _concepts(best[last, back], bare(read.said[last]))
                found.append(Match(read.places[-back][0], read.places[last][1], concepts))
        return found

    @staticmethod
    def _keys(plain: list[str], full: list[int], rank: int) -> Iterator[str]:
        """What a term may open with at the full word `rank`."""
        key = ""
        for place in full[rank : rank + OPENING_WORDS]:
            key = f"{key} {plain[place]}" if key else plain[place]
            yield key

    def _stands(self, text: str, read: _Read, first: int, term: _Term) -> bool:
        """Whether `term`, whose words are there in the singular, is really what is written."""
        end = first + len(term.words)
        if _is_cut(text, read.places[first][0], read.places[end - 1][1]):
            return False
        if term.acronym:
            return is_acronym_form(read.said[first], term.words[0])
        if end == first + 1 and first and self._is_verb(read, first):
            return False
        for offset, known in enumerate(term.words):
            said = read.said[first + offset]
            if offset and _gap(read.between(first + offset)) != term.gaps[offset - 1]:
                return False
            if not is_form_of(bare(said), known, self.language):
                return False
        return True

    def _is_verb(self, read: _Read, place: int) -> bool:
        """Whether the word before says that this one is a verb."""
        if read.between(place).strip(" \u00a0\n"):
            return False
        return fold(read.said[place - 1]) in BEFORE_VERBS[self.language]


def _is_cut(text: str, start: int, end: int) -> bool:
    """Whether a hyphen ties the words to others: “Global South” in “Global South-South”."""
    before = text[max(start - 2, 0) : start]
    after = text[end : end + 2]
    return (len(before) == 2 and before[1] in HYPHENS and before[0].isalnum()) or (
        len(after) == 2 and after[0] in HYPHENS and after[1].isalnum()
    )


def _concepts(stand: list[_Term], last_word: str) -> frozenset[int]:
    """A plural that is a term of its own is not the plural of another."""
    alike = [term for term in stand if term.words[-1].casefold() == last_word.casefold()]
    return frozenset(term.concept for term in alike or stand)


def _gap(between: str) -> str | None:
    """The elided article between two words of one phrase; None where something parts them."""
    if between == " ":
        return ""
    letters = "".join(letter for letter in between if letter not in JOINTS)
    if len(between) > LONGEST_GAP + len(letters) or (letters and not letters.isalpha()):
        return None
    return letters.lower()
