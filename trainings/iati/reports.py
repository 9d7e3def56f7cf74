"""The yearly reports, documents of the organisation."""

from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation

from atoutsud.content.languages import LANGUAGES
from trainings.models import Engagement


def addresses() -> dict[int, dict[str, str]]:
    """year -> address of its report in each language, for the years that are over."""
    today = timezone.localdate()
    starts = Engagement.public.order_by().values_list("start_earliest__year", flat=True)
    years = sorted({year for year in starts if year and year < today.year})
    found: dict[int, dict[str, str]] = {}
    for year in years:
        for code in LANGUAGES:
            with translation.override(code):
                try:
                    found.setdefault(year, {})[code] = reverse("trainings-report", args=[year])
                except NoReverseMatch:
                    return {}
    return found
