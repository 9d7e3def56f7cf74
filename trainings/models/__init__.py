"""One subject per module: whom the association works with, what it did, who paid for what."""

from trainings.models.agreements import Agreement
from trainings.models.asking import TrainingRequest
from trainings.models.attachments import EngagementDocument, EngagementPhoto
from trainings.models.cofunding import CofundingLine, FundingCategory
from trainings.models.engagement import Engagement
from trainings.models.followup import Commitment
from trainings.models.participants import ParticipantGroup
from trainings.models.partner import Partner
from trainings.models.programme import Programme
from trainings.models.report import ClosedYear
from trainings.models.roles import EngagementPartner
from trainings.models.topics import SectorLine, TopicLine

__all__ = [
    "Agreement",
    "ClosedYear",
    "CofundingLine",
    "Commitment",
    "Engagement",
    "EngagementDocument",
    "EngagementPartner",
    "EngagementPhoto",
    "FundingCategory",
    "ParticipantGroup",
    "Partner",
    "Programme",
    "SectorLine",
    "TopicLine",
    "TrainingRequest",
]
