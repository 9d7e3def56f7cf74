"""The only door to entries, and the rules it holds."""

import ast
import uuid
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from atoutsud.content import revisions
from atoutsud.content.revisions import Conflict, history, snapshot
from lexicon.models import Concept, Domain, Relation, Term
from lexicon.publishing import in_order, publish
from tests.lexicon import factories as make

pytestmark = pytest.mark.django_db
LEXICON = Path(__file__).resolve().parents[2] / "lexicon"
WRITERS = {"save", "create", "bulk_create", "get_or_create", "update_or_create", "bulk_update"}
GUARDED = ("Concept", "Term", "Example", "Citation", "Relation", "Mapping")


def test_publishing_makes_an_entry_with_its_keys_and_headings() -> None:
    entry = make.concept("Économie informelle", "informal economy", acronym="É.I.")
    entry.refresh_from_db()
    assert (entry.version, entry.state) == (1, "published")
    assert (entry.heading_fr, entry.heading_en) == ("Économie informelle", "informal economy")
    assert entry.languages == ("fr", "en")
    assert entry.terms.get(text="Économie informelle").key == "economie informelle"
    acronym = entry.terms.get(text="É.I.")
    assert acronym.key == "ei"
    assert acronym.short_for == entry.terms.get(text="Économie informelle")


def test_a_language_needs_a_term_and_a_definition() -> None:
    entry = make.concept(definition_en="")
    assert entry.languages == ("fr",)
    assert list(Concept.public.written_in("en")) == []


@pytest.mark.parametrize(
    ("missing", "said"),
    [({"definition_fr": "", "definition_en": ""}, "definition"), ({"fr": "", "en": ""}, "term")],
)
def test_an_entry_without_a_term_or_a_definition_is_not_published(
    missing: dict[str, str], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        make.concept(**missing)
    assert not Concept.objects.exists()


def test_a_draft_may_lack_everything() -> None:
    assert make.concept("", "", state="draft").version == 1


def test_a_term_is_recommended_once_in_each_language() -> None:
    entry = make.concept()
    with pytest.raises(ValidationError, match="recommended"):
        make.change(entry, make.term("fr", "cadre de projet"))
    assert entry.terms.filter(lang="fr").count() == 1


def test_a_term_stands_once_in_an_entry_whatever_its_accents() -> None:
    entry = make.concept("équité", "equity")
    with pytest.raises(ValidationError, match="already"):
        make.change(entry, make.term("fr", "Equite", status="admitted"))


def test_the_recommended_term_may_change_places_in_one_go() -> None:
    entry = make.concept()
    make.change(entry, make.term("fr", "matrice logique", status="admitted"))
    old = entry.terms.get(text="cadre logique")
    new = entry.terms.get(text="matrice logique")
    make.change(
        entry, {f"terms/{new.uid}/status": "preferred", f"terms/{old.uid}/status": "admitted"}
    )
    entry.refresh_from_db()
    assert entry.heading_fr == "matrice logique"
    assert entry.where("fr") == f"{entry.pk}-matrice-logique"


def test_an_acronym_is_short_for_a_term_of_its_own_entry_and_language() -> None:
    entry, other = make.concept(), make.concept("pays pivot", "pivotal country")
    for stranger in (other.terms.get(lang="fr"), entry.terms.get(lang="en")):
        with pytest.raises(ValidationError, match="short for"):
            make.change(entry, make.term("fr", "CL", kind="acronym", short_for=str(stranger.uid)))


def relate(entry: Concept, kind: str, target: Concept) -> None:
    make.change(entry, {f"relations/{uuid.uuid4()}": {"kind": kind, "target": str(target.uid)}})


def test_broader_notions_never_run_in_a_circle() -> None:
    a, b, c = make.concept("a", "a1"), make.concept("b", "b1"), make.concept("c", "c1")
    relate(a, "broader", b)
    relate(b, "broader", c)
    with pytest.raises(ValidationError, match="circle"):
        relate(c, "broader", a)
    with pytest.raises(ValidationError, match="both broader"):
        relate(a, "related", c)
    assert Relation.objects.count() == 2


def test_what_holds_both_ways_is_stored_once() -> None:
    a, b = make.concept("a", "a1"), make.concept("b", "b1")
    relate(a, "related", b)
    with pytest.raises(ValidationError, match="already says"):
        relate(b, "related", a)
    relate(b, "see_also", a)
    relate(a, "see_also", b)
    with pytest.raises(ValidationError, match="itself"):
        relate(a, "see_also", a)


def test_a_merged_entry_is_withdrawn_and_leads_to_one_that_stands() -> None:
    a, b = make.concept("a", "a1"), make.concept("b", "b1")
    with pytest.raises(ValidationError, match="withdrawn"):
        make.change(a, {"merged_into": str(b.uid)})
    make.change(a, {"merged_into": str(b.uid), "state": "withdrawn"})
    with pytest.raises(ValidationError, match=r"circle|withdrawn"):
        make.change(b, {"merged_into": str(a.uid), "state": "withdrawn"})
    a.refresh_from_db()
    assert a.end_of_merges() == b


@pytest.mark.parametrize(
    "values",
    [{"merged_into": "b"}, {"merged_into": "a", "state": "withdrawn"}, {"replaced_by": "a"}],
)
def test_the_database_refuses_what_the_door_refuses(values: dict[str, str]) -> None:
    entries = {"a": make.concept("a", "a1"), "b": make.concept("b", "b1")}
    values = {k: entries[v].pk if v in entries else v for k, v in values.items()}
    values = {f"{k}_id" if k != "state" else k: v for k, v in values.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Concept.objects.filter(pk=entries["a"].pk).update(**values)


@pytest.mark.parametrize("text", ["", "   ", "…"])
def test_a_term_needs_a_letter(text: str) -> None:
    with pytest.raises(ValidationError):
        make.change(make.concept(), make.term("fr", text, status="admitted"))


def test_a_domain_cannot_stand_under_itself_and_needs_a_name() -> None:
    one = make.domain()
    two = make.domain("evaluation", parent=one)
    one.parent = two
    with pytest.raises(ValidationError, match="itself"):
        one.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Domain.objects.create(code="sans-nom")


def test_a_stale_save_merges_what_nobody_touched_and_stops_on_the_same_field() -> None:
    entry = make.concept()
    make.change(entry, {"note.fr": "Une note."})
    stale = Concept.objects.get(pk=entry.pk)
    publish(stale, {"definition.en": "Another."}, seen_version=1, author=None)
    with pytest.raises(Conflict) as error:
        publish(stale, {"note.fr": "Une autre."}, seen_version=1, author=None)
    assert error.value.paths == ["note.fr"]
    stale.refresh_from_db()
    assert (stale.note_fr, stale.definition_en, stale.version) == ("Une note.", "Another.", 3)


def test_a_revert_is_a_new_revision_and_obeys_the_rules() -> None:
    entry = make.concept()
    make.change(entry, {"definition.fr": "Autre chose."})
    make.change(entry, make.term("fr", "matrice", status="admitted"))
    fresh = Concept.objects.get(pk=entry.pk)
    revisions.revert(fresh, 1, author=None)
    fresh.refresh_from_db()
    assert fresh.definition_fr == "Tableau qui résume un projet."
    assert fresh.version == 4
    assert not fresh.terms.filter(text="matrice").exists()


def test_the_history_holds_each_state_whole() -> None:
    entry = make.concept()
    make.change(entry, {"definition.fr": "Autre chose."})
    fresh = Concept.objects.get(pk=entry.pk)
    documents = [revision.document for revision in history(fresh).order_by("number")]
    assert documents[1] == snapshot(fresh)
    assert documents[0]["definition.fr"] == "Tableau qui résume un projet."


def test_credit_goes_to_whom_it_is_due() -> None:
    author = make.member(credit_choice="pseudonym", credit_name="Atlas")
    revision = make.change(make.concept(), {"note.fr": "x"}, author=author)
    assert (revision.author, revision.credited_name) == (author, "Atlas")


def test_terms_are_written_before_what_names_them() -> None:
    example, old, new = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    changes = {
        f"examples/{example}": {"lang": "fr", "text": "x", "term": str(new)},
        f"terms/{new}": {"lang": "fr", "text": "y", "status": "preferred"},
        f"terms/{old}/status": "admitted",
        "note.fr": "z",
    }
    rows = list(dict.fromkeys("/".join(path.split("/")[:2]) for path in in_order(changes)))
    assert rows == ["note.fr", f"terms/{old}", f"terms/{new}", f"examples/{example}"]


def test_no_other_code_writes_entries_or_their_rows() -> None:
    """Only the models themselves and the door of all content may save them."""
    found = []
    for path in sorted(LEXICON.rglob("*.py")):
        if "models" in path.parts or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            receiver = ast.unparse(node.func.value)
            named = any(receiver.startswith(f"{name}.objects") for name in GUARDED)
            if named and node.func.attr in {*WRITERS, "update", "delete"}:
                found.append(f"{path.name}:{node.lineno}")
            if node.func.attr == "save" and receiver in {"concept", "term", "entry", "obj"}:
                found.append(f"{path.name}:{node.lineno}")
    assert not found


def test_saving_outside_the_door_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With saving forbidden except inside `apply`, a whole contribution still goes through."""
    from lexicon import moderation
    from lexicon.moderation import Decision, Seen

    inside: list[bool] = []
    apply = revisions.apply

    def counted(*args: object, **kwargs: object) -> object:
        inside.append(True)
        try:
            return apply(*args, **kwargs)  # type: ignore[arg-type]
        finally:
            inside.pop()

    monkeypatch.setattr(revisions, "apply", counted)
    for model in (Concept, Term):
        save = model.save

        def guarded(self: object, *args: object, _save: object = save, **kwargs: object) -> None:
            assert inside, "saved outside the door"
            _save(self, *args, **kwargs)  # type: ignore[operator]

        monkeypatch.setattr(model, "save", guarded)
    sent = make.new_proposal()
    chosen = {change.pk: Decision("apply") for change in sent.changes.all()}
    marks = {change.pk: moderation.mark(change, {}) for change in sent.changes.all()}
    held = moderation.decide(sent, chosen, reviewer=make.reviewer(), seen=Seen(0, marks))
    assert held.concept is not None and held.concept.is_public
