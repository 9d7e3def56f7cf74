"""From a file to proposals to entries: dry run first, all or nothing, twice changes nothing."""

import datetime
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError

from atoutsud.content.publication import seen
from atoutsud.content.revisions import history
from lexicon.exchange import importing, releasing, running
from lexicon.exchange.reading import Refused
from lexicon.models import Change, Concept, Contribution, ImportBatch, ImportRow, Source
from tests.lexicon import factories
from tests.lexicon.exchange import made

pytestmark = pytest.mark.django_db
HEAD = "uid;fr_preferred;fr_others;en_preferred;definition_fr;domains;see_also;sources;couleur\n"


def csv(*lines: str) -> bytes:
    return (HEAD + "\n".join(lines)).encode()


def row(batch: ImportBatch, line: int) -> ImportRow:
    return ImportRow.objects.get(batch=batch, line=line)


def test_a_dry_run_says_what_would_happen_and_writes_nothing() -> None:
    concept = factories.concept("cadre logique")
    before = (seen(), Concept.objects.count(), Contribution.objects.count())
    batch = made.read(
        csv(
            f"{concept.uid};cadre logique;;;Une autre définition.",
            ";théorie du changement;;theory of change;Un récit.",
            ";;;;Sans terme.",
            f"{concept.uid};cadre logique",
            "pas-un-uid;terme;;;x",
        ),
        "a.csv",
    )
    assert [row(batch, n).verdict for n in range(2, 7)] == [
        "changed", "new", "refused", "refused", "refused",
    ]  # fmt: skip
    assert row(batch, 2).changes == [
        ["set", "definition.fr", "Tableau qui résume un projet.", "Une autre définition."]
    ]
    assert "at least one" in row(batch, 4).why[0]
    assert "line 2" in row(batch, 5).why[0]
    assert "uid" in row(batch, 6).why[0]
    assert before == (seen(), Concept.objects.count(), Contribution.objects.count())


def test_confirming_makes_one_contribution_for_each_entry_and_repeating_it_nothing() -> None:
    batch = made.read(csv(";amont;;upstream;Plus haut.", ";aval;;downstream;Plus bas."), "a.csv")
    assert importing.confirm(batch)
    assert not importing.confirm(batch)
    batch.refresh_from_db()
    assert importing.propose(batch) == 2
    assert importing.propose(batch) == 0
    assert Contribution.objects.filter(batch=batch, kind="new").count() == 2
    assert Contribution.objects.waiting().count() == 0
    assert Concept.objects.count() == 0


def test_the_proposals_are_all_made_or_none() -> None:
    batch = made.read(csv(*(f";terme {n};;;Sens {n}." for n in range(5))), "a.csv")
    importing.confirm(batch)
    with (
        patch.object(Change.objects, "bulk_create", side_effect=IntegrityError),
        pytest.raises(IntegrityError),
    ):
        importing.propose(batch)
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.CONFIRMED
    assert Contribution.objects.count() == 0
    assert importing.propose(batch) == 5


def test_published_entries_carry_history_credit_and_links_between_them() -> None:
    batch = made.publish(
        made.read(
            csv(
                ";amont;le haut;upstream;Plus haut.;;aval;Manuel de terrain",
                ";aval;;downstream;Plus bas.",
            ),
            "a.csv",
        )
    )
    assert batch.state == ImportBatch.State.DONE, made.why(batch)
    upper = Concept.public.get(heading_fr="amont")
    assert upper.relations.get().target.heading_fr == "aval"
    assert upper.citations.get().source == Source.objects.get(title="Manuel de terrain")
    assert [t.status for t in upper.terms.filter(lang="fr")] == ["preferred", "admitted"]
    first = history(upper).get(number=1)
    assert first.author == batch.author
    assert first.summary == "a.csv"
    assert not Change.objects.filter(decision="pending").exists()
    assert Contribution.objects.filter(state="accepted", concept=upper).exists()


def test_the_same_file_twice_changes_nothing() -> None:
    content = csv(";amont;;upstream;Plus haut.;;aval;Manuel", ";aval;;downstream;Plus bas.")
    made.publish(made.read(content, "a.csv"))
    again = made.read(content, "a.csv")
    assert again.count("same") == 2, made.why(again)
    importing.confirm(again)
    again.refresh_from_db()
    assert importing.propose(again) == 0


def test_the_same_file_is_not_taken_while_it_waits() -> None:
    content = csv(";amont;;;Plus haut.")
    made.read(content, "a.csv")
    with pytest.raises(Refused, match="already here"):
        made.read(content, "b.csv")


def test_an_unknown_column_domain_or_link_is_kept_and_listed() -> None:
    batch = made.publish(made.read(csv(";amont;;;Plus haut.;Inconnu;nulle part;;bleu"), "a.csv"))
    assert any("couleur" in remark for remark in batch.remarks)
    assert Concept.public.get().extra == {
        "couleur": "bleu",
        "unresolved": ["nulle part", "Inconnu"],
    }


def test_an_empty_cell_removes_nothing() -> None:
    concept = factories.concept("cadre logique", "logical framework")
    batch = made.read(csv(f"{concept.uid};cadre logique;;;"), "a.csv")
    assert batch.count("same") == 1, made.why(batch)


def test_a_homograph_is_asked_about_and_left_aside_unless_chosen() -> None:
    concept = factories.concept("mission")
    batch = made.read(csv(";mission;;assignment;Déplacement."), "a.csv")
    line = row(batch, 2)
    assert (line.verdict, line.choice) == ("doubtful", "leave")
    assert set(line.choices) == {"same", "new", "leave"}
    assert line.concept == concept
    importing.choose(batch, {line.pk: "new"})
    batch = made.publish(batch)
    assert Concept.public.filter(heading_fr="mission").count() == 2


def test_a_doubtful_line_that_is_the_same_becomes_changes_of_the_entry() -> None:
    concept = factories.concept("mission")
    batch = made.read(csv(";mission;;;Déplacement."), "a.csv")
    importing.choose(batch, {row(batch, 2).pk: "same"})
    made.publish(batch)
    concept.refresh_from_db()
    assert concept.definition_fr == "Déplacement."
    assert Concept.public.count() == 1


def test_a_choice_the_line_does_not_offer_is_ignored() -> None:
    factories.concept("mission")
    batch = made.read(csv(";mission;;;Déplacement."), "a.csv")
    importing.choose(batch, {row(batch, 2).pk: "take"})
    assert row(batch, 2).choice == "leave"


def test_a_file_older_than_the_entry_is_doubtful_on_the_same_field_only() -> None:
    concept = factories.concept("cadre logique")
    factories.change(concept, {"definition.fr": "Changée ici."})
    head = "uid;version;fr_preferred;definition_fr;note_fr\n"
    old = made.read(f"{head}{concept.uid};1;cadre logique;Du fichier.;".encode(), "a.csv")
    assert row(old, 2).verdict == "doubtful"
    assert "revision 1, now 2" in row(old, 2).why[0]
    other = made.read(f"{head}{concept.uid};1;cadre logique;;Une note.".encode(), "b.csv")
    assert row(other, 2).verdict == "changed"


def test_what_changed_after_the_dry_run_stays_for_a_person() -> None:
    concept = factories.concept("cadre logique")
    batch = made.read(csv(f"{concept.uid};cadre logique;;;Du fichier."), "a.csv")
    importing.confirm(batch)
    batch.refresh_from_db()
    importing.propose(batch)
    factories.change(concept, {"definition.fr": "Entre-temps."})
    batch.refresh_from_db()
    releasing.release(batch, batch.author)
    batch.refresh_from_db()
    releasing.work(batch)
    batch.refresh_from_db()
    concept.refresh_from_db()
    assert concept.definition_fr == "Entre-temps."
    left = batch.contributions.get()
    assert left.state == "pending" and "meanwhile" in left.checks["left"]
    assert batch.state == ImportBatch.State.PROPOSED


def test_publishing_goes_on_where_it_stopped() -> None:
    batch = made.read(csv(*(f";terme {n};;;Sens {n}." for n in range(7))), "a.csv")
    importing.confirm(batch)
    batch.refresh_from_db()
    importing.propose(batch)
    batch.refresh_from_db()
    releasing.release(batch, batch.author)
    batch.refresh_from_db()
    with patch.object(releasing, "PER_TRANSACTION", 3):
        assert not releasing.work(batch, longest=datetime.timedelta(0))
        assert Concept.public.count() == 0
        with (
            patch.object(releasing, "create_many", side_effect=[releasing.NotTogether, OSError]),
            pytest.raises(OSError),  # noqa: PT011
        ):
            releasing.work(batch)
        assert Concept.public.count() == 3
        fresh = ImportBatch.objects.get(pk=batch.pk)
        assert releasing.work(fresh)
    assert Concept.public.count() == 7
    assert ImportBatch.objects.get(pk=batch.pk).state == ImportBatch.State.DONE


def test_two_workers_never_publish_the_same_proposals() -> None:
    batch = made.read(csv(";amont;;;Plus haut."), "a.csv")
    importing.confirm(batch)
    batch.refresh_from_db()
    importing.propose(batch)
    batch.refresh_from_db()
    releasing.release(batch, batch.author)
    one, two = (ImportBatch.objects.get(pk=batch.pk) for _ in range(2))
    releasing.work(one)
    assert not releasing.work(two)
    assert Concept.public.count() == 1


def test_the_worker_does_each_step_in_turn() -> None:
    author = factories.reviewer()
    batch = importing.receive("a.csv", csv(";amont;;;Plus haut."), author=author)
    running.go_on()
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.READ
    importing.confirm(batch)
    running.go_on()
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.PROPOSED
    releasing.release(batch, author)
    running.go_on()
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.DONE
    assert Concept.public.count() == 1


def test_an_import_can_be_given_up_until_it_is_confirmed() -> None:
    batch = made.read(csv(";amont;;;Plus haut."), "a.csv")
    assert importing.drop(batch)
    assert not ImportRow.objects.exists()
    other = made.read(csv(";aval;;;Plus bas."), "b.csv")
    importing.confirm(other)
    assert not importing.drop(other)


def test_an_import_cannot_set_a_state_an_owner_or_a_number() -> None:
    batch = made.read(
        b'{"concepts":[{"id":7,"state":"withdrawn","created_by":1,'
        b'"terms":[{"text":"amont"}],"definition":{"fr":"Plus haut."}}]}',
        "a.json",
    )
    made.publish(batch)
    concept = Concept.public.get()
    assert concept.state == "published"
    assert set(concept.extra) == {"id", "state", "created_by"}


def test_a_rule_that_refuses_one_entry_does_not_stop_the_others() -> None:
    batch = made.read(csv(";amont;;;Plus haut.", ";aval;;;Plus bas."), "a.csv")
    importing.confirm(batch)
    batch.refresh_from_db()
    importing.propose(batch)
    bad = Change.objects.get(new="Plus haut.")
    bad.new = "x" * 6000
    bad.save()
    batch.refresh_from_db()
    releasing.release(batch, batch.author)
    batch.refresh_from_db()
    releasing.work(batch)
    assert [c.heading_fr for c in Concept.public.all()] == ["aval"]
    left: Any = batch.contributions.get(state="pending")
    assert left.checks["left"]
