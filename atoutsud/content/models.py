"""Each model stands in the module of its subject; Django looks for them here."""

from atoutsud.content.assignments import Assignment
from atoutsud.content.drafts import WorkingDraft
from atoutsud.content.files import Document
from atoutsud.content.index import SearchEntry, SearchLine, SearchWord
from atoutsud.content.limits import Tally
from atoutsud.content.mail import OutboxMessage
from atoutsud.content.pictures import Picture
from atoutsud.content.publication import ContentVersion, DueMoment
from atoutsud.content.revisions import Revision
from atoutsud.content.tagging import Tag, TaggedItem
from atoutsud.content.trail import Event
from atoutsud.content.translations import Translation
from atoutsud.content.work import Lease

__all__ = [
    "Assignment",
    "ContentVersion",
    "Document",
    "DueMoment",
    "Event",
    "Lease",
    "OutboxMessage",
    "Picture",
    "Revision",
    "SearchEntry",
    "SearchLine",
    "SearchWord",
    "Tag",
    "TaggedItem",
    "Tally",
    "Translation",
    "WorkingDraft",
]
