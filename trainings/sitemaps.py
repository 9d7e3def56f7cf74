"""Each training and partner in the languages it is written in, and the report of each year."""

from collections.abc import Iterator

from atoutsud.site import sitemaps
from trainings.models import Engagement, Partner

sitemaps.register(sitemaps.Rows("trainings", lambda: Engagement.public.all()))
sitemaps.register(sitemaps.Rows("partners", lambda: Partner.public.all()))


def years() -> Iterator[sitemaps.Entry]:
    """The report of each year in which something began."""
    begun = Engagement.public.counted().exclude(start_earliest=None).dates("start_earliest", "year")
    for day in begun:
        yield sitemaps.Entry(sitemaps.in_each_language("trainings-report", day.year), None)


sitemaps.register(sitemaps.Few(years))
