"""What the search of the whole site finds among trainings and partners."""

from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atoutsud.content.languages import LANGUAGES, localized, word
from atoutsud.site import search
from trainings.models import Engagement, Partner
from trainings.telling import country_names

WORDS = 6
TRAINING = ("title", "summary", "objectives", "context", "city")
PARTNER = ("name", "mission")


def matching(query: str, model: Any, texts: tuple[str, ...], plain: tuple[str, ...]) -> Q | None:
    """Every word stands in one of the columns; those of half a translation find nothing."""
    words = query.split()[:WORDS]
    if not words:
        return None

    def found(text: str) -> Q:
        each = [
            Q(**{f"{localized(name, code)}__icontains": text}) & model.readable(code)
            for name in texts
            for code in LANGUAGES
        ]
        return reduce(or_, (*each, *(Q(**{f"{name}__icontains": text}) for name in plain)))

    return reduce(and_, map(found, words))


def find_trainings(query: str, language: str, limit: int) -> list[search.Hit]:
    condition = matching(query, Engagement, TRAINING, ("reference",))
    if condition is None:
        return []
    found = Engagement.public.filter(condition).in_order()[:limit]
    return [training_hit(engagement, language) for engagement in found]


def training_hit(engagement: Any, language: str) -> search.Hit:
    words = engagement.headline(language)
    return search.Hit(
        address=engagement.address(words.language),
        words=words,
        note=engagement.get_kind_display(),
        summary=word(engagement, "summary", words.language).text,
    )


def find_partners(query: str, language: str, limit: int) -> list[search.Hit]:
    condition = matching(query, Partner, PARTNER, ("acronym", "cities", "aliases"))
    if condition is None:
        return []
    return [partner_hit(p, language) for p in Partner.public.filter(condition)[:limit]]


def partner_hit(partner: Any, language: str) -> search.Hit:
    words = partner.headline(language)
    return search.Hit(
        address=partner.address(words.language),
        words=words,
        note=partner.acronym or partner.get_kind_display(),
        summary=country_names(partner.countries),
    )


search.register(search.Source(order=20, label=_("Trainings"), find=find_trainings))
search.register(search.Source(order=25, label=_("Partners"), find=find_partners))
