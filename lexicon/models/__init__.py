"""One model family per module; Django looks for all of them here."""

from lexicon.models.concept import Concept
from lexicon.models.contribution import Change, Contribution, ContributionDraft, Message
from lexicon.models.domain import Domain
from lexicon.models.example import Example
from lexicon.models.filing import Filing
from lexicon.models.importing import ImportBatch, ImportFile, ImportRow
from lexicon.models.mapping import Mapping
from lexicon.models.mention import Mention, TextRead
from lexicon.models.pointer import Pointer
from lexicon.models.relation import Relation
from lexicon.models.source import Citation, Source
from lexicon.models.term import Term

__all__ = [
    "Change",
    "Citation",
    "Concept",
    "Contribution",
    "ContributionDraft",
    "Domain",
    "Example",
    "Filing",
    "ImportBatch",
    "ImportFile",
    "ImportRow",
    "Mapping",
    "Mention",
    "Message",
    "Pointer",
    "Relation",
    "Source",
    "Term",
    "TextRead",
]
