import datetime

from django.utils import timezone

from atoutsud.content import work
from lexicon import mentions
from lexicon.exchange import running
from lexicon.models import ContributionDraft


@work.job("lexicon-drafts", every=datetime.timedelta(hours=12))
def forget_old_drafts() -> None:
    """What visitors wrote and never sent is kept a week."""
    ContributionDraft.objects.filter(expires__lt=timezone.now()).delete()


@work.job("lexicon-mentions", every=datetime.timedelta(minutes=5))
def read_texts_again() -> None:
    """Where an entry appears follows what is published."""
    mentions.read_again()


@work.job("lexicon-imports", every=datetime.timedelta(seconds=20))
def go_on_with_imports() -> None:
    """Read what was uploaded, make the proposals that were confirmed, publish what was decided."""
    running.go_on()


@work.job("lexicon-imports-kept", every=datetime.timedelta(days=1))
def forget_old_imports() -> None:
    running.forget_old()
