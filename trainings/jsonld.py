"""What search engines read of a training or an organisation: schema.org, as precise as we are.

A month stays a month, a quarter or a guess gives no date at all; a number of people has no place
in the vocabulary and is left out.
"""

from typing import Any

from django.urls import reverse

from atoutsud.content import dates
from atoutsud.content.languages import active, word
from atoutsud.site import publicpage
from atoutsud.site.linkeddata import CONTEXT, Data, filled
from trainings.models import Engagement, EngagementPartner, Partner

Kind = Engagement.Kind
Course = Engagement.Course
Delivery = Engagement.Delivery
Role = EngagementPartner.Role
EDUCATION = {Kind.TRAINING, Kind.ACTION_TRAINING, Kind.WORKSHOP, Kind.SEMINAR, Kind.STUDY_VISIT}
STATUS = {
    Course.CANCELLED: f"{CONTEXT}/EventCancelled",
    Course.POSTPONED: f"{CONTEXT}/EventPostponed",
    Course.PLANNED: f"{CONTEXT}/EventScheduled",
    Course.CONFIRMED: f"{CONTEXT}/EventScheduled",
}
MODE = {
    Delivery.ON_SITE: f"{CONTEXT}/OfflineEventAttendanceMode",
    Delivery.ONLINE: f"{CONTEXT}/OnlineEventAttendanceMode",
    Delivery.HYBRID: f"{CONTEXT}/MixedEventAttendanceMode",
}
TYPES = {
    Partner.Kind.NGO_NATIONAL: "NGO",
    Partner.Kind.NGO_INTERNATIONAL: "NGO",
    Partner.Kind.NGO_PARTNER_COUNTRY: "NGO",
    Partner.Kind.FOUNDATION: "NGO",
    Partner.Kind.GOVERNMENT: "GovernmentOrganization",
    Partner.Kind.PUBLIC_BODY: "GovernmentOrganization",
    Partner.Kind.DONOR_AGENCY: "GovernmentOrganization",
    Partner.Kind.ACADEMIC: "EducationalOrganization",
    Partner.Kind.PRIVATE: "Corporation",
}


def event(engagement: Any) -> Data:
    """Of an engagement that `reading.fill` has filled, in the words of the page."""
    title = engagement.headline()
    starts, ends = days(engagement.when)
    payers = [line.public_funder for line in engagement.lines]
    payers += [row.public_partner for row in engagement.roles if row.role == Role.FUNDER]
    return {
        "@type": "EducationEvent" if engagement.kind in EDUCATION else "Event",
        "name": title.text,
        "description": word(engagement, "summary", title.language).text,
        "inLanguage": engagement.delivery_languages.split(),
        "url": publicpage.absolute(engagement.address(title.language)),
        "identifier": engagement.reference,
        "startDate": starts,
        "endDate": ends,
        "eventStatus": STATUS.get(Course(engagement.course)),
        "eventAttendanceMode": MODE[Delivery(engagement.delivery)],
        "location": place(engagement),
        "organizer": organisations(organisers(engagement)),
        "funder": organisations(payers),
        "about": [topic(line) for line in engagement.topic_lines if line.public_concept],
        "workFeatured": [work(row) for row in engagement.documents],
    }


def days(when: dates.VagueDate | None) -> tuple[str | None, str | None]:
    """The first and the last day, month or year as they are known."""
    if when is None or when.approximate:
        return None, None
    last = dates.start_of(when.latest, when.precision)
    return dates.iso(when.earliest, when.precision), dates.iso(last, when.precision)


def place(engagement: Any) -> Data | None:
    if engagement.delivery == Delivery.ONLINE:
        return {"@type": "VirtualLocation", "url": publicpage.absolute(engagement.address())}
    address = filled(
        {
            "addressCountry": engagement.country.code,
            "addressLocality": word(engagement, "city").text,
        }
    )
    if not address:
        return None
    found = {
        "@type": "Place",
        "name": word(engagement, "venue").text or None,
        "address": {"@type": "PostalAddress", **address},
    }
    if engagement.latitude is not None and engagement.longitude is not None:
        found["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(engagement.latitude),
            "longitude": float(engagement.longitude),
        }
    return filled(found)


def organisers(engagement: Any) -> list[Any]:
    roles = {Role.CO_ORGANISER, Role.IMPLEMENTER}
    return [row.public_partner for row in engagement.roles if row.role in roles]


def organisations(found: list[Any]) -> list[Data]:
    """Each public one once."""
    once = {org.pk: org for org in found if org is not None}
    return [
        {
            "@type": "Organization",
            "name": org.headline().text,
            "url": publicpage.absolute(org.address()),
        }
        for org in once.values()
    ]


def topic(line: Any) -> Data:
    concept = line.public_concept
    return {
        "@type": "DefinedTerm",
        "name": concept.headline().text,
        "url": publicpage.absolute(concept.get_absolute_url()),
        "inDefinedTermSet": publicpage.absolute(reverse("lexicon-index")),
    }


def work(row: Any) -> Data:
    address = row.file.get_absolute_url() if row.file else row.url
    name = word(row, "title").text or (word(row.file, "title").text if row.file else row.url)
    return {"@type": "CreativeWork", "name": name, "url": publicpage.absolute(address)}


def organisation(partner: Any) -> Data:
    name = partner.headline()
    names = {getattr(partner, f"name_{code}") for code in ("fr", "en")} | {partner.acronym}
    return {
        "@type": TYPES.get(Partner.Kind(partner.kind), "Organization"),
        "name": name.text,
        "alternateName": sorted(filter(None, names - {name.text})),
        "url": publicpage.absolute(partner.address(name.language)),
        "sameAs": partner.website,
        "foundingDate": str(partner.founded_year) if partner.founded_year else None,
        "description": word(partner, "mission", active()).text[:500],
        "areaServed": [country.code for country in partner.countries],
        "address": partner.hq_country.code
        and {"@type": "PostalAddress", "addressCountry": partner.hq_country.code},
    }
