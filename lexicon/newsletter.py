"""Entries that are new or changed since the last letter; what is gone is not told by mail."""

import datetime
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from atoutsud.content.languages import word
from atoutsud.site.newsletter import digest
from lexicon.data import kind_of
from lexicon.models import Concept


def _of_kind(kind: str, language: str, since: datetime.datetime) -> Iterator[digest.Item]:
    rows = Concept.public.changes().filter(moment__gt=since, standing=True)
    for concept in rows.order_by("-moment", "-pk"):
        if kind_of(concept) != kind:
            continue
        heading = concept.headline(language)
        summary = word(concept, "definition", heading.language)
        told = kind == "new" and not summary.foreign
        address = concept.address(heading.language)
        yield digest.Item(heading, address, summary.text if told else "")


def new(language: str, since: datetime.datetime) -> Iterator[digest.Item]:
    return _of_kind("new", language, since)


def changed(language: str, since: datetime.datetime) -> Iterator[digest.Item]:
    return _of_kind("changed", language, since)


digest.register(digest.Part(30, _("New in the lexicon"), new))
digest.register(digest.Part(40, _("Changed in the lexicon"), changed))
