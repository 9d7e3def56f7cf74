"""Organisations of an activity: their roles, kinds and identifiers."""

from typing import Any

from lxml import etree

from atoutsud.content.languages import LANGUAGES
from trainings.iati import words
from trainings.models import EngagementPartner, Partner
from trainings.models.kinds import OurRole

Kind = Partner.Kind
Role = EngagementPartner.Role
# Codes of OrganisationType.
TYPES = {
    Kind.NGO_NATIONAL: "22",
    Kind.NGO_INTERNATIONAL: "21",
    Kind.NGO_PARTNER_COUNTRY: "24",
    Kind.GOVERNMENT: "10",
    Kind.PUBLIC_BODY: "15",
    Kind.MULTILATERAL: "40",
    Kind.DONOR_AGENCY: "10",
    Kind.FOUNDATION: "60",
    Kind.ACADEMIC: "80",
    Kind.PRIVATE: "70",
    Kind.OTHER: "90",
}
# Codes of OrganisationRole.
FUNDING, ACCOUNTABLE, EXTENDING, IMPLEMENTING = "1", "2", "3", "4"
ROLES = {
    Role.FUNDER: FUNDING,
    Role.CHANNEL: EXTENDING,
    Role.CO_ORGANISER: IMPLEMENTING,
    Role.IMPLEMENTER: IMPLEMENTING,
}
OFFICIAL = {Kind.GOVERNMENT, Kind.DONOR_AGENCY, Kind.MULTILATERAL}


def participating(engagement: Any, ourselves: Any) -> list[tuple[Any, str]]:
    """(organisation, role), each pair once, by role and then as first named.

    Who benefits without organising stands in the description: the standard has no role for it.
    """
    found = [(ourselves, IMPLEMENTING)]
    if engagement.our_role == OurRole.LEAD:
        found.append((ourselves, ACCOUNTABLE))
    for row in engagement.roles:
        if row.public_partner is not None and row.role in ROLES:
            found.append((row.public_partner, ROLES[Role(row.role)]))
    for line in engagement.lines:
        found += [(line.public_funder, FUNDING), (manager_of(line), EXTENDING)]
    once: dict[tuple[int, str], tuple[Any, str]] = {}
    for org, role in found:
        if org is not None:
            once.setdefault((org.pk, role), (org, role))
    return sorted(once.values(), key=lambda pair: pair[1])


def manager_of(line: Any) -> Any:
    """Who manages the money of a line, when it is not the payer: an organisation or None."""
    if line.public_channel is not None:
        return line.public_channel
    return getattr(line.programme, "public_managed_by", None) if line.programme else None


def add(parent: Any, tag: str, org: Any, org_id: str, **attributes: str) -> Any:
    """An element about an organisation: its identifier if known, its kind, its names."""
    element = etree.SubElement(parent, tag)
    for name, value in attributes.items():
        element.set(name, value)
    if identifier := org_id if org.is_self else org.org_identifier:
        element.set("ref", identifier)
    element.set("type", TYPES[Kind(org.kind)])
    names = {code: words.clean(getattr(org, f"name_{code}")) for code in LANGUAGES}
    if len(set(names.values())) == 1:  # a name that is no translation is said once
        names = {LANGUAGES[0]: names[LANGUAGES[0]]}
    words.narrate(element, names.items())
    return element


def has_official_funds(engagement: Any) -> bool:
    """Whether some payer is a public donor: the flow is then official development assistance."""
    payers = [line.public_funder for line in engagement.lines]
    payers += [row.public_partner for row in engagement.roles if row.role == Role.FUNDER]
    return any(payer is not None and payer.kind in OFFICIAL for payer in payers)
