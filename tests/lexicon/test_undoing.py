"""A decision taken back within five minutes: entry, proposal and mail are as before."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from atoutsud.content import mail
from atoutsud.content.mail import OutboxMessage
from atoutsud.content.revisions import history
from lexicon import moderation, sweeping
from lexicon.models import Change, Concept, Contribution
from lexicon.undoing import can_be_undone, undo
from tests.lexicon import factories as make
from tests.lexicon.test_moderation import settle

pytestmark = pytest.mark.django_db


def back(sent: Contribution) -> Contribution:
    return undo(Contribution.objects.get(pk=sent.pk), reviewer=make.reviewer())


def later(monkeypatch: pytest.MonkeyPatch, **delta: float) -> None:
    moment = timezone.now() + datetime.timedelta(**delta)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_undoing_is_a_new_revision_and_takes_the_mail_back() -> None:
    entry = make.concept()
    sent = make.proposal(entry, ("definition.fr", "Mieux dit."), ("note.fr", "Une note."))
    settle(sent, "apply", "refuse")
    assert OutboxMessage.objects.count() == 1
    held = back(sent)
    assert held.state == "pending" and held.decided_at is None
    assert {c.decision for c in held.changes.all()} == {"pending"}
    assert not OutboxMessage.objects.exists()
    entry = Concept.objects.get(pk=entry.pk)
    assert entry.definition_fr == "Tableau qui résume un projet."
    assert [r.number for r in history(entry)] == [3, 2, 1]
    settle(sent, "apply", "apply")
    assert Concept.objects.get(pk=entry.pk).definition_fr == "Mieux dit."
    assert OutboxMessage.objects.count() == 1


def test_a_new_entry_goes_back_to_a_draft_and_may_be_accepted_again() -> None:
    sent = make.new_proposal()
    settle(sent, "apply", "apply", "refuse")
    entry = Concept.objects.get()
    held = back(sent)
    assert (held.state, held.concept) == ("pending", None)
    assert not Concept.public.exists()
    settle(sent, "apply", "apply", "apply")
    again = Concept.public.get()
    assert again.pk == entry.pk
    assert sorted(term.text for term in again.terms.all()) == [
        "theory of change", "théorie du changement",
    ]  # fmt: skip


def test_a_word_refused_the_second_time_leaves_the_entry() -> None:
    sent = make.new_proposal()
    settle(sent, "apply", "apply", "apply")
    back(sent)
    settle(sent, "apply", "apply", "refuse")
    assert [term.text for term in Concept.public.get().terms.all()] == ["théorie du changement"]


def test_a_removed_term_comes_back_with_its_identity() -> None:
    from lexicon.proposing import Proposed, contribute

    entry = make.concept()
    make.change(entry, make.term("fr", "matrice", status="admitted"))
    term = entry.terms.get(text="matrice")
    base = history(entry).first()
    assert base is not None
    gone = Proposed(Change.Op.REMOVE, f"terms/{term.uid}", {
        k.split("/")[2]: v for k, v in base.document.items() if k.startswith(f"terms/{term.uid}/")
    }, None)  # fmt: skip
    sent = contribute([gone], author=make.member(), language="fr", concept=entry, base=base)
    settle(sent, "apply")
    assert not entry.terms.filter(text="matrice").exists()
    back(sent)
    assert entry.terms.get(text="matrice").uid == term.uid


def test_what_others_wrote_since_is_never_undone() -> None:
    entry = make.concept()
    sent = make.proposal(entry, ("definition.fr", "Mieux dit."))
    settle(sent, "apply")
    make.change(entry, {"definition.fr": "Encore mieux.", "note.en": "A note."})
    with pytest.raises(ValidationError):
        back(sent)
    assert Concept.objects.get(pk=entry.pk).definition_fr == "Encore mieux."
    assert Contribution.objects.get(pk=sent.pk).state == "accepted"


def test_other_fields_written_since_stay() -> None:
    entry = make.concept()
    sent = make.proposal(entry, ("definition.fr", "Mieux dit."))
    settle(sent, "apply")
    make.change(entry, {"note.en": "A note."})
    back(sent)
    entry = Concept.objects.get(pk=entry.pk)
    assert entry.definition_fr == "Tableau qui résume un projet." and entry.note_en == "A note."


def test_after_five_minutes_it_is_too_late_and_the_mail_leaves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent = make.proposal(make.concept(), ("note.fr", "Une note."))
    settle(sent, "apply")
    assert mail.send_due() == 0
    later(monkeypatch, minutes=5, seconds=1)
    assert not can_be_undone(Contribution.objects.get(pk=sent.pk))
    with pytest.raises(ValidationError):
        back(sent)
    later(monkeypatch, minutes=6)
    assert mail.send_due() == 1


def test_only_the_last_of_two_steps_is_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = make.proposal(make.concept(), ("definition.fr", "Mieux."), ("note.fr", "Note."))
    settle(sent, "apply")
    later(monkeypatch, minutes=2)
    settle(sent, "later", "apply")
    back(sent)
    assert [c.decision for c in sent.changes.all()] == ["applied", "pending"]


def test_refusals_and_reports_are_undone_too() -> None:
    sent = make.proposal(make.concept(), ("note.fr", "Une note."))
    settle(sent, "refuse")
    assert back(sent).state == "pending"
    assert sweeping.set_aside([sent], reviewer=make.reviewer()) == 1
    assert back(sent).state == "pending"


@pytest.mark.parametrize("state", ["pending", "withdrawn"])
def test_what_was_not_decided_is_not_undone(state: str) -> None:
    sent = make.proposal(make.concept(), ("note.fr", "Une note."))
    Contribution.objects.filter(pk=sent.pk).update(state=state, decided_at=timezone.now())
    Contribution.objects.filter(pk=sent.pk, state="pending").update(decided_at=None)
    with pytest.raises(ValidationError):
        back(sent)


def test_the_screen_offers_it_and_does_it(client: Any) -> None:
    sent = make.proposal(make.concept(), ("note.fr", "Une note."))
    settle(sent, "apply")
    client.force_login(make.reviewer())
    address = f"/admin/lexicon/contribution/{sent.pk}/change/"
    assert 'name="_undo"' in client.get(address).content.decode()
    assert client.post(address, {"_undo": "1"}).status_code == 302
    assert Contribution.objects.get(pk=sent.pk).state == "pending"
    assert client.post(address, {"_undo": "1"}).status_code == 409


def test_a_question_is_asked_once_answered_once_and_mailed(client: Any) -> None:
    from lexicon import talking

    sent = make.proposal(make.concept(), ("note.fr", "Une note."))
    client.force_login(make.reviewer())
    address = f"/admin/lexicon/contribution/{sent.pk}/change/"
    change = sent.changes.get()
    posted = {f"c{change.pk}": "refuse", f"c{change.pk}-word": "Hum.", "question": "D’où ?"}
    for _twice in range(2):
        page = client.post(address, {**posted, "_ask": "1"})
        assert page.status_code == 200 and "Hum." in page.content.decode()
    assert client.post(address, {"_ask": "1", "question": " "}).status_code == 422
    sent.refresh_from_db()
    assert sent.state == "needs_info" and sent.thread.count() == 1
    letter = OutboxMessage.objects.get()
    assert "D’où ?" in letter.body and f"/fr/lexique/mes-contributions/{sent.pk}/" in letter.body
    talking.answer(sent, author=make.member(), text="Du guide, page 4.")
    sent.refresh_from_db()
    assert sent.state == "pending" and sent.answered_at
    settle(sent, "apply")
    with pytest.raises(ValidationError):
        talking.answer(sent, author=make.member(), text="Trop tard.")
    with pytest.raises(moderation.Late):
        talking.ask(sent, reviewer=make.reviewer(), text="Et encore ?")


def test_those_who_asked_for_silence_get_no_mail() -> None:
    from lexicon import talking

    author = make.member("silence@example.org", notify_decisions=False, notify_questions=False)
    sent = make.proposal(make.concept(), ("note.fr", "Une note."), author=author)
    talking.ask(sent, reviewer=make.reviewer(), text="Pourquoi ?")
    settle(sent, "apply")
    assert not OutboxMessage.objects.exists()
