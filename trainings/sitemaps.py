from collections.abc import Iterator
from itertools import chain

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
