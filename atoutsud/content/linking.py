"""Words that link themselves: texts are offered to whoever knows what words mean.

An app registers a linker in its module `autolink.py`; nobody who shows a text knows which app
that is. Registered texts (`texts.py`) are those in which a word is looked for the other way round.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from atoutsud.content import markup, typography
from atoutsud.content.markup import Token
from atoutsud.content.publication import Seen
from atoutsud.content.registry import Registry
from atoutsud.content.rendering import prepare, write


class Passage(NamedTuple):
    """Words set in their typography; `begins`: a new section, where a word may be linked again."""

    tokens: list[Token]
    language: str
    begins: bool = True


# All the passages of a page at once, so that a page costs one query whatever it shows; the
# version of the content, if the page knows it, lets what was found be kept.
Linker = Callable[[Sequence[Passage], Seen | None], list[list[Token]]]
linkers: Registry[Linker] = Registry("autolink")


@dataclass(frozen=True)
class Texts:
    """Public objects whose words are linked: `passages(obj)` are those words, per language.

    `topics`: the relation, if there is one, by which an editor says what the object is about.
    """

    model: str
    order: int
    title: str | Promise
    title_field: str
    passages: Callable[[Any], list[Passage]]
    topics: str = ""


texts: Registry[Texts] = Registry("texts", order=lambda offered: offered.order)


def annotate(passages: Sequence[Passage], seen: Seen | None) -> list[list[Token]]:
    """The tokens of each passage with its words linked."""
    for linker in linkers:
        linked = linker(passages, seen)
        passages = [
            passage._replace(tokens=tokens)
            for passage, tokens in zip(passages, linked, strict=True)
        ]
    return [passage.tokens for passage in passages]


def render(source: str, language: str, seen: Seen | None) -> SafeString:
    """Rich text as `rendering.render` makes it, its words linked."""
    (tokens,) = annotate([Passage(prepare(source, language), language)], seen)
    return write(tokens, language)


def set_lines(text: str, language: str) -> list[Passage]:
    """A passage for each line of a plain text, all of one section."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [
        Passage([Token("text", text=typography.apply(line, language))], language, not place)
        for place, line in enumerate(lines)
    ]


def line(tokens: list[Token]) -> SafeString:
    """The HTML of one linked line."""
    return SafeString(markup.write(tokens))


def seen_by(request: Any) -> Seen | None:
    """The version of the content the page of `request` is made of; none in a preview."""
    return getattr(request, "content_version", None)
