"""What the admin finds here: the shelves every app shares, the site's own pages, the accounts."""

from atoutsud.backoffice import (
    letteradmin,
    library,
    linkadmin,
    memberadmin,
    searching,
    siteadmin,
)

__all__ = ["letteradmin", "library", "linkadmin", "memberadmin", "searching", "siteadmin"]
