"""What goes into a letter, to whom, and that each gets it once."""

import datetime
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from atoutsud.content import mail, revisions, work
from atoutsud.content.mail import OutboxMessage
from atoutsud.site.models import Delivery, Letter
from atoutsud.site.newsletter import digest, letters
from lexicon.models import Concept
from tests.lexicon import factories as entries
from tests.news import factories as news
from tests.site.newsletter.factories import letter, reader
from tests.test_drafts_never_leak import CANARY, UNSEEN, standing
from tests.trainings import factories as trainings

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def long_ago() -> datetime.datetime:
    return timezone.now() - 400 * DAY


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Move the clock on."""
    moved = [timezone.now()]
    monkeypatch.setattr(timezone, "now", lambda: moved[0])

    def move(**by: float) -> None:
        moved[0] += datetime.timedelta(**by)

    return move


def test_it_begins_with_what_was_published_since() -> None:
    article = news.bilingual(lead_fr="Un chapeau.")
    only_french = news.article(title_fr="Rien qu’en français", body_fr="<p>x</p>")
    training = trainings.engagement()
    entries.concept("cadre", "framework", definition_fr="Un sens.")
    french = digest.assembled("fr", timezone.now() - DAY)
    english = digest.assembled("en", timezone.now() - DAY)
    for words in ("Une semaine\nUn chapeau.", "Formuler des projets", "cadre", only_french.title_fr,
                  "http://127.0.0.1:8000" + article.address("fr"),
                  "http://127.0.0.1:8000" + training.address("fr")):  # fmt: skip
        assert words in french
    assert "A week\n" in english and "framework" in english
    assert "Rien qu’en français (in French)\n" in english
    assert only_french.address("fr") in english
    assert digest.assembled("fr", timezone.now() + DAY) == ""


@pytest.mark.parametrize("how", UNSEEN)
def test_nothing_unseen_stands_in_it(how: str) -> None:
    state = standing(how)
    news.article(title_fr=CANARY, body_fr="<p>x</p>", **state)
    trainings.engagement(title_fr=CANARY, summary_fr=CANARY, **state)
    entry = entries.concept(CANARY, CANARY, definition_fr=CANARY)
    Concept.objects.filter(pk=entry.pk).update(**state)
    for language in ("fr", "en"):
        assert CANARY not in digest.assembled(language, long_ago())


def test_unpublished_edits_do_not_stand_in_it() -> None:
    from atoutsud.content import drafts
    from atoutsud.content.documents import snapshot

    article = news.article()
    edited = snapshot(article) | {"title.fr": CANARY}
    drafts.save_draft(article, edited, author=None, base_version=article.version)
    assert CANARY not in digest.assembled("fr", long_ago())


def test_a_letter_that_leads_to_something_unpublished_does_not_leave() -> None:
    article = news.article(title_fr=CANARY, body_fr="<p>x</p>")
    made = letter(body_fr=digest.assembled("fr", long_ago()))
    assert not made.faults()
    revisions.apply(article, {"state": "withdrawn"}, seen_version=article.version, author=None)
    with pytest.raises(ValidationError, match=f"/{article.pk}-"):
        letters.release(made.pk)
    assert letters.hand_over() == 0


def test_each_reader_gets_it_in_the_language_chosen_with_the_way_out() -> None:
    reader("fr@example.org", "fr")
    reader("en@example.org", "en")
    reader("never@example.org", confirmed=None, token="x" * 64)
    letters.release(letter(subject_fr="L’été & <b>nous</b>").pk)
    assert letters.hand_over() == 2
    assert mail.send_due() == 2
    french, english = sorted(django_mail.outbox, key=lambda sent: sent.to, reverse=True)
    assert french.subject == "L’été & <b>nous</b>" and "Bonjour," in french.body
    assert english.subject == "What is new" and "Hello," in english.body
    for sent, words in ((french, "/fr/lettre-info/desabonnement/"),
                        (english, "/en/newsletter/unsubscribe/")):  # fmt: skip
        headers = sent.extra_headers
        address = headers["List-Unsubscribe"]
        assert address.startswith("<http://127.0.0.1:8000" + words) and address.endswith("/>")
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert address.strip("<>") in sent.body
        assert len(sent.to) == 1 and not sent.cc and not sent.bcc
        assert sent.message().get_content_type() == "text/plain"
        assert "List-Unsubscribe=One-Click" in sent.message().as_string()


def test_a_letter_in_one_language_goes_to_those_who_chose_it() -> None:
    reader("fr@example.org", "fr")
    reader("en@example.org", "en")
    letters.release(letter(subject_en="", body_en="").pk)
    assert letters.hand_over() == 1
    assert OutboxMessage.objects.get().to == "fr@example.org"


def test_it_is_sent_once_to_each_whatever_is_pressed_or_run_again() -> None:
    for number in range(3):
        reader(f"r{number}@example.org")
    made = letter()
    letters.release(made.pk)
    with pytest.raises(ValidationError):
        letters.release(made.pk)
    for _time in range(3):
        letters.hand_over()
        mail.send_due()
    assert sorted(sent.to[0] for sent in django_mail.outbox) == [
        f"r{number}@example.org" for number in range(3)
    ]
    made.refresh_from_db()
    assert made.handed == 3 and made.finished
    assert not Delivery.objects.exists(), "who was served is not kept"


def test_the_worker_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    reader()
    letters.release(letter().pk)
    work.run_due("worker")
    assert OutboxMessage.objects.filter(to="lea@example.org").count() == 1


def test_few_leave_at_a_time_so_that_a_code_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "AT_ONCE", 2)
    for number in range(5):
        reader(f"r{number}@example.org")
    letters.release(letter().pk)
    assert [letters.hand_over(), letters.hand_over()] == [2, 0]
    mail.send_due()
    assert letters.hand_over() == 2
    mail.send_due()
    assert letters.hand_over() == 1
    assert Letter.objects.get().finished


class Killed(BaseException):
    """As a signal: nothing catches it."""


def test_a_worker_killed_while_it_hands_over_leaves_nobody_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(6):
        reader(f"r{number}@example.org")
    letters.release(letter().pk)
    real = letters.post
    done = []

    def dies(*args: Any, **kwargs: Any) -> None:
        if len(done) == 3:
            done.append(None)
            raise Killed
        done.append(None)
        real(*args, **kwargs)

    monkeypatch.setattr(letters, "post", dies)
    with pytest.raises(Killed), transaction.atomic():
        letters.hand_over()
    assert not Delivery.objects.exists() and not OutboxMessage.objects.exists()
    letters.hand_over()
    mail.send_due()
    assert len({sent.to[0] for sent in django_mail.outbox}) == len(django_mail.outbox) == 6


class Deadly(EmailBackend):
    """Dies before or after the mail left, as told, once."""

    when = ""

    def send_messages(self, messages: Any) -> int:
        if Deadly.when == "before":
            Deadly.when = ""
            raise Killed
        sent = int(super().send_messages(messages) or 0)
        if Deadly.when == "after":
            Deadly.when = ""
            raise Killed
        return sent


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_worker_killed_while_a_letter_leaves_sends_it_to_nobody_twice(
    settings: Any, later: Any, when: str
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Deadly"
    for number in range(4):
        reader(f"r{number}@example.org")
    letters.release(letter().pk)
    letters.hand_over()
    Deadly.when = when
    with pytest.raises(Killed):
        mail.send_due()
    for _tour in range(4):
        later(hours=12)
        mail.send_due()
    got = [sent.to[0] for sent in django_mail.outbox]
    assert len(got) == len(set(got)) == (3 if when == "before" else 4)
    # Nobody can tell whether it arrived: it is said, not sent again.
    doubtful = OutboxMessage.objects.failed().get()
    assert (doubtful.last_error, doubtful.body) == (mail.INTERRUPTED, "")


def test_a_mail_server_that_is_down_delays_a_letter_and_doubles_nothing(
    settings: Any, later: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.content.test_mail_down import Flaky

    settings.EMAIL_BACKEND = "tests.content.test_mail_down.Flaky"
    monkeypatch.setattr(Flaky, "down", True)
    reader()
    letters.release(letter().pk)
    letters.hand_over()
    assert mail.send_due() == 0
    Flaky.down = False
    later(hours=1)
    assert [mail.send_due(), mail.send_due()] == [1, 0]
    assert len(django_mail.outbox) == 1


def test_each_attempt_has_the_same_identity(settings: Any, later: Any) -> None:
    settings.SITE_URL = "https://example.org"
    first = mail.queue("a@example.org", "newsletter_confirm", {"days": 7}, "fr")
    mail.send_due()
    OutboxMessage.objects.filter(pk=first.pk).update(sent=None, attempts=0)
    mail.send_due()
    identities = {sent.extra_headers["Message-ID"] for sent in django_mail.outbox}
    assert len(identities) == 1 and identities.pop().endswith("@example.org>")


def test_who_confirms_after_it_left_waits_for_the_next(later: Any) -> None:
    made = letter()
    reader("before@example.org")
    later(seconds=1)
    letters.release(made.pk)
    later(seconds=1)
    reader("after@example.org")
    letters.hand_over()
    assert [row.to for row in OutboxMessage.objects.all()] == ["before@example.org"]


def test_stopping_takes_back_what_has_not_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "AT_ONCE", 2)
    for number in range(4):
        reader(f"r{number}@example.org")
    made = letter()
    letters.release(made.pk)
    letters.hand_over()
    mail.send_due(limit=1)
    assert letters.stop(made.pk) == 1
    assert letters.stop(made.pk) == 0
    assert letters.hand_over() == 0
    made.refresh_from_db()
    assert (made.handed, len(django_mail.outbox)) == (1, 1)
    assert not OutboxMessage.objects.filter(sent=None).exists()


def test_the_next_letter_begins_where_the_last_one_did(later: Any) -> None:
    assert letters.since() < timezone.now() - 30 * DAY
    later(days=1)
    made = letter(created=timezone.now())
    assert letters.since() < made.created
    letters.release(made.pk)
    assert letters.since() == made.created


@pytest.mark.parametrize(
    "fields",
    [
        {"subject_fr": "", "body_en": ""},
        {"subject_fr": "", "subject_en": ""},
        {"body_fr": "", "body_en": ""},
    ],
)
def test_a_letter_without_words_does_not_leave(fields: dict[str, str]) -> None:
    made = letter(**fields)
    with pytest.raises(ValidationError):
        letters.release(made.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=made.pk).update(released=timezone.now())


def test_the_pair_of_letter_and_reader_is_unique() -> None:
    made, someone = letter(), reader()
    Delivery.objects.create(letter=made, subscriber=someone)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(letter=made, subscriber=someone)


def test_a_letter_follows_nobody() -> None:
    """No picture, no address but the site's own, none that differs but the way out."""
    with translation.override("fr"):
        reader("a@example.org")
        reader("b@example.org")
    letters.release(letter().pk)
    letters.hand_over()
    first, second = OutboxMessage.objects.order_by("pk")
    different = [
        pair for pair in zip(first.body.split(), second.body.split(), strict=True)
        if pair[0] != pair[1]
    ]  # fmt: skip
    assert len(different) == 1 and "/lettre-info/desabonnement/" in different[0][0]
