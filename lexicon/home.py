"""The word of the day on the home page: the same for everyone until midnight."""

from typing import Any

from django.db.models import Subquery
from django.utils import timezone

from atoutsud.site import home
from lexicon.browsing import entry_line, terms_of
from lexicon.models import Concept

# Prime, so that days in a row do not show neighbours of the alphabet.
STRIDE = 7919


def word_of_the_day(language: str) -> dict[str, Any] | None:
    written = Concept.public.written_in(language)
    count = written.count()
    if not count:
        return None
    place = timezone.localdate().toordinal() * STRIDE % count
    terms = list(terms_of(Subquery(written.order_by("pk").values("pk")[place : place + 1])))
    if not terms:
        return None
    return {"line": entry_line(terms[0].concept, terms, language)}


home.register(home.Section(order=30, template="lexicon/_home.html", context=word_of_the_day))
