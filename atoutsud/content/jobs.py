import datetime

from atoutsud.content import limits, mail, work


@work.job("outbox", every=datetime.timedelta(seconds=20))
def send_mail() -> None:
    mail.send_due()


@work.job("limits", every=datetime.timedelta(hours=6))
def forget_old_counts() -> None:
    limits.forget_old()
