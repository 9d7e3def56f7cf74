"""Merging two entries: nothing is lost, addresses lead on, and it can be undone."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from atoutsud.content import revisions
from atoutsud.content.documents import ALWAYS
from atoutsud.content.folding import fold
from lexicon import merging
from lexicon.models import Concept, Contribution, Pointer, Relation, Source
from tests.lexicon import factories as make
from tests.lexicon.test_mentions import training

pytestmark = pytest.mark.django_db


def fresh(entry: Concept) -> Concept:
    return Concept.objects.get(pk=entry.pk)


def merge(kept: Concept, gone: Concept) -> Concept:
    kept, gone = fresh(kept), fresh(gone)
    merging.merge(kept, gone, author=make.reviewer(), seen=(kept.version, gone.version))
    return fresh(kept)


def link(kind: str, target: Concept) -> dict[str, Any]:
    return {f"relations/{uuid.uuid4()}": {"kind": kind, "target": str(target.uid)}}


def pair() -> tuple[Concept, Concept]:
    kept = make.concept("cadre logique", "logical framework", acronym="CL")
    domain = make.domain()
    gone = make.concept(
        "matrice du cadre logique",
        "logframe",
        acronym_en="LF",
        definition_fr="Grille de quatre colonnes.",
        definition_en="",
        **{"note.fr": "Une remarque.", f"domains/{domain.code}": True, "tags/outil": True},
    )
    english = gone.terms.get(text="logframe")
    source = Source.objects.create(title="Guidelines", lang="en")
    other = make.concept("arbre à problèmes", "problem tree")
    make.change(
        gone,
        {
            **make.term("fr", "cadre logique", status="admitted", region="Belgique"),
            f"examples/{uuid.uuid4()}": {"lang": "en", "text": "A logframe.",
                                         "term": str(english.uid)},
            f"citations/{uuid.uuid4()}": {"source": str(source.uid), "target": "term",
                                          "lang": "en", "term": str(english.uid)},
            f"relations/{uuid.uuid4()}": {"kind": "related", "target": str(other.uid)},
            f"mappings/{uuid.uuid4()}": {"uri": "https://iate.europa.eu/entry/1", "kind": "exact"},
        },
    )  # fmt: skip
    return kept, fresh(gone)


def test_everything_the_entry_held_is_in_the_other() -> None:
    kept, gone = pair()
    found = merge(kept, gone)
    assert sorted(found.terms.values_list("lang", "text", "status")) == [
        ("en", "LF", "preferred"),
        ("en", "logframe", "admitted"),
        ("en", "logical framework", "preferred"),
        ("fr", "CL", "preferred"),
        ("fr", "cadre logique", "preferred"),
        ("fr", "matrice du cadre logique", "admitted"),
    ]
    english = found.terms.get(text="logframe")
    assert found.terms.get(text="LF").short_for == english
    assert found.terms.get(text="cadre logique").region == "Belgique"
    assert found.examples.get().term == english
    assert found.citations.get().term == english
    assert found.relations.get().target.heading_fr == "arbre à problèmes"
    assert found.mappings.get().uri.endswith("/1")
    assert found.domains.get().code == "cycle-projet"
    assert [tag.name for tag in found.tags.all()] == ["outil"]
    assert "Grille de quatre colonnes." in found.note_fr and "Une remarque." in found.note_fr
    assert found.definition_fr == "Tableau qui résume un projet."


def test_addresses_topics_and_references_lead_on(client: Client) -> None:
    kept, gone = pair()
    course = training(
        **{f"topics/{uuid.uuid4()}": {"concept": str(gone.uid), "label.fr": "", "position": 0}}
    )
    merge(kept, gone)
    for language in ("fr", "en"):
        response = client.get(gone.address(language))
        assert (response.status_code, response["Location"]) == (301, kept.address(language))
    page = client.get(course.address("fr"), headers={"accept-encoding": "identity"})
    assert kept.address("fr") in page.content.decode()
    shown = client.get(kept.address("fr"), headers={"accept-encoding": "identity"})
    assert course.address("fr") in shown.content.decode()


def test_what_led_to_the_entry_leads_to_the_other() -> None:
    kept, gone = pair()
    third = make.concept("grille", "grid")
    fourth = make.concept("ancienne grille", "old grid")
    for kind, target in (
        ("see_also", gone), ("not_to_confuse_with", kept), ("not_to_confuse_with", gone)
    ):  # fmt: skip
        make.change(third, link(kind, target))
    make.change(fourth, {"replaced_by": str(gone.uid)})
    make.change(kept, link("see_also", gone))
    pointer = Pointer.objects.create(lang="fr", text="tableau logique")
    pointer.targets.add(gone)
    merge(kept, gone)
    assert set(Relation.objects.filter(concept=third).values_list("kind", "target")) == {
        ("see_also", kept.pk), ("not_to_confuse_with", kept.pk)
    }  # fmt: skip
    assert not Relation.objects.filter(target=gone).exists()
    assert fresh(fourth).replaced_by == kept
    assert kept in pointer.targets.all()


def test_a_proposal_that_waits_speaks_of_the_other_entry() -> None:
    kept, gone = pair()
    term = gone.terms.get(text="logframe")
    sent = make.proposal(
        gone, ("definition.en", "A grid."), (f"terms/{term.uid}/usage_label", "familiar")
    )
    merge(kept, gone)
    moved = Contribution.objects.get(pk=sent.pk)
    assert moved.concept == kept
    copy = fresh(kept).terms.get(text="logframe")
    assert {change.path for change in moved.changes.all()} == {
        "definition.en", f"terms/{copy.uid}/usage_label"
    }  # fmt: skip


def test_going_back_to_the_revisions_before_undoes_it() -> None:
    kept, gone = pair()
    before = {entry.pk: revisions.snapshot(entry) for entry in (fresh(kept), fresh(gone))}
    numbers = {entry.pk: entry.version for entry in (fresh(kept), fresh(gone))}
    merge(kept, gone)
    for pk in before:
        revisions.revert(Concept.objects.get(pk=pk), numbers[pk], author=make.reviewer())
    make.change(gone, {"state": "published"})
    for pk, document in before.items():
        now = revisions.snapshot(Concept.objects.get(pk=pk))
        assert {k: v for k, v in now.items() if k not in ALWAYS} == {
            k: v for k, v in document.items() if k not in ALWAYS
        }


def test_impossible_merges_are_refused() -> None:
    kept, gone = pair()
    draft = make.concept("brouillon", "draft", state="draft")
    for one, two in ((kept, kept), (draft, gone)):
        with pytest.raises(ValidationError):
            merging.plan(fresh(one), fresh(two))
    merge(kept, gone)
    for one, two in ((gone, draft), (draft, gone)):
        with pytest.raises(ValidationError):
            merging.plan(fresh(one), fresh(two))


def test_a_merge_that_breaks_a_rule_writes_nothing() -> None:
    kept, gone = pair()
    other = Concept.objects.get(heading_fr="arbre à problèmes")
    make.change(kept, link("broader", other))
    before = fresh(kept).version, fresh(gone).version
    with pytest.raises(ValidationError):
        merge(kept, gone)
    assert (fresh(kept).version, fresh(gone).version) == before


def test_a_stale_merge_is_refused() -> None:
    kept, gone = pair()
    seen = (fresh(kept).version, fresh(gone).version)
    make.change(kept, {"note.fr": "Changé entre-temps."})
    with pytest.raises(revisions.Conflict):
        merging.merge(fresh(kept), fresh(gone), author=None, seen=seen)
    assert fresh(gone).state == "published"


def test_the_back_office_shows_what_will_happen_then_does_it(client: Client) -> None:
    kept, gone = pair()
    client.force_login(make.reviewer())
    address = reverse("admin:lexicon_concept_merge", args=[gone.pk])
    choice = client.get(address).content.decode()
    assert f"?into={kept.pk}" in choice
    preview = client.get(f"{address}?into={kept.pk}").content.decode()
    for words in ("logframe", "Grille de quatre colonnes.", "Guidelines", "arbre à problèmes"):
        assert words in preview, words
    assert fresh(gone).merged_into is None
    stale = client.post(address, {"into": kept.pk, "kept": 1, "gone": 1})
    assert stale.status_code == 409
    sent = {"into": kept.pk, "kept": fresh(kept).version, "gone": fresh(gone).version}
    assert client.post(address, sent).status_code == 302
    assert fresh(gone).merged_into == kept


def test_merging_is_for_those_who_may_change_entries(client: Client) -> None:
    kept, gone = pair()
    client.force_login(make.member("lecteur@example.org", is_staff=True))
    address = reverse("admin:lexicon_concept_merge", args=[gone.pk])
    assert client.get(address).status_code == 403
    assert client.post(address, {"into": kept.pk}).status_code == 403


TERMS = st.lists(
    st.tuples(
        st.sampled_from(["fr", "en", "es"]),
        st.sampled_from(["cadre", "Cadre", "plan", "matrice", "œuvre", "O.N.G.", "ONG"]),
        st.sampled_from(["full", "acronym", "variant"]),
        st.sampled_from(["preferred", "admitted", "deprecated"]),
        st.sampled_from(["", "rare", "familier"]),
    ),
    max_size=5,
)
TEXT = st.sampled_from(["", "Un texte.", "Un autre texte.", "Un troisième."])


def entry_of(name: str, rows: list[tuple[str, ...]], texts: tuple[str, ...]) -> Concept:
    changes: dict[str, Any] = {}
    for lang, text, kind, status, label in rows:
        changes |= make.term(lang, text, kind=kind, status=status, usage_label=label)
    seen: set[tuple[Any, ...]] = set()
    for path, row in list(changes.items()):
        key = fold(row["text"]).replace(" ", "" if row["kind"] == "acronym" else " ")
        same = (row["lang"], key, row["kind"])
        preferred = (row["lang"], "preferred") if row["kind"] == "full" else same
        double = row["status"] == "preferred" and row["kind"] == "full" and (
            row["lang"] != "es" or preferred in seen
        )  # fmt: skip
        if same in seen or double:
            del changes[path]
            continue
        seen |= {same, preferred} if row["status"] == "preferred" else {same}
    changes |= {"note.fr": texts[0], "note.en": texts[1], "disambiguation.fr": texts[2]}
    return make.concept(name, f"{name} en", definition_fr=texts[3] or "Défini.", **changes)


@given(TERMS, TERMS, st.tuples(*[TEXT] * 4), st.tuples(*[TEXT] * 4))
@settings(max_examples=25)
def test_no_term_and_no_text_is_ever_lost(
    ours: Any, theirs: Any, mine: tuple[str, ...], yours: tuple[str, ...]
) -> None:
    kept, gone = entry_of("un", ours, mine), entry_of("deux", theirs, yours)
    wanted = {
        (term.lang, term.key, term.kind) for entry in (kept, gone) for term in entry.terms.all()
    }
    labels = {t.usage_label for e in (kept, gone) for t in e.terms.all() if t.usage_label}
    said = {
        getattr(entry, f"{name}_{code}")
        for entry in (kept, gone)
        for name in merging.TEXTS
        for code in ("fr", "en")
    } - {"", None}
    found = merge(kept, gone)
    assert {(t.lang, t.key, t.kind) for t in found.terms.all()} == wanted
    words = " ".join(
        str(getattr(found, f"{name}_{code}") or "")
        for name in merging.TEXTS for code in ("fr", "en")
    )  # fmt: skip
    assert all(text in words for text in said)
    held = {t.usage_label for t in found.terms.all()}
    assert all(label in held or label in words for label in labels)
