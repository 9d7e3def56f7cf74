"""What is still missing on an engagement, in an editor's words: advice, never an obstacle.

What cannot be published at all is refused by the model's own rules on saving.
"""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from atoutsud.content import dates
from atoutsud.content.languages import LANGUAGES, active
from trainings import cofunding
from trainings.models.kinds import Kind


def date_words(engagement: Any) -> str:
    words = dates.in_words(engagement.when, active(), engagement.duration_words())
    return words or _("date not published")


def advice(engagement: Any) -> list[str]:
    """What readers or exports will miss, the gravest first."""
    found = []
    missing = {
        "fr": _("No title or summary in French: the French page shows the English words."),
        "en": _("No title or summary in English: the English page shows the French words."),
    }
    found += [missing[code] for code in LANGUAGES if not engagement.is_written_in(code)]
    if engagement.when is None:
        found.append(_("No date: last in the list, absent from the calendar and from IATI."))
    if not engagement.country:
        found.append(_("No country."))
    if not engagement.beneficiary_countries and engagement.kind != Kind.CONFERENCE:
        found.append(_("No country that benefits: absent from the IATI export."))
    if engagement.participants_total is None and engagement.kind != Kind.CONFERENCE:
        found.append(_("Number of participants unknown: the page says “not stated”."))
    lines = list(engagement.all_cofunding.select_related("category"))
    if not lines:
        found.append(_("Nobody is said to have paid: the page says “funding not published”."))
    elif not cofunding.is_detailed(lines):
        found.append(_("The split is not detailed: the page says so."))
    hidden = {
        str(role.partner)
        for role in engagement.all_partners.select_related("partner")
        if not role.partner.is_public
    }
    for name in sorted(hidden):
        found.append(_("%(name)s is not published: readers do not see its name.") % {"name": name})
    if engagement.is_to_come and not (
        engagement.how_to_take_part_fr or engagement.how_to_take_part_en
    ):
        found.append(_("To come, and no word on how to take part."))
    return found


def panel(engagement: Any) -> Any:
    if engagement is None or not engagement.pk:
        return _("Told once it is saved.")
    found = advice(engagement)
    if not found:
        return _("Nothing: it is complete.")
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((a,) for a in found)))
