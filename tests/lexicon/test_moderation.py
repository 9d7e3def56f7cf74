"""Contributions decided change by change: nothing is ever overwritten unseen."""

import itertools
import os
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from atoutsud.content.comparing import word_difference
from atoutsud.content.mail import OutboxMessage
from atoutsud.content.revisions import history
from lexicon import moderation
from lexicon.models import Change, Concept, Contribution, Term
from lexicon.moderation import Decision, Late, Seen, answer, decide, document_of, mark, state_of
from lexicon.proposing import contribute, corrections, new_term
from tests.lexicon import factories as make

pytestmark = pytest.mark.django_db


def seen(contribution: Contribution) -> Seen:
    fresh = Contribution.objects.get(pk=contribution.pk)
    document = document_of(fresh)
    marks = {change.pk: mark(change, document) for change in fresh.changes.all()}
    return Seen(fresh.concept.version if fresh.concept else 0, marks)


def settle(contribution: Contribution, *verdicts: str, **options: Any) -> Contribution:
    """Decide the changes in order, as a reviewer who sees what stands now."""
    chosen = {}
    for change, verdict in zip(contribution.changes.all(), verdicts, strict=False):
        if verdict != "later":
            code = "needs_source" if verdict == "refuse" else ""
            chosen[change.pk] = Decision(verdict, options.get("text", ""), code)  # type: ignore[arg-type]
    return decide(contribution, chosen, reviewer=make.reviewer(), seen=seen(contribution))


def standings(contribution: Contribution) -> list[str]:
    document = document_of(Contribution.objects.get(pk=contribution.pk))
    return [state_of(change, document) for change in contribution.changes.all()]


def test_a_change_is_clean_until_the_same_field_moves() -> None:
    entry = make.concept()
    sent = make.proposal(entry, ("definition.fr", "Mieux dit."), ("note.fr", "Une note."))
    assert standings(sent) == ["clean", "clean"]
    make.change(entry, {"definition.fr": "Dit autrement."})
    assert standings(sent) == ["conflict", "clean"]
    make.change(entry, {"definition.fr": "Mieux dit."})
    assert standings(sent) == ["done", "clean"]


def test_a_change_of_a_row_that_went_is_gone() -> None:
    entry = make.concept()
    make.change(entry, make.term("fr", "matrice", status="admitted"))
    row = entry.terms.get(text="matrice")
    sent = make.proposal(entry, (f"terms/{row.uid}/text", "matrice logique"))
    assert standings(sent) == ["clean"]
    make.change(entry, {f"terms/{row.uid}": None})
    assert standings(sent) == ["gone"]


def test_an_added_term_is_done_when_the_entry_has_it_in_any_spelling() -> None:
    entry = make.concept()
    sent = contribute(
        [new_term("en", "Log-frame", status="admitted")],
        author=make.member(),
        language="fr",
        concept=entry,
        base=history(entry).first(),
    )
    assert sent.kind == "equivalent"
    assert standings(sent) == ["clean"]
    make.change(entry, make.term("en", "log frame", status="admitted"))
    assert standings(sent) == ["done"]


def test_applying_publishes_credits_and_tells_after_five_minutes() -> None:
    author = make.member(credit_choice="pseudonym", credit_name="Atlas", language="en")
    entry = make.concept()
    sent = make.proposal(entry, ("definition.fr", "Mieux dit."), author=author)
    held = settle(sent, "apply")
    entry.refresh_from_db()
    assert entry.definition_fr == "Mieux dit."
    assert held.state == "accepted"
    change = held.changes.get()
    assert (change.decision, change.applied) == ("applied", "Mieux dit.")
    assert change.revision is not None and change.revision.credited_name == "Atlas"
    letter = OutboxMessage.objects.get()
    assert (letter.to, letter.language) == (author.email, "en")
    assert (letter.not_before - letter.created).total_seconds() > 290
    assert "/en/lexicon/my-contributions/" in letter.body


def test_amending_publishes_the_reviewers_words() -> None:
    sent = make.proposal(make.concept(), ("definition.fr", "Mieux dit."))
    held = settle(sent, "edit", text="Dit au mieux.\r\n")
    change = held.changes.get()
    assert (change.decision, change.applied, change.new) == (
        "edited", "Dit au mieux.", "Mieux dit."
    )  # fmt: skip
    assert Concept.objects.get().definition_fr == "Dit au mieux."
    assert "Dit au mieux." in OutboxMessage.objects.get().body


def test_refusing_needs_a_reason_and_says_it() -> None:
    sent = make.proposal(make.concept(), ("definition.fr", "Mieux dit."))
    change = sent.changes.get()
    for empty in (Decision("refuse"), Decision("refuse", reason="  "),
                  Decision("refuse", reason_code="other")):  # fmt: skip
        with pytest.raises(ValidationError, match="reason"):
            decide(sent, {change.pk: empty}, reviewer=make.reviewer(), seen=seen(sent))
    held = settle(sent, "refuse")
    assert held.state == "refused"
    assert Concept.objects.get().definition_fr == "Tableau qui résume un projet."
    assert Concept.objects.get().version == 1
    assert "source" in OutboxMessage.objects.get().body
    for model, values in (
        (Contribution, {"state": "refused", "reason_code": ""}),
        (Change, {"decision": "refused", "reason_code": ""}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(**values)


def test_parts_may_be_decided_and_the_rest_waits_without_a_mail() -> None:
    entry = make.concept()
    sent = make.proposal(entry, ("definition.fr", "Mieux dit."), ("note.fr", "Une note."))
    held = settle(sent, "apply", "later")
    assert held.state == "pending"
    assert not OutboxMessage.objects.exists()
    rest = list(held.changes.all())[1]
    held = decide(
        held,
        {rest.pk: Decision("refuse", reason_code="needs_source")},
        reviewer=make.reviewer(),
        seen=seen(held),
    )
    assert held.state == "partly"
    assert OutboxMessage.objects.count() == 1


def test_a_value_that_changed_under_the_reviewers_eyes_is_not_overwritten() -> None:
    entry = make.concept()
    sent = make.proposal(entry, ("definition.fr", "Mieux dit."), ("note.fr", "Une note."))
    before = seen(sent)
    make.change(entry, {"definition.fr": "Dit entre-temps."})
    chosen = {change.pk: Decision("apply") for change in sent.changes.all()}
    with pytest.raises(Late) as late:
        decide(sent, chosen, reviewer=make.reviewer(), seen=before)
    first = sent.changes.first()
    assert first is not None and late.value.changes == [first.pk]
    entry.refresh_from_db()
    assert (entry.definition_fr, entry.note_fr) == ("Dit entre-temps.", "")
    assert set(sent.changes.values_list("decision", flat=True)) == {"pending"}


def test_a_contribution_is_decided_once() -> None:
    sent = make.proposal(make.concept(), ("note.fr", "Une note."))
    before = seen(sent)
    settle(sent, "apply")
    change = sent.changes.get()
    with pytest.raises(Late):
        decide(sent, {change.pk: Decision("apply")}, reviewer=make.reviewer(), seen=before)
    assert Concept.objects.get().version == 2


def test_a_new_entry_has_no_concept_until_accepted_and_is_decided_whole() -> None:
    sent = make.new_proposal()
    assert sent.concept is None and not Concept.objects.exists()
    with pytest.raises(ValidationError, match="whole"):
        settle(sent, "apply", "apply", "later")
    held = settle(sent, "apply", "apply", "refuse")
    assert held.state == "partly"
    assert held.concept is not None and held.concept.is_public
    assert held.concept.heading_en == ""
    assert list(Term.objects.values_list("text", flat=True)) == ["théorie du changement"]


def test_a_new_entry_without_its_definition_is_not_published() -> None:
    sent = make.new_proposal()
    with pytest.raises(ValidationError, match="definition"):
        settle(sent, "apply", "refuse", "apply")
    assert not Concept.objects.exists()
    assert Contribution.objects.get().state == "pending"


def test_nothing_is_applied_to_a_withdrawn_entry() -> None:
    entry = make.concept()
    sent = make.proposal(entry, ("note.fr", "Une note."))
    make.change(entry, {"state": "withdrawn"})
    with pytest.raises(ValidationError, match="withdrawn"):
        settle(sent, "apply")
    assert settle(sent, "refuse").state == "refused"


def test_a_remark_is_answered() -> None:
    entry = make.concept()
    sent = contribute(
        [], author=make.member(), language="fr", concept=entry, message="Une faute de frappe."
    )
    assert sent.kind == "comment"
    held = answer(sent, accepted=True, reviewer=make.reviewer(), reason_code="", reason="Merci !")
    assert held.state == "accepted"
    assert "Merci !" in OutboxMessage.objects.get().body
    with pytest.raises(Late):
        answer(sent, accepted=True, reviewer=make.reviewer(), reason_code="", reason="")


def test_a_contribution_has_an_author_and_something_to_say() -> None:
    with pytest.raises(ValidationError, match="nothing to send"):
        contribute([], author=make.member(), language="fr", concept=make.concept())
    with pytest.raises(ValueError, match="author"):
        Contribution(kind="new", language="fr").save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.create(kind="edit", language="fr", author=make.member())


def test_only_what_differs_is_proposed() -> None:
    entry = make.concept(acronym="CL")
    document = history(entry).get().document
    uid = str(entry.terms.get(text="cadre logique").uid)
    same = {"definition_fr": "Tableau qui résume un projet.\r\n", f"term_{uid}": " cadre  logique"}
    assert corrections(same, document) == []
    changed = {f"term_{uid}": "", "terms_en": "logframe\nlogical framework\nLOGFRAME"}
    removal, added = corrections(changed, document)
    assert (removal.op, removal.path, removal.old["text"]) == (
        "remove", f"terms/{uid}", "cadre logique"
    )  # fmt: skip
    assert (added.new["text"], added.new["status"]) == ("logframe", "admitted")


WORDS = st.lists(st.sampled_from(["a", "b", "c", " ", "\n", "é", ",", "cadre"]), max_size=30)


@given(WORDS, WORDS)
def test_a_word_difference_gives_back_both_texts(old: list[str], new: list[str]) -> None:
    before, after = "".join(old), "".join(new)
    parts = word_difference(before, after)
    assert "".join(p.text for p in parts if p.kind != "ins") == before
    assert "".join(p.text for p in parts if p.kind != "del") == after


def test_a_difference_reads_as_words() -> None:
    parts = word_difference("en phases successives, dites", "en cinq phases liées, dites")
    assert [(p.kind, p.text.strip()) for p in parts] == [
        ("same", "en"),
        ("ins", "cinq"),
        ("same", "phases"),
        ("del", "successives"),
        ("ins", "liées"),
        ("same", ", dites"),
    ]


# Each example publishes several times; EXAMPLES asks for more.
FEW = max(12, int(os.environ.get("EXAMPLES", "0")) // 4)
PATHS = ("definition.fr", "definition.en", "note.fr", "note.en", "disambiguation.fr")
EDITS = st.lists(
    st.tuples(st.sampled_from(PATHS), st.sampled_from(["un", "deux", "trois"])), max_size=3
)


class Interleavings(TestCase):
    @settings(max_examples=FEW)
    @given(st.sampled_from(PATHS), st.sampled_from(PATHS), st.booleans(), EDITS)
    def test_two_contributions_in_any_order(
        self, one: str, two: str, swapped: bool, edits: list[tuple[str, str]]
    ) -> None:
        """Different paths both survive; on one path the second is a conflict, the first stays."""
        entry = make.concept()
        authors = [make.member("a@example.org"), make.member("b@example.org")]
        sent = [
            make.proposal(entry, (one, "premier texte"), author=authors[0]),
            make.proposal(entry, (two, "second texte"), author=authors[1]),
        ]
        if swapped:
            sent.reverse()
        values: dict[str, str] = {}
        for path, text in edits:
            make.change(entry, {path: text})
            values[path] = text
        for contribution in sent:
            change = contribution.changes.get()
            expected = "conflict" if change.path in values else "clean"
            assert standings(contribution) == [expected]
            if expected == "clean":
                settle(contribution, "apply")
                values[change.path] = change.new
        fresh = Concept.objects.get(pk=entry.pk)
        last = history(fresh).first()
        assert last is not None
        for path, text in values.items():
            assert last.document[path] == text

    @settings(max_examples=6)
    @given(st.permutations(range(3)))
    def test_decisions_in_any_order_lose_nothing(self, order: list[int]) -> None:
        entry = make.concept()
        paths = PATHS[:3]
        sent = [make.proposal(entry, (path, f"texte {path}")) for path in paths]
        before = [seen(contribution) for contribution in sent]
        for place in order:
            change = sent[place].changes.get()
            decide(
                sent[place],
                {change.pk: Decision("apply")},
                reviewer=make.reviewer(),
                seen=before[place],
            )
        fresh = Concept.objects.get(pk=entry.pk)
        document = moderation.snapshot(fresh)
        assert [document[path] for path in paths] == [f"texte {path}" for path in paths]
        assert fresh.version == 4


def test_every_pair_of_standings_has_a_word() -> None:
    from lexicon.review import LABELS

    assert set(LABELS) == {"clean", "done", "conflict", "gone"}
    labels = [str(LABELS[name]()) for name in LABELS]
    assert all(a != b for a, b in itertools.combinations(labels, 2))
