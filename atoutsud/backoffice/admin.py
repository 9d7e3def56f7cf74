"""What the admin finds here: the shelves every app shares, the site's own pages, the accounts."""

from atoutsud.backoffice import library, memberadmin, searching, siteadmin

__all__ = ["library", "memberadmin", "searching", "siteadmin"]
