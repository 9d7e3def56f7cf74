"""What the pages say about a training in words: rows, sentences, notes on money."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, npgettext

from atoutsud.content import typography
from atoutsud.content.languages import active, word
from trainings import cofunding, reading, wording
from trainings.models import CofundingLine, EngagementPartner, Partner

Role = EngagementPartner.Role
Nature = CofundingLine.Nature
Kind = Partner.Kind
NAMED = 3
# How the directory groups organisations; every kind stands in one of them.
FAMILIES = (
    (
        gettext_lazy("Associations"),
        {Kind.NGO_NATIONAL, Kind.NGO_INTERNATIONAL, Kind.NGO_PARTNER_COUNTRY, Kind.FOUNDATION},
    ),
    (gettext_lazy("Public institutions"), {Kind.GOVERNMENT, Kind.PUBLIC_BODY, Kind.ACADEMIC}),
    (
        gettext_lazy("International organisations and donors"),
        {Kind.MULTILATERAL, Kind.DONOR_AGENCY},
    ),
    (gettext_lazy("Others"), {Kind.PRIVATE, Kind.OTHER}),
)
WITH = (Role.BENEFICIARY, Role.CO_ORGANISER, Role.HOST)


@dataclass(frozen=True)
class Row:
    """An engagement in a list."""

    engagement: Any
    partners: list[EngagementPartner]
    and_others: bool
    split: cofunding.Split | None


def row(engagement: Any) -> Row:
    """Whom it was with: the beneficiaries, or for want of them those who organised or hosted."""
    partners: list[Any] = []
    for role in WITH:
        partners = [
            r
            for r in engagement.roles
            if r.role == role and r.public_partner and not r.public_partner.is_self
        ]
        if partners:
            break
    more = len(partners) > NAMED or not engagement.beneficiaries_complete
    return Row(engagement, partners[:NAMED], more, cofunding.split(engagement.lines))


def role_words(role: str, number: int) -> str:
    """What stands before the names of `number` organisations with this role."""
    words = {
        Role.BENEFICIARY: npgettext("before names", "beneficiary", "beneficiaries", number),
        Role.CO_ORGANISER: npgettext("before names", "co-organiser", "co-organisers", number),
        Role.IMPLEMENTER: npgettext("before names", "implementer", "implementers", number),
        Role.FUNDER: npgettext("before names", "funder", "funders", number),
        Role.HOST: npgettext("before names", "host", "hosts", number),
        Role.CHANNEL: npgettext("before names", "manages the funds", "manage the funds", number),
    }
    return words[Role(role)]


def payer_words(line: Any) -> str:
    """“Dutch cooperation, through TRQN, run by IOM Netherlands”; only public organisations."""
    funder = line.public_funder
    name = funder.short_name() if funder else _("an organisation not named here")
    return ", ".join([name, *route_words(line)])


def route_words(line: Any) -> list[str]:
    """The route after the payer's name: the programme, and who manages the money."""
    words = []
    manager = line.public_channel
    if line.programme is not None:
        manager = manager or getattr(line.programme, "public_managed_by", None)
        values = {"programme": line.programme.short_name()}
        if manager is not None:
            values["manager"] = manager.short_name()
            words.append(_("through %(programme)s, run by %(manager)s") % values)
        else:
            words.append(_("through %(programme)s") % values)
    elif manager is not None:
        words.append(_("funds managed by %(manager)s") % {"manager": manager.short_name()})
    return words


def split_sentence(split: cofunding.Split) -> str:
    """The bar in words, for those who do not see it."""
    payers = len(split.columns)
    if not split.detailed:
        names = _("; ").join(payer_words(column.line) for column in split.columns)
        return _("Paid by: %(payers)s. How it was split is not detailed.") % {"payers": names}
    parts = []
    for box in split.boxes:
        text = f"{box.in_a_sentence}, {payer_words(box.column.line)}"
        if box.share is not None and box.share != cofunding.FULL:
            text += _(" (%(share)s %%)") % {"share": cofunding.plain_number(box.share)}
        parts.append(text)
    expenses = ngettext("%(count)s expense", "%(count)s expenses", len(split.rows)) % {
        "count": len(split.rows)
    }
    who = ngettext("%(count)s payer", "%(count)s payers", payers) % {"count": payers}
    return _("%(expenses)s, %(payers)s: %(parts)s.") % {
        "expenses": expenses,
        "payers": who,
        "parts": _("; ").join(parts),
    }


def money_note(split: cofunding.Split) -> str:
    """What is known of the nature of the contributions, before the word on amounts."""
    if split.natures == {Nature.IN_KIND}:
        return _("Contributions in kind.")
    if split.natures == {Nature.CASH}:
        return _("Contributions in money.")
    if split.natures == {Nature.UNKNOWN}:
        return ""
    return _("Contributions in kind and in money.")


@dataclass(frozen=True)
class AgreementShown:
    agreement: Any
    purpose: wording.Blocks
    signatories: wording.Blocks


def agreement(row: Any) -> AgreementShown:
    return AgreementShown(row, wording.prose(row, "purpose"), wording.items(row, "signatories"))


def country_names(countries: Any) -> str:
    return ", ".join(typography.apply(str(country.name), active()) for country in countries or [])


class PartnerLine(NamedTuple):
    """A partner in a directory: a link and one line of facts."""

    partner: Any
    note: str


def partner_line(partner: Any) -> PartnerLine:
    facts: list[str] = []
    if partner.acronym and partner.acronym != word(partner, "name").text:
        facts.append(partner.acronym)
    if places := country_names(partner.countries):
        facts.append(places)
    if partner.founded_year:
        facts.append(str(partner.founded_year))
    run, funded = reading.programmes_of(partner)
    if run:
        facts.append(_("runs %(programmes)s") % {"programmes": _names(run)})
    if funded:
        facts.append(_("funds %(programmes)s") % {"programmes": _names(funded)})
    return PartnerLine(partner, ", ".join(facts))


def families(partners: list[Any]) -> list[tuple[Any, list[PartnerLine]]]:
    """A directory by kind of organisation, with how much was done with each."""
    found = []
    for label, kinds in FAMILIES:
        lines = []
        for partner in partners:
            if partner.kind not in kinds:
                continue
            line = partner_line(partner)
            done = partner.engagements or 0
            count = ngettext("%(number)s activity", "%(number)s activities", done)
            facts = [line.note, count % {"number": done} if done else ""]
            lines.append(line._replace(note=" · ".join(filter(None, facts))))
        if lines:
            found.append((label, lines))
    return found


def _names(programmes: list[Any]) -> str:
    return ", ".join(programme.short_name() for programme in programmes)
