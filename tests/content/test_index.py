"""The search index says what the rows say, whatever was done to them."""

import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from atoutsud.content import answers, drafts, reindexing, revisions
from atoutsud.content.candidates import Scope
from atoutsud.content.index import SearchEntry, SearchLine, SearchWord
from atoutsud.content.instep import gathering
from atoutsud.site.pages import Page
from lexicon.models import Concept, Domain, Pointer, Term
from lexicon.publishing import publish
from news.models import Article
from tests.lexicon import factories as make
from tests.news import factories as news
from tests.trainings import factories as trainings

pytestmark = pytest.mark.django_db
EVERYTHING = Scope(
    groups=(
        ("lexicon.concept",), ("news.article",), ("trainings.engagement",), ("trainings.partner",),
        ("site.page",),
    )
)  # fmt: skip


def found(query: str, **scope: Any) -> list[tuple[str, int]]:
    asked = Scope(EVERYTHING.groups, **scope)
    return [(hit.kind, hit.object_id) for hit in answers.find(query, asked).hits]


def pivotal_week() -> Article:
    body = {"body_fr": "<p>Un.</p>", "body_en": "<p>One.</p>"}
    return news.article(title_fr="Une semaine pivot", title_en="A pivotal week", **body)


def in_step() -> None:
    assert reindexing.disagreements() == []


def test_everything_that_can_be_found_is_found_once_saved() -> None:
    entry = make.concept("pays pivot", "pivotal country")
    article = pivotal_week()
    training = trainings.engagement(title_fr="Atelier pivot", title_en="Pivotal workshop")
    partner = trainings.partner("Pivot et Cie")
    page = Page.objects.create(
        title_fr="Pivot", body_fr="<p>Qui.</p>", slug_fr="pivot", state="published"
    )
    assert set(found("pivot")) == {
        ("lexicon.concept", entry.pk), ("news.article", article.pk),
        ("trainings.engagement", training.pk), ("trainings.partner", partner.pk),
        ("site.page", page.pk),
    }  # fmt: skip
    in_step()


def test_a_change_a_withdrawal_and_a_deletion_are_followed_at_once() -> None:
    entry = make.concept("pays bascule", "pivotal country")
    term = Term.objects.get(concept=entry, lang="fr")
    make.change(entry, {f"terms/{term.uid}/text": "pays charnière"})
    assert not found("bascule")
    assert found("pays charnière")
    make.change(entry, {"state": "withdrawn"})
    assert not found("pays charnière")
    assert found("pays charnière", hidden=True)
    Concept.objects.get(pk=entry.pk).delete()
    assert not SearchEntry.objects.filter(object_id=entry.pk, kind="lexicon.concept").exists()
    assert not SearchLine.objects.exclude(entry__kind="lexicon.domain").exists()


def test_a_merged_entry_is_found_no_more_and_its_words_are_where_they_went() -> None:
    kept, merged = make.concept("bailleur", "donor"), make.concept("donateur", "giver")
    make.change(kept, make.term("fr", "donateur", status="admitted", position=1))
    make.change(merged, {"state": "withdrawn", "merged_into": str(kept.uid)})
    assert found("donateur") == [("lexicon.concept", kept.pk)]
    in_step()


def test_operations_in_bulk_are_followed() -> None:
    Article.objects.bulk_create(
        Article(title_fr=f"Nouvelle {n}", body_fr="<p>Un.</p>", state="published") for n in range(3)
    )
    assert len(found("nouvelle")) == 3
    Article.objects.filter(title_fr="Nouvelle 1").update(state="draft")
    Article.objects.filter(title_fr="Nouvelle 2").update(title_fr="Annonce")
    assert len(found("nouvelle")) == 1
    changed = list(Article.objects.all())
    for article in changed:
        article.title_fr = "Récit"
    Article.objects.bulk_update(changed, ["title_fr"])
    assert len(found("récit")) == 2
    Article.objects.all().delete()
    assert not found("récit", hidden=True)


def test_terms_given_to_another_entry_in_bulk_leave_the_first() -> None:
    one, other = make.concept("bailleur", "donor"), make.concept("mécène", "patron")
    Term.objects.filter(concept=one, lang="en").update(concept=other, status="admitted")
    assert found("donor") == [("lexicon.concept", other.pk)]
    in_step()


def test_a_pointer_is_found_with_its_targets_as_they_come_and_go() -> None:
    entry = make.concept("valeur ajoutée", "added value")
    pointer = Pointer.objects.create(lang="fr", text="plus-value")
    assert not found("plus-value")
    pointer.targets.add(entry)
    assert found("plus-value")
    pointer.targets.remove(entry)
    assert not found("plus-value")
    entry.pointers.set([pointer])
    assert found("plus-value")
    pointer.targets.clear()
    assert not found("plus-value")
    pointer.targets.set([entry])
    pointer.delete()
    assert not found("plus-value")
    in_step()


def test_dates_are_compared_when_one_searches() -> None:
    now, day = timezone.now(), datetime.timedelta(days=1)
    news.article(title_fr="Demain", body_fr="<p>Un.</p>", publish_from=now + day)
    news.article(title_fr="Hier", body_fr="<p>Un.</p>", publish_until=now - day)
    assert not found("demain")
    assert not found("hier")
    assert found("demain", hidden=True)


def test_half_a_translation_finds_nothing_but_in_the_back_office() -> None:
    article = news.article(title_fr="Semaine", body_fr="<p>Texte.</p>", title_en="Unfinished")
    assert found("unfinished") == []
    assert found("unfinished", hidden=True) == [("news.article", article.pk)]


def test_what_is_refused_or_previewed_leaves_no_trace() -> None:
    entry = make.concept("pays pivot", "pivotal country")
    before = list(SearchLine.objects.values_list("pk", "tokens"))
    with pytest.raises(revisions.Conflict):
        fresh = Concept.objects.get(pk=entry.pk)
        make.change(entry, {"definition.fr": "Autre chose."})
        publish(fresh, {"definition.fr": "Encore."}, seen_version=fresh.version - 1, author=None)
    document = {**revisions.snapshot(Concept.objects.get(pk=entry.pk)), "definition.fr": "Vu."}
    with drafts.preview(Concept.objects.get(pk=entry.pk), document):
        pass
    assert len(before) == SearchLine.objects.count()
    in_step()


def test_what_several_writes_touch_is_written_once_at_the_end() -> None:
    with gathering():
        entry = make.concept("pays pivot", "pivotal country")
        assert not found("pays pivot")
    assert found("pays pivot") == [("lexicon.concept", entry.pk)]


def test_an_index_lost_is_made_again_and_the_check_says_where_it_was_wrong(capsys: Any) -> None:
    entry = make.concept("pays pivot", "pivotal country")
    SearchLine.objects.filter(text="pays pivot").update(text="autre", key="autre")
    assert reindexing.disagreements() == [f"lexicon.concept {entry.pk}"]
    with pytest.raises(SystemExit):
        call_command("rebuild_index", check=True)
    SearchEntry.objects.create(kind="lexicon.concept", object_id=10**6)
    SearchEntry.objects.create(kind="gone.model", object_id=1)
    SearchWord.objects.create(word="fantome", size=7, tokens="fan")
    call_command("rebuild_index", verbosity=0)
    in_step()
    assert not SearchEntry.objects.filter(kind="gone.model").exists()
    assert not SearchWord.objects.filter(word="fantome").exists()
    call_command("rebuild_index", check=True)
    assert "agree" in capsys.readouterr().out


def test_an_index_never_made_is_made_when_the_site_is_prepared() -> None:
    make.concept("pays pivot", "pivotal country")
    SearchEntry.objects.all().delete()
    assert reindexing.is_empty()
    call_command("rebuild_index", if_empty=True, verbosity=0)
    assert found("pays pivot")


WORDS = st.sampled_from(["cadre", "projet", "œuvre", "l’aide", "co-financement", "ONG", "États"])
STEPS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 3), WORDS, WORDS), min_size=1, max_size=12
)


class Sequences(TestCase):
    @settings(max_examples=25)
    @given(STEPS)
    def test_the_index_stays_in_step_over_any_sequence(self, steps: list[Any]) -> None:
        domain = Domain.objects.create(code="a", name_fr="Aide")
        entries: list[Concept] = []
        for what, which, one, other in steps:
            if what == 0 or not entries:
                entries.append(make.concept(f"{one} {len(entries)}", other))
                continue
            entry = entries[which % len(entries)]
            if what == 7:
                entries.remove(entry)
                Concept.objects.filter(pk=entry.pk).delete()
                continue
            self.step(what, Concept.objects.get(pk=entry.pk), one, domain)
        in_step()

    def step(self, what: int, entry: Concept, word: str, domain: Domain) -> None:
        term = entry.terms.order_by("pk").first()
        assert term is not None
        changes: list[dict[str, Any]] = [
            {f"terms/{term.uid}/text": f"{word} {entry.pk}"},
            make.term("fr", f"{word} autre", status="admitted", position=3, kind="variant"),
            {"definition.fr": f"Sens de {word}."},
            {"state": "withdrawn" if entry.state == "published" else "published"},
            {f"domains/{domain.code}": word != "projet"},
        ]
        if what <= len(changes):
            if what == 2 and entry.terms.filter(text=f"{word} autre").exists():
                return
            make.change(entry, changes[what - 1])
            return
        first = revisions.history(entry).last()
        assert first is not None
        revisions.revert(entry, first.number, author=None)
