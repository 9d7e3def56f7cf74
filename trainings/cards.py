"""What stands on the card of a training or an organisation that is shared."""

from typing import Any

from atoutsud.content import dates
from atoutsud.content.languages import word
from atoutsud.site import cards
from trainings.models import Engagement, Partner


def capitalised(words: Any) -> str:
    text = str(words)
    return text[:1].upper() + text[1:]


def engagement(found: Any, language: str) -> cards.Words:
    place = [cards.said(word(found, "city", language)), str(found.country.name or "")]
    when = dates.in_words(found.when, language) if found.when else ""
    note = " · ".join(filter(None, (", ".join(filter(None, place)), when)))
    kind = capitalised(found.get_kind_display())
    return cards.Words(kind, cards.said(found.headline(language)), note)


def partner(found: Any, language: str) -> cards.Words:
    kind = capitalised(found.get_kind_display())
    name = cards.said(found.headline(language))
    return cards.Words(kind, name, str(found.hq_country.name or ""))


cards.register(cards.Source("training", Engagement, engagement))
cards.register(cards.Source("partner", Partner, partner))
