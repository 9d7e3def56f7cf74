"""Acronyms that the lexicon does not explain, told to whoever wrote them."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from atoutsud.content import advice
from atoutsud.content.folding import fold
from atoutsud.content.markup import Token, names
from lexicon.models import Term

_ACRONYM = re.compile(r"(?<![\w&./-])[A-ZÀ-Ý][A-ZÀ-Ý0-9&]{1,9}(?![\w&./-]*\w)")
_ROMAN = re.compile(r"[IVXLCDM]+")
_CAPITALS = re.compile(r"[A-ZÀ-Ý]{2,}")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
# Everyday signs that nobody needs to be told.
KNOWN = names("PDF CSV TV SMS CV FAQ DVD USB OK TTC HT TVA URL VIH HIV SIDA AIDS")
_EXPLAINED = names("abbr code")


def acronyms(tokens: list[Token], language: str) -> Iterator[str]:
    """One query, whatever the text; none for a text without acronym."""
    said: dict[str, None] = {}
    text = " ".join(block.text for block in advice.blocks(_open(tokens)))
    for block in advice.blocks(_open(tokens)):
        letters = _LETTERS.findall(block.text)
        if len(letters) > 2 and 2 * len(_CAPITALS.findall(block.text)) > len(letters):
            continue  # words merely typed in capitals
        said.update(dict.fromkeys(_ACRONYM.findall(block.text)))
    unknown = [
        word
        for word in said
        if word not in KNOWN and not _ROMAN.fullmatch(word) and not _told(word, text)
    ]
    if not unknown:
        return
    keys = {word: fold(word) for word in unknown}
    found = Term.public.filter(key__in=set(keys.values())).order_by()
    known = set(found.values_list("key", flat=True))
    for word in unknown:
        if keys[word] not in known:
            yield _(
                "“%(acronym)s” is not in the lexicon: write it in full the first time, or propose "
                "it to the lexicon."
            ) % {"acronym": word}


def _open(tokens: list[Token]) -> list[Token]:
    """Without what explains itself."""
    kept, closed = [], 0
    for token in tokens:
        if token.name in _EXPLAINED:
            closed += 1 if token.kind == "start" else -1
        elif not closed:
            kept.append(token)
    return kept


def _told(acronym: str, text: str) -> bool:
    """Written in full beside it: “… des migrations (OIM)”, or “OIM (Organisation…)”."""
    name = re.escape(acronym)
    after = rf"\w\w[\s\u00a0\u202f]*\([\s\u00a0\u202f]*{name}\b"
    before = rf"\b{name}[\s\u00a0\u202f]*\([^()]*\w{{3,}}[\s’'-]+\w"
    return bool(re.search(after, text) or re.search(before, text))


advice.advisers.register(acronyms)
