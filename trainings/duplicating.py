"""A new draft from a training that resembles it, without what belongs to one occasion only."""

import uuid
from typing import Any

from django.utils.translation import gettext as _

from atoutsud.content import documents, revisions
from atoutsud.content.languages import LANGUAGES
from trainings.models import Engagement

# Facts of one occasion, which no other shares.
LEFT = (
    "reference",
    "start_earliest",
    "end_latest",
    "precision",
    "approximate",
    "participants_total",
    "participants_note",
    "outputs",
    "follow_up",
    "source_url",
    "source_text",
    "state",
    "publish_from",
    "publish_until",
)
LEFT_ROWS = ("participants", "agreements", "commitments", "documents", "photos")


def duplicate(engagement: Engagement, author: Any) -> Engagement:
    """Written through the one door, as a draft to come."""
    changes: dict[str, Any] = {}
    fresh: dict[str, str] = {}
    for path, value in revisions.snapshot(engagement).items():
        word, _slash, rest = path.partition("/")
        if word.partition(".")[0] in LEFT or word in LEFT_ROWS:
            continue
        row = documents.row_of(path)
        if row:
            uid = fresh.setdefault(row, str(uuid.uuid4()))
            inner = rest.partition("/")[2]
            path = f"{word}/{uid}/{inner}"
        changes[path] = value
    for code in LANGUAGES:
        if changes.get(f"title.{code}"):
            changes[f"title.{code}"] = f"{changes[f'title.{code}'][:190]} (2)"
    changes["course"] = Engagement.Course.PLANNED
    made = Engagement()
    revisions.apply(
        made,
        changes,
        seen_version=0,
        author=author,
        summary=_("Copied from “%(title)s”") % {"title": engagement},
    )
    return made
