"""What the admin finds here: the shelves every app shares, the site's own pages, the accounts."""

from atoutsud.backoffice import (
    documentadmin,
    memberadmin,
    pictureadmin,
    searching,
    siteadmin,
    tagadmin,
)

__all__ = ["documentadmin", "memberadmin", "pictureadmin", "searching", "siteadmin", "tagadmin"]
