"""What was published since the last letter: each app offers its part in a module `newsletter.py`.

The parts name public rows only; the text they make is a start that an editor reads and changes.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from atoutsud.content.languages import Wording
from atoutsud.content.registry import Registry
from atoutsud.site import publicpage

SUMMARY_WORDS = 40
MOST = 25


@dataclass(frozen=True)
class Item:
    """One new thing: its title, where it is read, and perhaps a few words about it."""

    title: Wording
    address: str
    summary: str = ""


@dataclass(frozen=True)
class Part:
    """`items(language, since)` gives public things, the newest first."""

    order: int
    title: str | Promise
    items: Callable[[str, datetime.datetime], Iterable[Item]]


parts: Registry[Part] = Registry("newsletter", order=lambda part: part.order)
register = parts.register


def assembled(language: str, since: datetime.datetime) -> str:
    """The text of a letter in `language`; empty when nothing was published."""
    with translation.override(language):
        blocks = []
        for part in parts:
            items = list(part.items(language, since))
            if items:
                blocks.append(str(part.title).upper())
                blocks += [_block(item) for item in items[:MOST]]
                if len(items) > MOST:
                    blocks.append(_("and %(n)d more.") % {"n": len(items) - MOST})
        return "\n\n".join(blocks)


def _block(item: Item) -> str:
    title = item.title.text
    if item.title.foreign:
        title += " " + (_("(in English)") if item.title.language == "en" else _("(in French)"))
    lines = [title]
    if item.summary:
        lines.append(Truncator(" ".join(item.summary.split())).words(SUMMARY_WORDS))
    return "\n".join([*lines, publicpage.absolute(item.address)])
