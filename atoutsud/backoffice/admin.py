"""What the admin finds here: the shelves every app shares, the site's own pages, the accounts."""

from atoutsud.backoffice import (
    auditadmin,
    documentadmin,
    draftadmin,
    letteradmin,
    linkadmin,
    memberadmin,
    pictureadmin,
    searching,
    siteadmin,
    tagadmin,
)

__all__ = [
    "auditadmin",
    "documentadmin",
    "draftadmin",
    "letteradmin",
    "linkadmin",
    "memberadmin",
    "pictureadmin",
    "searching",
    "siteadmin",
    "tagadmin",
]
