import datetime

from atoutsud.content import limits, mail, privacy, work


@work.job("outbox", every=datetime.timedelta(seconds=20))
def send_mail() -> None:
    mail.send_due()


@work.job("limits", every=datetime.timedelta(hours=6))
def forget_old_counts() -> None:
    limits.forget_old()


@work.job("retention", every=datetime.timedelta(hours=12))
def forget_what_is_old() -> None:
    privacy.expire()
