"""What the search of the whole site shows of trainings and partners."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django_countries.fields import Country

from atoutsud.content.answers import Found
from atoutsud.content.languages import Wording
from atoutsud.site import search
from trainings.models import Engagement, Partner
from trainings.telling import country_names


def show_training(found: Found, shown: dict[str, Any], language: str) -> search.Hit:
    note = str(Engagement.Kind(shown["note"]).label)
    return search.titled(found, shown, language, "trainings-item", note=note)


def show_partner(found: Found, shown: dict[str, Any], language: str) -> search.Hit:
    note = shown["acronym"] or str(Partner.Kind(shown["note"]).label)
    places = country_names([Country(code) for code in shown["countries"]])
    summary = Wording(places, language, False) if places else None
    return search.titled(found, shown, language, "partners-item", note=note, summary=summary)


search.register(
    search.Source(order=20, label=_("Trainings"), kind="trainings.engagement", show=show_training)
)
search.register(
    search.Source(order=25, label=_("Partners"), kind="trainings.partner", show=show_partner)
)
