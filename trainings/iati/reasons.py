"""What stops a training from being exported, and what its export will lack, in plain words."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from atoutsud.content.languages import LANGUAGES, active
from trainings import cofunding, records
from trainings.iati import activity, codes, money, rules, timing, words
from trainings.models import Engagement, Partner

STOP, NOTE = "stop", "note"
SECTORS = "all_sectors-group"
FUNDING = "all_cofunding-group"


@dataclass(frozen=True)
class Reason:
    """`anchor`: the id of what to fill in on the editing form, empty when it is not there.

    `level`: "stop" keeps the record out of the export, "note" says what will be missing in it.
    """

    message: str
    anchor: str = ""
    level: str = STOP

    @property
    def stops(self) -> bool:
        return self.level == STOP


def association() -> Any:
    """The association's own public record, or None."""
    return Partner.public.filter(is_self=True).first()


def obstacles() -> list[Reason]:
    """What keeps the export of the whole site off, or makes it doubtful."""
    found = []
    if not settings.IATI_ORG_ID:
        found.append(
            Reason(
                _(
                    "The IATI export is off: the association has not given its identifier yet "
                    "(the variable IATI_ORG_ID of the server)."
                )
            )
        )
    elif not codes.agency_known(settings.IATI_ORG_ID):
        found.append(
            Reason(
                _(
                    "The agency that %(identifier)s begins with is not on the list of the IATI "
                    "Standard: other validators will warn about it."
                )
                % {"identifier": settings.IATI_ORG_ID},
                level=NOTE,
            )
        )
    if association() is None:
        found.append(
            Reason(
                _(
                    "The IATI export is off: among the partners, no published one is marked "
                    "“this is us”."
                )
            )
        )
    return found


def reasons(engagement: Any) -> list[Reason]:
    """Everything to tell the editor of one saved training, what stops it first."""
    record = records.by_pk(engagement.pk, Engagement.objects.all())
    return examine(record, association(), timezone.localdate())[0] if record else []


def told(engagement: Any) -> list[str]:
    """What to say when a training is published: why it is not in the files, if they are on."""
    if not engagement.is_public or any(reason.stops for reason in obstacles()):
        return []
    stops = [reason.message for reason in reasons(engagement) if reason.stops]
    words = _("Not in the IATI export: %(why)s")
    return [words % {"why": " ".join(stops)}] if stops else []


def examine(record: Any, ourselves: Any, today: datetime.date) -> tuple[list[Reason], Any]:
    """The reasons of a record that `records.whole` has read, and its element unless one stops it.

    `ourselves` may be unknown yet: then there is no element.
    """
    found = [*_words(record), *_when_and_where(record, today), *_subject(record)]
    found += _money(record, today)
    stops = any(reason.stops for reason in found)
    if not record.is_public:
        found.append(Reason(_("It is not published: only what readers see is exported.")))
    element = None
    if not stops and ourselves is not None and settings.IATI_ORG_ID:
        with translation.override(activity.NEUTRAL):
            element = activity.build(record, ourselves, today)
        found += [_broken(finding) for finding in rules.findings(element, today)]
    found.sort(key=lambda reason: not reason.stops)
    return found, None if found and found[0].stops else element


def _broken(finding: rules.Finding) -> Reason:
    message = _("It would break rule %(rule)s of the IATI Standard (%(where)s).")
    return Reason(message % {"rule": finding.rule, "where": finding.where})


def _words(record: Any) -> Iterator[Reason]:
    languages = words.spoken(record)
    if not languages:
        yield Reason(_("It has no title."), f"id_title_{LANGUAGES[0]}")
    elif not any(words.general(record, code) for code in languages):
        missing = _("It has no summary: the standard asks for a description.")
        yield Reason(missing, f"id_summary_{languages[0]}")


def _when_and_where(record: Any, today: datetime.date) -> Iterator[Reason]:
    if record.when is None:
        yield Reason(_("It has no date: the standard asks when an activity begins."), "id_when")
    elif record.is_past and record.course in (record.Course.PLANNED, record.Course.CONFIRMED):
        yield Reason(
            _("Its date is past: say whether it took place. Until then it counts as planned."),
            "id_course",
            NOTE,
        )
    elif record.course == record.Course.DONE and not timing.timing(record, today).took_place:
        yield Reason(
            _("It is said to have taken place, and its date is to come: it counts as planned."),
            "id_course",
            NOTE,
        )
    countries = record.beneficiary_countries
    if not countries:
        yield Reason(
            _("It has no country that benefits: the place of a meeting is not enough."),
            "id_beneficiary_countries",
        )
    elif len(countries) > 1:
        yield Reason(
            _("Several countries benefit: the export gives each an equal part, and says so."),
            "id_beneficiary_countries",
            NOTE,
        )


def _subject(record: Any) -> Iterator[Reason]:
    typed = [row.code for row in record.sectors]
    derived = activity.sectors(record)
    if not derived:
        yield Reason(_("It has no sector."), SECTORS)
    elif not typed:
        values = {
            "code": derived[0][0],
            "name": codes.name("Sector", derived[0][0], active()),
        }
        note = _("No sector is given: the export says %(code)s, %(name)s.")
        yield Reason(note % values, SECTORS, NOTE)
    for code in typed:
        if not codes.known("Sector", code):
            message = _("The sector %(code)s is not on the list of the standard.")
            yield Reason(message % {"code": code}, SECTORS)
    percents = [percent for _code, percent in derived]
    if len(percents) > 1 and (None in percents or sum(p or 0 for p in percents) != cofunding.FULL):
        yield Reason(_("The percentages of the sectors must make 100."), SECTORS)
    for target in dict.fromkeys(record.sdg_targets.split()):
        if not codes.known("UNSDG-Targets", target):
            message = _("The target %(code)s is not on the list of the standard: it is left out.")
            yield Reason(message % {"code": target}, "id_sdg_targets", NOTE)


def _money(record: Any, today: datetime.date) -> Iterator[Reason]:
    told = {
        "currency": _("%(expense)s: the currency %(currency)s is not known, so it is left out."),
        "date": _("%(expense)s: its value date is to come, so it is left out for now."),
    }
    for left in money.sort_out(record, today)[1]:
        if left.why in told:
            values = {"expense": str(left.line.category), "currency": left.line.currency}
            yield Reason(told[left.why] % values, FUNDING, NOTE)
