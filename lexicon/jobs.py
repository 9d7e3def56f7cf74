import datetime

from django.utils import timezone

from atoutsud.content import work
from lexicon import mentions
from lexicon.models import ContributionDraft


@work.job("lexicon-drafts", every=datetime.timedelta(hours=12))
def forget_old_drafts() -> None:
    """What visitors wrote and never sent is kept a week."""
    ContributionDraft.objects.filter(expires__lt=timezone.now()).delete()


@work.job("lexicon-mentions", every=datetime.timedelta(minutes=5))
def read_texts_again() -> None:
    """Where an entry appears follows what is published."""
    mentions.read_again()
