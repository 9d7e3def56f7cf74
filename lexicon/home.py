"""The word of the day on the home page: the same for everyone until midnight."""

from typing import Any

from django.db.models import Subquery
from django.utils import timezone

from atoutsud.site import home
from lexicon.browsing import entry_line, terms_of
from lexicon.models import Concept

# Prime, so that days in a row do not show neighbours.
STRIDE = 7919


def word_of_the_day(language: str) -> dict[str, Any] | None:
    written = Concept.public.written_in(language).order_by("pk")
    last = written.reverse().values_list("pk", flat=True).first()
    if last is None:
        return None
    # The first at or after some id: counting all entries to choose one would cost more each year.
    least = timezone.localdate().toordinal() * STRIDE % last + 1
    terms = list(terms_of(Subquery(written.filter(pk__gte=least).values("pk")[:1])))
    if not terms:
        return None
    return {"line": entry_line(terms[0].concept, terms, language)}


home.register(home.Section(order=30, template="lexicon/_home.html", context=word_of_the_day))
