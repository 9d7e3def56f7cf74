"""The table of partners: one row each."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from atoutsud.content.languages import LANGUAGES
from atoutsud.site import publicpage
from trainings.models import Partner
from trainings.tables.columns import Column
from trainings.tables.table import Table, both, label, plain


def _address(language: str) -> Any:
    def said(partner: Any) -> str:
        if language not in partner.languages:
            return ""
        return publicpage.absolute(partner.address(language))

    return said


KIND = _("Kind of organisation: a code, then in words.")
COLUMNS: tuple[Column, ...] = (
    Column(
        "uid", _("Identity of the organisation; empty for a new one."), said=lambda p: str(p.uid)
    ),
    Column("version", _("Version read: tells what changed since."), said=lambda p: str(p.version)),
    *both("name", _("Name.")),
    plain("acronym", _("Acronym.")),
    *both("name_meaning", _("What the name means.")),
    plain("kind", KIND),
    *label("kind", KIND),
    plain("countries", _("Countries where it works (ISO 3166-1), with spaces between.")),
    plain("hq_country", _("Country of its seat (ISO 3166-1).")),
    plain("cities", _("Towns.")),
    plain("founded_year", _("Year of its foundation.")),
    *both("founded_note", _("About its foundation.")),
    *both("legal_status", _("Legal status.")),
    *both("mission", _("What it does.")),
    plain("website", _("Web site; empty when unknown.")),
    plain("org_identifier", _("Identifier in the IATI register of organisations.")),
    *(Column(f"page_{code}", _("Address of its page."), said=_address(code)) for code in LANGUAGES),
    Column("updated", _("When it last changed."), said=lambda p: p.updated.isoformat()),
)


def rows() -> Iterable[Any]:
    return Partner.public.order_by("pk")


TABLE = Table("partners", Partner, COLUMNS, rows)
