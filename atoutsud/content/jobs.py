import datetime

from atoutsud.content import mail, work


@work.job("outbox", every=datetime.timedelta(seconds=20))
def send_mail() -> None:
    mail.send_due()
