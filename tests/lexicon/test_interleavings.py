"""Any interleaving of proposals, an editor's saves, a merge and a revert loses nobody's words."""

import os
from typing import Any

from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from atoutsud.content import revisions
from atoutsud.content.documents import Flat, differences
from atoutsud.content.revisions import Conflict, history, snapshot
from lexicon import merging
from lexicon.models import Change, Concept, Contribution
from lexicon.moderation import Decision, decide, state_of
from lexicon.publishing import publish
from lexicon.undoing import undo
from tests.lexicon import factories as make
from tests.lexicon.test_moderation import seen

FEW = max(10, int(os.environ.get("EXAMPLES", "0")) // 4)
PATHS = ("definition.fr", "definition.en", "note.fr", "note.en")
path = st.sampled_from(PATHS)
who = st.sampled_from((0, 1))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("propose"), who, path),
        st.tuples(st.just("apply"), who),
        st.tuples(st.just("amend"), who),
        st.tuples(st.just("insist"), who),
        st.tuples(st.just("refuse"), who),
        st.tuples(st.just("undo"), who),
        st.tuples(st.just("edit"), path),
        st.tuples(st.just("stale edit"), path),
        st.tuples(st.just("merge")),
        st.tuples(st.just("absorb")),
        st.tuples(st.just("part")),
        st.tuples(st.just("revert"), st.integers(1, 6)),
    ),
    min_size=3,
    max_size=10,
)


class World:
    """The entry, what its fields must say, and who may have replaced what."""

    def __init__(self) -> None:
        self.entry = make.concept()
        self.other = make.concept("autre mot", "other word")
        self.people = [make.member("a@example.org"), make.member("b@example.org")]
        self.sent: list[Contribution | None] = [None, None]
        self.stale = self.fresh().version
        self.texts = 0
        self.expected = self.said()

    def fresh(self) -> Concept:
        return Concept.objects.get(pk=self.entry.pk)

    def said(self) -> dict[str, Any]:
        document = snapshot(self.fresh())
        return {name: document[name] for name in PATHS}

    def text(self) -> str:
        self.texts += 1
        return f"Texte {self.texts}."

    def take(self, step: tuple[Any, ...]) -> None:
        getattr(self, "do_" + step[0].replace(" ", "_"))(*step[1:])
        assert self.said() == self.expected, step

    def do_propose(self, number: int, name: str) -> None:
        if self.fresh().state == "published":
            author = self.people[number]
            self.sent[number] = make.proposal(self.fresh(), (name, self.text()), author=author)

    def change_of(self, number: int) -> tuple[Contribution, Change, str] | None:
        held = self.sent[number]
        if held is None:
            return None
        held = Contribution.objects.select_related("concept").get(pk=held.pk)
        change = held.changes.get()
        if not held.is_open:
            return None
        return held, change, state_of(change, snapshot(self.fresh()))

    def settle(self, number: int, decision: Decision, standings: tuple[str, ...]) -> None:
        found = self.change_of(number)
        if found is None or found[2] not in standings:
            return
        held, change, _standing = found
        try:
            decide(held, {change.pk: decision}, reviewer=make.reviewer(), seen=seen(held))
        except ValidationError:
            assert self.fresh().state == "withdrawn"
            return
        if decision.verdict != "refuse":
            self.expected[change.path] = decision.text or change.new

    def do_apply(self, number: int) -> None:
        self.settle(number, Decision("apply"), ("clean",))

    def do_amend(self, number: int) -> None:
        self.settle(number, Decision("edit", self.text()), ("clean",))

    def do_insist(self, number: int) -> None:
        """A reviewer who saw the conflict takes the proposal all the same."""
        self.settle(number, Decision("apply"), ("conflict",))

    def do_refuse(self, number: int) -> None:
        self.settle(number, Decision("refuse", "", "copied"), ("clean", "conflict"))

    def do_undo(self, number: int) -> None:
        held = self.sent[number]
        if held is None:
            return
        change = Change.objects.get(contribution=held)
        revision = change.revision
        try:
            undo(Contribution.objects.get(pk=held.pk), reviewer=make.reviewer())
        except ValidationError:
            return
        if revision is not None:
            before = history(self.entry).get(number=revision.number - 1).document
            self.expected[change.path] = before[change.path]

    def do_edit(self, name: str) -> None:
        text = self.text()
        make.change(self.entry, {name: text})
        self.expected[name] = text

    def do_stale_edit(self, name: str) -> None:
        """An editor whose form was opened before all this."""
        text, base = self.text(), history(self.entry).get(number=self.stale).document
        if base[name] != self.expected[name]:
            try:
                publish(self.fresh(), {name: text}, seen_version=self.stale, author=None)
            except Conflict as conflict:
                assert conflict.paths == [name]
            else:
                raise AssertionError("a stale save overwrote what others wrote")
        else:
            publish(self.fresh(), {name: text}, seen_version=self.stale, author=None)
            self.expected[name] = text

    def do_merge(self) -> None:
        merged = {"state": "withdrawn", "merged_into": str(self.other.uid)}
        make.change(self.entry, merged)

    def do_absorb(self) -> None:
        """Another entry is merged into this one: what either said is still said."""
        kept, text = self.fresh(), self.text()
        if kept.state != "published":
            return
        gone = make.concept(f"mot {self.texts}", "", definition_fr=text, definition_en="")
        merging.merge(kept, gone, author=make.reviewer(), seen=(kept.version, gone.version))
        said = self.said()
        for name, words in self.expected.items():
            assert (words or "") in (said[name] or ""), name
        assert any(text in (words or "") for words in said.values())
        self.expected = said

    def do_part(self) -> None:
        make.change(self.entry, {"merged_into": None, "state": "published"})

    def do_revert(self, number: int) -> None:
        old = history(self.entry).filter(number=number).first()
        if old is None:
            return
        before = self.fresh().version
        try:
            revisions.revert(self.fresh(), number, author=None)
        except ValidationError:
            return
        assert self.fresh().version in (before, before + 1)
        self.expected = {name: old.document[name] for name in PATHS}

    def replayed(self) -> Flat:
        """The differences of all revisions, one after the other, from nothing."""
        now: Flat = {}
        said: Flat = {}
        for document in history(self.entry).order_by("number").values_list("document", flat=True):
            for name, value in differences(said, document).items():
                if value is None and name not in document:
                    now = {
                        k: v for k, v in now.items() if k != name and not k.startswith(name + "/")
                    }
                else:
                    now[name] = value
            said = document
        return now


class Interleavings(TestCase):
    @settings(max_examples=FEW)
    @given(STEPS)
    def test_no_value_goes_that_no_reviewer_replaced(self, steps: list[tuple[Any, ...]]) -> None:
        world = World()
        for step in steps:
            world.take(step)
        numbers = list(history(world.entry).values_list("number", flat=True))
        assert numbers == list(range(len(numbers), 0, -1))
        assert world.fresh().version == numbers[0]
        assert world.replayed() == snapshot(world.fresh())
