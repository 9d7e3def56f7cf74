"""What stands on the card of an entry or a domain that is shared."""

from typing import Any

from django.utils.translation import gettext as _

from atoutsud.content.languages import Wording, localized, other
from atoutsud.site import cards
from lexicon.models import Concept, Domain


def entry(concept: Any, language: str) -> cards.Words:
    """The headword and, under it, what the other language calls it."""
    heading = concept.headline(language)
    there = other(heading.language)
    equal = Wording(getattr(concept, localized("heading", there)) or "", there, True)
    words = cards.said(heading)
    gloss = concept.gloss(language)
    shown = f"{words} ({gloss})" if gloss else words
    return cards.Words(_("Lexicon"), shown[:1].upper() + shown[1:], cards.said(equal))


def domain(found: Any, language: str) -> cards.Words:
    return cards.Words(_("Lexicon"), cards.said(found.headline(language)))


cards.register(cards.Source("lexicon", Concept, entry))
cards.register(cards.Source("domain", Domain, domain))
