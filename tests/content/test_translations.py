"""Which texts lack a language, and which have fallen behind the other one."""

from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from atoutsud.content import creating, revisions, translations
from atoutsud.content.translations import Standing, Translation, after_change
from news.models import Article
from tests.lexicon import factories as lexicon

pytestmark = pytest.mark.django_db


def article(**words: Any) -> Article:
    made = Article()
    start = {"title.fr": "Une semaine", "title.en": "A week", "body.fr": "<p>a</p>"}
    revisions.apply(made, start | words, seen_version=0, author=None)
    return made


def edit(obj: Any, **changes: Any) -> None:
    paths = {path.replace("__", "."): value for path, value in changes.items()}
    revisions.apply(obj, paths, seen_version=obj.version, author=None)


def row(obj: Any, field: str = "title") -> Translation:
    return Translation.objects.of(obj).get(field=field)


def test_a_text_in_one_language_is_missing_in_the_other() -> None:
    made = article()
    assert [r.field for r in Translation.objects.missing("en")] == ["body"]
    assert not Translation.objects.missing("fr")
    edit(made, body__en="<p>b</p>")
    assert not Translation.objects.missing("en")
    assert row(made, "body").standing == Standing(frozenset({"fr", "en"}))


def test_changing_the_french_alone_makes_the_english_stale() -> None:
    made = article()
    edit(made, title__fr="Deux semaines")
    found = row(made)
    assert (found.stale_en, found.stale_fr) == (2, None)
    assert found.stale_en_on is not None


def test_changing_both_at_once_makes_nothing_stale() -> None:
    made = article()
    edit(made, title__fr="Deux semaines", title__en="Two weeks")
    assert not Translation.objects.stale("en")
    assert not Translation.objects.stale("fr")


def test_a_first_translation_makes_nothing_stale() -> None:
    made = article()
    edit(made, body__en="<p>b</p>")
    assert not Translation.objects.stale("fr")


def test_catching_up_clears_the_mark_and_makes_no_other() -> None:
    made = article()
    edit(made, title__fr="Deux semaines")
    edit(made, title__en="Two weeks")
    assert not Translation.objects.stale("en")
    assert not Translation.objects.stale("fr")


def test_a_mark_keeps_the_first_change_it_lags_behind() -> None:
    made = article()
    edit(made, title__fr="Deux semaines")
    edit(made, title__fr="Trois semaines")
    assert row(made).stale_en == 2


def test_english_changed_alone_makes_the_french_stale() -> None:
    made = article()
    edit(made, title__en="A fortnight")
    assert row(made).stale_fr == 2


def test_an_emptied_language_is_missing_and_no_more_stale() -> None:
    made = article()
    edit(made, title__fr="Deux semaines")
    edit(made, title__en="")
    assert row(made).stale_en is None
    assert "title" in [r.field for r in Translation.objects.missing("en")]


def test_a_text_that_goes_takes_its_row_along() -> None:
    made = article(**{"lead.fr": "Un chapeau"})
    assert row(made, "lead")
    edit(made, lead__fr="")
    assert not Translation.objects.of(made).filter(field="lead")


def test_what_is_withdrawn_asks_for_nothing() -> None:
    made = article()
    edit(made, state="withdrawn")
    assert not Translation.objects.missing("en")
    edit(made, state="draft")
    assert Translation.objects.missing("en")


def test_an_entry_needs_a_term_in_each_language() -> None:
    entry = lexicon.concept(en="", definition_en="")
    assert {r.field for r in Translation.objects.missing("en")} == {"terms", "definition"}
    lexicon.change(entry, lexicon.term("en", "logical framework"))
    assert {r.field for r in Translation.objects.missing("en")} == {"definition"}


def test_still_right_clears_one_language_only() -> None:
    made = article()
    edit(made, title__fr="Deux semaines")
    assert translations.mark_current([row(made)], ["fr"]) == 0
    assert translations.mark_current([row(made)], ["en"]) == 1
    assert row(made).standing == Standing(frozenset({"fr", "en"}))


def test_a_deleted_object_leaves_no_row() -> None:
    made = article()
    made.delete()
    assert not Translation.objects.exists()


def test_going_back_to_an_earlier_text_is_a_change_like_another() -> None:
    made = article()
    edit(made, title__fr="Deux semaines")
    translations.mark_current([row(made)])
    revisions.revert(made, 1, author=None)
    assert row(made).stale_en == 3


def test_a_translation_is_stale_no_more_once_the_text_it_was_made_from_is_back() -> None:
    made = article()
    edit(made, title__fr="Deux semaines")
    edit(made, title__fr="Trois semaines")
    assert row(made).stale_en == 2
    revisions.revert(made, 2, author=None)
    assert row(made).stale_en == 2  # not yet what the English was written from
    edit(made, title__fr="Une semaine")
    assert row(made).stale_en is None and row(made).stale_fr is None
    call_command("recount_translations", verbosity=0)
    assert row(made).stale_en is None


def test_counting_anew_from_the_history_gives_the_same_rows() -> None:
    made = article()
    edit(made, title__fr="Deux semaines")
    edit(made, body__en="<p>b</p>", lead__fr="Chapeau")
    columns = ("field", "written_fr", "written_en", "stale_fr", "stale_en", "shelved")
    before = sorted(Translation.objects.values_list(*columns))
    Translation.objects.all().delete()
    call_command("recount_translations", verbosity=0)
    assert sorted(Translation.objects.values_list(*columns)) == before


def test_an_object_without_history_is_counted_as_it_stands() -> None:
    Article.objects.create(title_fr="Sans révision", body_fr="<p>a</p>")
    call_command("recount_translations", verbosity=0)
    assert {r.field for r in Translation.objects.missing("en")} == {"title", "body"}


def test_what_is_made_in_bulk_is_counted_as_what_is_made_alone() -> None:
    words = {"title.fr": "Un atelier", "title.en": "A workshop", "body.fr": "<p>a</p>"}
    columns = ("field", "written_fr", "written_en", "stale_fr", "stale_en", "shelved")
    alone = Article()
    revisions.apply(alone, words, seen_version=0, author=None)
    lot = [Article(), Article()]
    shelf = {**words, "state": "withdrawn"}
    creating.create_many([(lot[0], words), (lot[1], shelf)], author=None)
    rows = Translation.objects.order_by("field")
    expected = list(rows.of(alone).values_list(*columns))
    assert len(expected) == 2
    assert list(rows.of(lot[0]).values_list(*columns)) == expected
    assert list(rows.of(lot[1]).values_list(*columns)) == [(*row[:-1], True) for row in expected]


def test_only_what_was_never_counted_is_counted_when_asked_so() -> None:
    counted, forgotten = article(), article()
    edit(counted, title__fr="Deux semaines")
    translations.mark_current([row(counted)])
    Translation.objects.of(forgotten).delete()
    call_command("recount_translations", missing=True, verbosity=0)
    assert row(counted).stale_en is None
    assert Translation.objects.of(forgotten).exists()


STEPS = st.lists(
    st.fixed_dictionaries({"fr": st.sampled_from("ab "), "en": st.sampled_from("xy ")}), max_size=8
)


@given(STEPS)
def test_a_text_is_never_stale_alone_nor_in_both_languages(steps: list[dict[str, str]]) -> None:
    standing, before = Standing(), {}
    for number, step in enumerate(steps, 1):
        now = {code: text.strip() for code, text in step.items() if text.strip()}
        standing = after_change(standing, before, now, number, timezone.now())
        assert standing.written == frozenset(now)
        assert len(standing.stale) <= 1
        assert not standing.stale or len(now) == 2
        if before != now and before.keys() == now.keys() == {"fr", "en"}:
            changed = [code for code in now if now[code] != before[code]]
            assert len(changed) == 1 or not standing.stale
        before = now
