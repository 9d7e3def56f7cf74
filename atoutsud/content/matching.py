"""The rule of every search: what is asked becomes tokens, what is found is ranked.

Words, stems and trigrams are made here and stored as plain tokens, so both databases compare the
same bytes and only return candidates. A token begins with the letter of its family: `w` a word of
a name, `s` its stem, `i` one of its ends (“financement” is found in “cofinancement”), `b` the stem
of a word of a text.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from atoutsud.content.folding import elide, fold, stem, tokens
from atoutsud.content.languages import LANGUAGES

LONGEST = 200
MOST_WORDS = 8
LONGEST_WORD = 40
SHORTEST_TYPO = 4
MOST_MISTYPED = 4
SHORTEST_END = 5
# Small words are left out of what must be found: “cycle du projet” is “cycle de projet”.
# fmt: off
SMALL = frozenset((
    "le", "la", "les", "l", "un", "une", "des", "du", "de", "d", "a", "au", "aux", "en", "et",
    "ou", "par", "pour", "sur", "dans", "avec", "sans", "entre", "the", "an", "of", "to", "and",
    "or", "in", "on", "for", "by", "with", "between", "at",
))
ARTICLES = ("le", "la", "les", "l", "un", "une", "des", "du", "de la", "d", "the", "a", "an")
# fmt: on
_COMPOUND = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)+")


class Tier(IntEnum):
    """How well a name answers, best first."""

    EXACT = 0
    ACRONYM = 1
    PREFIX = 2
    WHOLE = 3  # the whole name in the singular for the plural, or the reverse
    WORD = 4
    STEM = 5
    INSIDE = 6
    TYPO = 7
    TEXT = 8


class Token(NamedTuple):
    text: str
    prefix: bool = False


# A conjunction of disjunctions: each word asked, by any of its forms.
Clause = list[list[Token]]


def plain(text: str) -> str:
    """`text` in ASCII letters and digits, so that no engine splits or folds it further."""
    if text.isascii():
        return text
    return "".join(c if c.isascii() else f"z{ord(c):x}z" for c in text)


def compact(text: str) -> str:
    """The key without its spaces: acronyms with or without dots, hyphens or words run together."""
    return fold(text).replace(" ", "")


def words_of(text: str) -> list[str]:
    """The words that count, in order; all of them when none does."""
    found = [word[:LONGEST_WORD] for word in tokens(text)]
    return [word for word in found if word not in SMALL]


def joined(text: str) -> list[str]:
    """“co-financement” as “cofinancement”: both ways of writing meet."""
    return [compact(found) for found in _COMPOUND.findall(text)]


def stems(words: Iterable[str], language: str = "") -> set[str]:
    """The stems of folded words in a language of ours, else in both; other languages keep words."""
    chosen = [language] if language in LANGUAGES else [] if language else LANGUAGES
    return {_stem(word, code) for word in words for code in chosen} if chosen else set(words)


@lru_cache(maxsize=16384)
def _stem(word: str, language: str) -> str:
    """The same few thousand words come back through a whole lexicon."""
    return stem(word, language)


@lru_cache(maxsize=4096)
def inflections(word: str) -> frozenset[str]:
    """The stems a folded word may have; “ONGs” is no word, so its s is cut besides."""
    bare = {word[:-1]} if word.endswith("s") and len(word) > 2 else set()
    return frozenset(stems([word]) | bare)


def name_tokens(text: str, language: str) -> list[str]:
    """The tokens of a name: its words, compounds in one word too, and their stems."""
    words = words_of(text)
    words += [word[:LONGEST_WORD] for word in joined(elide(text))]
    found = [f"w{plain(word)}" for word in words]
    found += [f"s{plain(word)}" for word in stems(words, language)]
    found += [f"i{plain(end)}" for word in words for end in ends(word)]
    if len(words) != 1:
        whole = compact(text)[:LONGEST_WORD]
        found.append(f"s{plain(whole)}")
    return found


def ends(word: str) -> list[str]:
    return [word[start:] for start in range(2, len(word) - SHORTEST_END + 1)]


def text_tokens(text: str, language: str) -> set[str]:
    return {f"b{plain(word)}" for word in stems(words_of(text), language)}


@lru_cache(maxsize=16384)
def trigrams(word: str) -> tuple[str, ...]:
    padded = f"0{word}0"
    return tuple(sorted({plain(padded[n : n + 3]) for n in range(len(padded) - 2)}))


@dataclass(frozen=True)
class Asked:
    """A query, parsed. `keys`: how the whole may be written; `words`: what must be found."""

    text: str
    key: str
    keys: tuple[str, ...]
    words: tuple[str, ...]
    compounds: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.keys)

    @property
    def grams(self) -> list[str]:
        """Trigrams of the words long enough to be mistyped; of a whole sentence none."""
        if self.many:
            return []
        long = [word for word in self.words if len(word) >= SHORTEST_TYPO]
        return sorted({gram for word in long for gram in trigrams(word)})

    @property
    def many(self) -> bool:
        return len(self.words) > MOST_MISTYPED


def parse(query: str) -> Asked:
    query = query[:LONGEST]
    key = fold(query)
    cut = " ".join(tokens(query))
    keys = [key, cut]
    for said in (key, cut):
        for article in ARTICLES:
            if said.startswith(f"{article} "):
                keys.append(said[len(article) + 1 :])
    found = [k.replace(" ", "") for k in dict.fromkeys(keys) if k]
    words = list(dict.fromkeys(words_of(query)))[:MOST_WORDS]
    return Asked(query, key, tuple(dict.fromkeys(found)), tuple(words), tuple(joined(elide(query))))


def clauses(asked: Asked) -> list[Clause]:
    """What a name must hold: every word or its stem, or its compounds in one word."""
    ways = [list(asked.words)]
    if asked.compounds:
        parts = {part for found in _COMPOUND.findall(elide(asked.text)) for part in tokens(found)}
        ways.append([w for w in asked.words if w not in parts] + list(asked.compounds))
    return [[_forms(word) for word in way] for way in ways if way]


def _forms(word: str) -> list[Token]:
    """A word of one or two letters begins half the lexicon: it is looked for as it is."""
    forms = [Token(f"w{plain(word)}", len(word) > 2)]
    forms += [Token(f"s{plain(found)}") for found in sorted(inflections(word))]
    if len(word) >= SHORTEST_END:
        forms.append(Token(f"i{plain(word)}", True))
    return forms


def text_clause(asked: Asked) -> Clause:
    """What a text must hold: the stem of every word."""
    return [[Token(f"b{plain(s)}") for s in sorted(stems([word]))] for word in asked.words]


def tier(asked: Asked, key: str, acronym: bool) -> Tier:
    """How a name that holds every word, or begins so, answers."""
    whole = key.replace(" ", "")
    if whole in asked.keys:
        return Tier.ACRONYM if acronym else Tier.EXACT
    if whole.startswith(asked.keys):
        return Tier.PREFIX
    own = key.split()
    if _same_words(asked.words, [word for word in own if word not in SMALL]):
        return Tier.WHOLE
    if asked.compounds and all(said in whole for said in asked.compounds):
        return Tier.WORD
    return max((_in_words(said, key, own) for said in asked.words), default=Tier.WORD)


def begins_a_word(said: str, key: str) -> bool:
    return f" {said}" in f" {key}"


def _in_words(said: str, key: str, own: list[str]) -> Tier:
    """How one word asked stands among those of a name."""
    if begins_a_word(said, key):
        return Tier.WORD
    forms = inflections(said)
    if any(not forms.isdisjoint(inflections(word)) for word in own):
        return Tier.STEM
    return Tier.INSIDE if any(said in word for word in own) else Tier.STEM


def _same_words(asked: Sequence[str], own: Sequence[str]) -> bool:
    return len(asked) == len(own) and all(
        not inflections(one).isdisjoint(inflections(two))
        for one, two in zip(asked, own, strict=True)
    )


def allowed(word: str) -> int:
    """How many letters of a word may be wrong."""
    return 0 if len(word) < SHORTEST_TYPO else 1 if len(word) < 6 else 2


def corrections(asked: Asked, known: Sequence[str]) -> list[dict[str, int]]:
    """For each word asked, the other known words it may have meant, and at what distance."""
    same = set(known)
    found = []
    for word in asked.words:
        meant = {}
        if word not in same and allowed(word):
            own = set(trigrams(word))
            for other in known:
                if abs(len(other) - len(word)) > allowed(word) or own.isdisjoint(trigrams(other)):
                    continue
                far = distance(word, other, allowed(word))
                if far <= allowed(word):
                    meant[other] = far
        found.append(dict(sorted(meant.items(), key=lambda item: (item[1], item[0]))[:12]))
    return found


def distance(one: str, two: str, most: int) -> int:
    """Letters to insert, leave out, change or swap; more than `most` is not counted further."""
    if one == two:
        return 0
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, letter in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, other in enumerate(two, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            swapped = i > 1 and j > 1 and letter == two[j - 2] and one[i - 2] == other
            row.append(min(cost, older[j - 2] + 1) if swapped else cost)
        if min(row) > most:
            return most + 1
    return row[-1]
