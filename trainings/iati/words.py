"""What an activity says in words, once per language in which its training is written.

The standard takes every text as narratives with a language. A language in which a training is
not public has none, and no narrative is ever empty or blank.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from lxml import etree

from atoutsud.content import dates
from atoutsud.content.languages import LANGUAGES, localized, word
from trainings import cofunding, groups, telling, wording
from trainings.models import EngagementPartner
from trainings.models.participants import Profile

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What no XML 1.0 document may hold, escaped or not.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Role = EngagementPartner.Role


def clean(text: object) -> str:
    """Plain text that any XML may hold, without blanks around it."""
    return FORBIDDEN.sub("", str(text or "")).strip()


def spoken(engagement: Any) -> tuple[str, ...]:
    """The languages in which it is public; for want of a whole one, those with a title."""
    titled = tuple(code for code in LANGUAGES if clean(getattr(engagement, f"title_{code}")))
    return tuple(code for code in engagement.languages if code in titled) or titled


def narrate(parent: Any, texts: Iterable[tuple[str, object]]) -> int:
    """Add a narrative per (language, text) that says something; how many were added."""
    added = 0
    for language, text in texts:
        if plain := clean(text):
            narrative = etree.SubElement(parent, "narrative")
            narrative.set(XML_LANG, language)
            narrative.text = plain
            added += 1
    return added


def of_field(obj: Any, name: str) -> list[tuple[str, str]]:
    return [(code, getattr(obj, localized(name, code), "") or "") for code in LANGUAGES]


class Phrases(dict[str, str]):
    """The catalogue in one language, each message looked up once: an export asks thousands."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __missing__(self, message: str) -> str:
        with translation.override(self.language):
            self[message] = gettext(message)
        return self[message]


@cache
def phrases(language: str) -> Callable[[str], str]:
    """To be called `_` where it is used, so that its messages are collected."""
    return Phrases(language).__getitem__


@cache
def label(choice: Any, language: str) -> str:
    """The words of one of a model's choices."""
    with translation.override(language):
        return str(choice.label)


def general(engagement: Any, language: str) -> str:
    """The summary, then why it was asked for."""
    parts = [getattr(engagement, f"{name}_{language}") for name in ("summary", "context")]
    return "\n\n".join(clean(part) for part in parts if clean(part))


def target_groups(engagement: Any, cells: list[groups.Shown], language: str) -> str:
    """Whom it was for: numbers and organisations, never a person. `cells`: those exported."""
    _ = phrases(language)
    parts = []
    if engagement.participants_total:
        parts.append(_("Participants: %(n)s.") % {"n": engagement.participants_total})
    elif engagement.groups or engagement.participants_note_fr or engagement.participants_note_en:
        parts.append(_("Participants: number not stated."))
    if note := word(engagement, "participants_note", language).text:
        parts.append(note)
    if said := [_group(shown, language) for shown in cells]:
        parts.append(_("Who took part: %(groups)s.") % {"groups": _("; ").join(said)})
    names = _names(engagement, Role.BENEFICIARY, language)
    if names:
        listed = ", ".join(names)
        if not engagement.beneficiaries_complete:
            listed = _("%(names)s and others") % {"names": listed}
        parts.append(_("For: %(names)s.") % {"names": listed})
    return "\n".join(clean(part) for part in parts)


def _group(shown: groups.Shown, language: str) -> str:
    words = word(shown.group, "label", language).text or label(
        Profile(shown.group.profile), language
    )
    if shown.group.public_institution is not None:
        words = f"{words} ({shown.group.public_institution.short_name(language)})"
    return f"{shown.count} {words}" if shown.count else words


def _names(engagement: Any, role: str, language: str) -> list[str]:
    return [
        clean(row.public_partner.short_name(language))
        for row in engagement.roles
        if row.role == role and row.public_partner is not None
    ]


def other(engagement: Any, split: cofunding.Split | None, language: str) -> str:
    """Topics, who paid for what, the programme, the hosts: what no other element can say."""
    _ = phrases(language)
    parts = []
    topics = [_topic(line, language) for line in engagement.topic_lines]
    if said := [topic for topic in topics if topic]:
        parts.append(_("Topics: %(topics)s.") % {"topics": _("; ").join(said)})
    if split:
        parts.append(telling.split_sentence(split))
        if note := telling.money_note(split):
            parts.append(note)
    if engagement.programme is not None:
        parts.append(_programme(engagement, language))
    if hosts := _names(engagement, Role.HOST, language):
        parts.append(_("Hosted by: %(names)s.") % {"names": ", ".join(hosts)})
    if outputs := wording.items(engagement, "outputs"):
        items = [item for block in outputs.blocks for item in block.items]
        parts.append(_("What came out of it: %(items)s") % {"items": _("; ").join(items)})
    if len(engagement.beneficiary_countries) > 1:
        parts.append(
            _("The percentages of the countries are equal parts: none was measured by country.")
        )
    return "\n".join(clean(part) for part in parts if clean(part))


def _topic(line: Any, language: str) -> str:
    words = word(line, "label", language).text
    if not words and line.public_concept is not None:
        words = line.public_concept.headline(language).text
    return clean(words)


def _programme(engagement: Any, language: str) -> str:
    _ = phrases(language)
    values = {"programme": engagement.programme.short_name(language)}
    if engagement.programme_manager is None:
        return _("Part of the programme %(programme)s.") % values
    values["manager"] = engagement.programme_manager.short_name(language)
    return _("Part of the programme %(programme)s, run by %(manager)s.") % values


def date_note(engagement: Any, language: str) -> str:
    """How the date is known, where its bounds say more than anybody knows; else empty."""
    when = engagement.when
    if when is None or (when.precision == dates.Precision.DAY and not when.approximate):
        return ""
    _ = phrases(language)
    words = dates.in_words(when, language, engagement.duration_words(language))
    if when.precision == dates.Precision.DAY:
        return _("%(date)s (approximate date)") % {"date": words}
    return _("%(date)s (exact day not published)") % {"date": words}
