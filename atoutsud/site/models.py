from atoutsud.site.backups.records import BackupRecord
from atoutsud.site.contact import ContactMessage
from atoutsud.site.movedpaths import MovedPath
from atoutsud.site.navigation import MenuEntry
from atoutsud.site.pages import Page
from atoutsud.site.unfound import UnfoundQuery

__all__ = ["BackupRecord", "ContactMessage", "MenuEntry", "MovedPath", "Page", "UnfoundQuery"]
