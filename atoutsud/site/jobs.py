import datetime

from atoutsud.content import work
from atoutsud.site import unfound


@work.job("unfound-searches", every=datetime.timedelta(minutes=15))
def collect_unfound() -> None:
    unfound.collect()
