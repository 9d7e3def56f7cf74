import datetime

from atoutsud.content import stored, work
from atoutsud.site import unfound
from atoutsud.site.backups import ageing
from atoutsud.site.newsletter import letters


@work.job("backup-pruning", every=datetime.timedelta(hours=12))
def prune_backups() -> None:
    ageing.prune()


@work.job("stored-files", every=datetime.timedelta(hours=24))
def sweep_files() -> None:
    """What an interrupted upload or deletion left behind."""
    stored.sweep()


@work.job("unfound-searches", every=datetime.timedelta(minutes=15))
def collect_unfound() -> None:
    unfound.collect()


@work.job("newsletter", every=datetime.timedelta(seconds=20))
def hand_letters_over() -> None:
    letters.hand_over()
