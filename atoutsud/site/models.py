from atoutsud.site.backups.records import BackupRecord
from atoutsud.site.contact import ContactMessage
from atoutsud.site.links.records import LinkUse, WatchedLink
from atoutsud.site.movedpaths import MovedPath
from atoutsud.site.navigation import MenuEntry
from atoutsud.site.newsletter.letters import Delivery, Letter
from atoutsud.site.newsletter.subscribers import Subscriber
from atoutsud.site.pages import Page
from atoutsud.site.unfound import UnfoundQuery

__all__ = [
    "BackupRecord",
    "ContactMessage",
    "Delivery",
    "Letter",
    "LinkUse",
    "MenuEntry",
    "MovedPath",
    "Page",
    "Subscriber",
    "UnfoundQuery",
    "WatchedLink",
]
