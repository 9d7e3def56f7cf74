"""What stops a training from being published, and what readers will miss, in an editor's words.

Each line leads to the field that mends it. What stops the export is asked of `trainings.iati`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from atoutsud.content import dates
from atoutsud.content.dateparsing import parse
from atoutsud.content.languages import LANGUAGES, active
from trainings import cofunding, iati
from trainings.models.kinds import Kind

SPLIT = "split"
PARTNERS = "all_partners-group"
PHOTOS = "all_photos-group"
ROWS = ("all_cofunding__category", "all_partners__partner", "all_photos__picture")
# Typed as they are, whatever the language of the back office.
EXAMPLES = ("juillet 2016", "07/2016", "T2 2016", "2016", "31/10/2016-03/11/2016")


@dataclass(frozen=True)
class Gate:
    """`anchor`: the id of what to fill in; `stops`: nothing gets through until it is."""

    message: str
    anchor: str = ""
    stops: bool = False


def date_words(engagement: Any) -> str:
    words = dates.in_words(engagement.when, active(), engagement.duration_words())
    return words or _("date not published")


def site(engagement: Any) -> list[Gate]:
    """What keeps it off the site, then what readers will miss, the gravest first."""
    prefetch_related_objects([engagement], *ROWS)
    found = [*_obstacles(engagement), *_words(engagement), *_facts(engagement)]
    found += [*_funding(engagement), *_hidden(engagement)]
    return sorted(found, key=lambda gate: not gate.stops)


def advice(engagement: Any) -> list[str]:
    return [gate.message for gate in site(engagement)]


def _obstacles(engagement: Any) -> Iterator[Gate]:
    if not (engagement.title_fr or engagement.title_en):
        yield Gate(_("No title, in either language."), "id_title_fr", stops=True)
    lines = list(engagement.all_cofunding.all())
    for fault in cofunding.faults(lines):
        yield Gate(fault.message, f"row-{fault.category}", stops=True)


def _words(engagement: Any) -> Iterator[Gate]:
    missing = {
        "fr": _("No title or summary in French: the French page shows the English words."),
        "en": _("No title or summary in English: the English page shows the French words."),
    }
    for code in LANGUAGES:
        if not engagement.is_written_in(code):
            field = "summary" if getattr(engagement, f"title_{code}") else "title"
            yield Gate(missing[code], f"id_{field}_{code}")


def _facts(engagement: Any) -> Iterator[Gate]:
    conference = engagement.kind == Kind.CONFERENCE
    if engagement.when is None:
        yield Gate(
            _("No date: last in the list, absent from the calendar and from IATI."), "id_when"
        )
    if not engagement.country:
        yield Gate(_("No country."), "id_country")
    if not engagement.beneficiary_countries and not conference:
        yield Gate(
            _("No country that benefits: absent from the IATI export."), "id_beneficiary_countries"
        )
    if engagement.participants_total is None and not conference:
        yield Gate(
            _("Number of participants unknown: the page says “not stated”."),
            "id_participants_total",
        )
    told = engagement.how_to_take_part_fr or engagement.how_to_take_part_en
    if engagement.is_to_come and not told:
        yield Gate(_("To come, and no word on how to take part."), "id_how_to_take_part_fr")


def _funding(engagement: Any) -> Iterator[Gate]:
    lines = list(engagement.all_cofunding.all())
    if not lines:
        yield Gate(_("Nobody is said to have paid: the page says “funding not published”."), SPLIT)
    elif not cofunding.is_detailed(lines):
        yield Gate(_("The split is not detailed: the page says so."), SPLIT)


def _hidden(engagement: Any) -> Iterator[Gate]:
    hidden = {
        str(role.partner) for role in engagement.all_partners.all() if not role.partner.is_public
    }
    for name in sorted(hidden):
        words = _("%(name)s is not published: readers do not see its name.") % {"name": name}
        yield Gate(words, PARTNERS)
    for row in engagement.all_photos.all():
        if not row.picture.is_usable:
            words = _(
                "Readers do not see the picture “%(name)s”: the consent of the people shown is "
                "missing."
            )
            yield Gate(words % {"name": row.picture}, PHOTOS)


def export(engagement: Any) -> list[Any]:
    """What keeps it out of the IATI files, then what they will lack."""
    return [*iati.obstacles(), *iati.reasons(engagement)]


@dataclass(frozen=True)
class Panel:
    """What is found at one gate; `free` is said when nothing stops there."""

    name: str
    free: str
    found: list[Any]

    @property
    def stops(self) -> int:
        return sum(1 for gate in self.found if gate.stops)

    @property
    def remarks(self) -> int:
        return len(self.found) - self.stops


def panels(engagement: Any) -> list[Panel]:
    return [
        Panel(_("On the site"), _("nothing stops it from being published"), site(engagement)),
        Panel(_("IATI export"), _("nothing stops it from being exported"), export(engagement)),
    ]


@dataclass(frozen=True)
class Understood:
    """How the server reads what is typed in the box of the date."""

    words: str
    good: bool


def understood(text: str) -> Understood:
    try:
        date = parse(text)
    except ValidationError as error:
        return Understood(_("Not understood: %(why)s") % {"why": " ".join(error.messages)}, False)
    if date is None:
        words = _("Date not published: last in the list, absent from the calendar and from IATI.")
        return Understood(words, True)
    values = {"fr": dates.in_words(date, "fr"), "en": dates.in_words(date, "en")}
    said = _("Understood. In French: %(fr)s. In English: %(en)s.") % values
    exact = date.precision == dates.Precision.DAY and not date.approximate
    agenda = _("In the calendar.") if exact else _("Not in the calendar, which wants a day.")
    return Understood(f"{said} {agenda}", good=True)
