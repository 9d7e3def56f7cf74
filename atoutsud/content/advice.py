"""Advice on a text that was just saved: said beside it, never in the way.

Advisers get the cleaned tokens of one text; an app adds its own in a module `advice.py`.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from atoutsud.content import markup, rendering, richtext
from atoutsud.content.folding import fold
from atoutsud.content.languages import word
from atoutsud.content.markup import Token, names
from atoutsud.content.pasting import HEADINGS
from atoutsud.content.pictures import Picture
from atoutsud.content.registry import Registry

LONG = 45  # words of a sentence
MOST = 12  # pieces of advice: more are not read
QUOTED = 60

VAGUE = frozenset(
    fold(said)
    for said in (
        "cliquez ici", "cliquer ici", "clic", "ici", "lien", "ce lien", "lire la suite", "suite",
        "en savoir plus", "plus", "plus d’infos", "voir", "voir ici", "télécharger", "lire",
        "click here", "here", "link", "this link", "read more", "more", "learn more", "see",
        "see here", "download", "page", "site",
    )
)  # fmt: skip
_BLOCKS = HEADINGS | names("p li blockquote figcaption caption td th")
_ADDRESS = re.compile(r"\s*(?:https?://|www\.)\S+\s*", re.IGNORECASE)
# A dot ends a sentence when a capital follows it, but not after one letter ("M. Diop", "p. 12").
_END = re.compile(r"(?<!\b\w)[.!?…]+[»”\"\u202f\u00a0]*\s+(?=[«“\"(]?\s*[A-ZÀ-Ý0-9])")
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")

Adviser = Callable[[list[Token], str], Iterable[str]]
advisers: Registry[Adviser] = Registry("advice")


class Block(NamedTuple):
    """The words of a paragraph, an item, a heading…"""

    name: str
    text: str


def advise(source: str, language: str) -> list[str]:
    """What could be better in a text of `language`, in the words of who reads the advice."""
    if not source:
        return []
    tokens = markup.read(richtext.clean(source))
    said = [words for adviser in advisers for words in adviser(tokens, language)]
    return list(dict.fromkeys(said))[:MOST]


def blocks(tokens: list[Token]) -> Iterator[Block]:
    """The innermost blocks of a text, in order."""
    name, text = "", []
    for token in tokens:
        if token.kind == "text":
            text.append(token.text)
        elif token.name == "br":
            text.append(" ")
        elif token.name in _BLOCKS:
            if said := " ".join("".join(text).split()):
                yield Block(name, said)
            name, text = token.name if token.kind == "start" else "", []
    if said := " ".join("".join(text).split()):
        yield Block(name, said)


def quoted(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= QUOTED else f"{text[:QUOTED].rsplit(' ', 1)[0]}…"


def heading_order(tokens: list[Token], language: str) -> Iterator[str]:
    before = 1
    for level, _name, text in richtext.find_headings(tokens).values():
        if level > before + 1:
            yield _(
                "The heading “%(words)s” skips a level: those who listen to the page look for "
                "what is missing above it."
            ) % {"words": quoted(text)}
        before = level


def links(tokens: list[Token], language: str) -> Iterator[str]:
    """Words of links that say nothing, and links that lead readers nowhere."""
    found = rendering.referred(tokens)
    href, said = "", []
    for token in tokens:
        if token.name == "a" and token.kind == "start":
            href, said = token.attributes.get("href", ""), []
        elif token.name == "a":
            yield from _link(href, "".join(said), richtext.REFERENCE.fullmatch(href), found)
            href = ""
        elif token.kind == "text" and href:
            said.append(token.text)


def _link(href: str, text: str, reference: object, found: dict[str, object]) -> Iterator[str]:
    about = {"words": quoted(text)}
    if not any(character.isalnum() for character in text):
        yield _("A link to %(address)s has no words: nobody can follow it.") % {
            "address": quoted(href)
        }
    elif _is_vague(text):
        yield (
            _(
                "The link “%(words)s” does not say where it leads: write what is found there, "
                "such as “the 2019 report”."
            )
            % about
        )
    elif _ADDRESS.fullmatch(text):
        yield _("The link “%(words)s” shows a bare address: give it words.") % about
    if reference and href not in found:
        yield (
            _("What the link “%(words)s” leads to is not public: readers see the words alone.")
            % about
        )


def _is_vague(text: str) -> bool:
    said = fold(text)
    return said in VAGUE or said.startswith(("cliquez ici", "cliquer ici", "click here"))


def figures(tokens: list[Token], language: str) -> Iterator[str]:
    """Pictures shown without words for those who do not see them, or not shown at all."""
    shown = [token.attributes.get("src", "") for token in tokens if token.name == "img"]
    pks = [int(match[2]) for said in shown if (match := richtext.REFERENCE.fullmatch(said))]
    if not pks:
        return
    known = Picture.objects.in_bulk(pks)
    for pk in dict.fromkeys(pks):
        picture = known.get(pk)
        if picture is None:
            yield _("A picture of this text is no longer in the library.")
            continue
        about = {"name": quoted(str(picture))}
        alt = word(picture, "alt", language)
        if not picture.decorative and (not alt or alt.foreign):
            yield _missing_words(language) % about
        if not picture.is_usable:
            yield (
                _(
                    "Readers do not see the picture “%(name)s”: the consent of the people shown is "
                    "missing."
                )
                % about
            )


def _missing_words(language: str) -> str:
    if language == "fr":
        return _("The picture “%(name)s” has no description in French.")
    return _("The picture “%(name)s” has no description in English.")


def sentences(tokens: list[Token], language: str) -> Iterator[str]:
    for block in blocks(tokens):
        for sentence in _END.split(block.text):
            count = len(_WORD.findall(sentence))
            if count > LONG:
                yield _(
                    "A sentence of %(count)d words, “%(words)s”: two shorter ones are read better."
                ) % {"count": count, "words": quoted(sentence)}


for _adviser in (heading_order, links, figures, sentences):
    advisers.register(_adviser)
