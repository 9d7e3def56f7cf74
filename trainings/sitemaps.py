from collections.abc import Iterator
from itertools import chain

from django.urls import reverse
from django.utils import translation

from atoutsud.content.languages import LANGUAGES
from atoutsud.site import sitemaps
from trainings.models import Engagement, Partner


def pages() -> Iterator[sitemaps.Entry]:
    """Each training and partner at its addresses in the languages it is written in."""
    rows = chain(
        Engagement.public.order_by("pk").iterator(), Partner.public.order_by("pk").iterator()
    )
    for row in rows:
        addresses = {code: row.address(code) for code in LANGUAGES if code in row.languages}
        if addresses:
            yield sitemaps.Entry(addresses, row.updated)


sitemaps.register(pages)


def years() -> Iterator[sitemaps.Entry]:
    """The report of each year in which something began."""
    begun = Engagement.public.counted().exclude(start_earliest=None).dates("start_earliest", "year")
    for day in begun:
        addresses = {}
        for language in LANGUAGES:
            with translation.override(language):
                addresses[language] = reverse("trainings-report", args=[day.year])
        yield sitemaps.Entry(addresses, None)


sitemaps.register(years)
