"""The editors' screens of trainings, partners and requests, one module per screen."""

from trainings.admin.engagement import EngagementAdmin
from trainings.admin.lists import (
    ClosedYearAdmin,
    FundingCategoryAdmin,
    ProgrammeAdmin,
    TrainingRequestAdmin,
)
from trainings.admin.partner import PartnerAdmin

__all__ = [
    "ClosedYearAdmin",
    "EngagementAdmin",
    "FundingCategoryAdmin",
    "PartnerAdmin",
    "ProgrammeAdmin",
    "TrainingRequestAdmin",
]
