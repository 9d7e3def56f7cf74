"""What the admin finds here: the shelves every app shares, the site's own pages, the accounts."""

from atoutsud.backoffice import (
    documentadmin,
    letteradmin,
    linkadmin,
    memberadmin,
    pictureadmin,
    searching,
    siteadmin,
    tagadmin,
)

__all__ = [
    "documentadmin",
    "letteradmin",
    "linkadmin",
    "memberadmin",
    "pictureadmin",
    "searching",
    "siteadmin",
    "tagadmin",
]
