"""Words as they stand in running text, and their plain number: what automatic links compare.

Stems would take “évaluer” for “évaluation”; here a word of a text is a word of the lexicon when
it is spelt alike or is its plural. The reverse is refused: “fond” is not “fonds”, nor “bien” a
form of “biens”.
"""

import re
from typing import NamedTuple

from atoutsud.content.folding import fold
from atoutsud.content.markup import names

_APOSTROPHES = "'’‘ʼ‛′＇`´"
# Whole words only: an elided article, left aside, must not leave its last letters behind.
_WORD = re.compile(
    rf"(?<![^\W_])(?!(?i:l|d|j|m|n|s|t|c|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu)[{_APOSTROPHES}])"
    r"(?:(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?|[^\W_]+)"
)
# What may stand between two words of one term; a full stop or a comma parts them.
JOINTS = frozenset(f" \n\t\u00a0\u202f\u2009-\u2010\u2011{_APOSTROPHES}")
OPENING_WORDS = 3
SMALL = {
    "fr": names("a au aux de des du en et la le les ou par pour sur un une"),
    "en": names("a an and at by for from in of on or the to with"),
}
_ODD = {
    "fr": {"travaux": "travail", "baux": "bail", "vitraux": "vitrail", "emaux": "email"},
    "en": {
        "men": "man", "women": "woman", "children": "child", "criteria": "criterion",
        "analyses": "analysis", "crises": "crisis", "hypotheses": "hypothesis",
        "theses": "thesis", "synopses": "synopsis", "indices": "index",
    },
}  # fmt: skip
_ALONE = {
    "fr": names("aux faux taux chaux maux"),
    "en": names("series species news means"),
}
_SHORTEST = 4


class Word(NamedTuple):
    """A word of a text and where it stands; an acronym keeps its dots."""

    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """The words of `text`, elided articles (l’, d’, qu’) left aside."""
    return [Word(match[0], *match.span()) for match in _WORD.finditer(text)]


def only_words(text: str) -> list[str]:
    """The same without their places, at a tenth of the price."""
    return _WORD.findall(text)


def places_of_words(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _WORD.finditer(text)]


def bare(word: str) -> str:
    """Without the dots of an acronym."""
    return word.replace(".", "")


def singular(word: str, language: str) -> str:
    """A small-letter word without the mark of its plural; accents are kept."""
    plain = fold(word)
    if plain in _ODD.get(language, {}):
        return _ODD[language][plain]
    if len(word) < _SHORTEST or plain in _ALONE.get(language, ()):
        return word
    if language == "fr":
        return _singular_french(word)
    return _singular_english(word) if language == "en" else word


def _singular_french(word: str) -> str:
    if word.endswith("aux"):
        return word[:-1] if word.endswith("eaux") else f"{word[:-3]}al"
    if word.endswith(("eux", "oux")):
        return word[:-1]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _singular_english(word: str) -> str:
    if word.endswith("ies") and len(word) > _SHORTEST:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def opening(text: str, language: str, *, acronym: bool = False) -> str:
    """What a term is looked up by: its first full words, folded and in the singular."""
    if acronym:
        return singular(fold(text).replace(" ", ""), language)
    plain = [singular(fold(bare(word.text)), language) for word in words(text)]
    small = SMALL.get(language, frozenset())
    full = [word for word in plain if word not in small] or plain
    return " ".join(full[:OPENING_WORDS])


def same_spelling(said: str, known: str) -> bool:
    """Alike, accents included; capitals may lack theirs (“Economie”, “ÉVALUATION”)."""
    said_small, known_small = said.casefold(), known.casefold()
    if said_small == known_small:
        return True
    if fold(said) != fold(known):
        return False
    for shown, other in ((said, known_small), (known, said_small)):
        if shown.isupper() or (shown[:1].isupper() and shown[1:].casefold() == other[1:]):
            return True
    # Ligatures and apostrophes are spelt in several ways; accents are not.
    return not _marks(said) and not _marks(known)


def _marks(word: str) -> bool:
    return any(letter not in "œæ’" and not letter.isascii() for letter in word.casefold())


def is_form_of(said: str, known: str, language: str) -> bool:
    """Whether a word of a text is the word `known` of a term, or its plural."""
    if same_spelling(said, known):
        return True
    plain = singular(said.casefold(), language)
    return plain != said.casefold() and same_spelling(_as_typed(said, plain), known)


def _as_typed(said: str, plain: str) -> str:
    """The singular with the capitals of the word, which may lack accents."""
    if said.isupper():
        return plain.upper()
    return plain[:1].upper() + plain[1:] if said[:1].isupper() else plain


def is_acronym_form(said: str, known: str) -> bool:
    """Acronyms are known by their capitals; a plural “s” may follow: NGOs."""
    said, known = said.replace(".", ""), known.replace(".", "").replace(" ", "")
    return said == known or (said.endswith("s") and said[:-1] == known and len(known) > 1)
