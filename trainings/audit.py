"""What spans several rows of a training: the split, the groups, the sectors, the photos shown."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from atoutsud.backoffice import audit
from trainings import cofunding
from trainings.models import Engagement, EngagementPhoto, Partner


def _each() -> Any:
    rows = ("all_cofunding__category", "all_groups", "all_sectors")
    return Engagement.objects.prefetch_related(*rows).order_by("pk")


def splits() -> Iterator[str]:
    """Shares that make 100.00, none mixed, amounts that agree: the rules of the form."""
    for engagement in _each():
        lines = list(engagement.all_cofunding.all())
        for fault in cofunding.faults(lines):
            yield f"{engagement.reference}: {fault.message}"
        for line in cofunding.alone_without_share(lines):
            yield f"{engagement.reference}: {line.category}, a single payer without 100 %"


def sums() -> Iterator[str]:
    """Groups within the total, sectors that make 100."""
    for engagement in _each():
        try:
            engagement.check_sums()
        except ValidationError as error:
            yield f"{engagement.reference}: {' '.join(error.messages)}"


def photos() -> Iterator[str]:
    """A photo of a public training that readers do not see, for want of consent."""
    missing = Q(picture__consent="missing") | Q(
        ~Q(picture__consent="obtained"), picture__shows_minors=True
    )
    public = Engagement.objects.published()
    for row in EngagementPhoto.objects.filter(missing, engagement__in=public):
        yield f"{row.engagement.reference}: photo {row.picture_id}, consent missing"


def ourselves() -> Iterator[str]:
    """The association is one of the partners, exactly once."""
    if Partner.objects.exists() and not Partner.objects.filter(is_self=True).exists():
        yield "no partner is marked as us"


for name, find in (
    ("trainings: who paid for what", splits),
    ("trainings: sums", sums),
    ("trainings: photos without consent", photos),
    ("partners: ourselves", ourselves),
):
    audit.register(audit.Audit(name, find))
