"""The one door: what it writes, merges, refuses and remembers."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from atoutsud.content import publication
from atoutsud.content.drafts import draft_of, preview, publish_draft, save_draft
from atoutsud.content.revisions import (
    Conflict,
    Revision,
    apply,
    history,
    revert,
    snapshot,
)
from atoutsud.members.models import User
from news.models import Article

pytestmark = pytest.mark.django_db

WORDS = {"title.fr": "Une semaine de travail", "body.fr": "<p>Texte</p>"}


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor@example.org", credit_choice="name", credit_name="Ed")


@pytest.fixture
def article(editor: User) -> Article:
    made = Article()
    apply(made, WORDS, seen_version=0, author=editor)
    return Article.objects.get()


def test_the_first_writing_creates_version_1_and_its_revision(article: Article) -> None:
    revision = history(article).get()
    assert (article.version, revision.number, revision.credited_name) == (1, 1, "Ed")
    assert revision.document["title.fr"] == "Une semaine de travail"
    assert revision.document == snapshot(article)


def test_a_later_writing_keeps_both_revisions(article: Article, editor: User) -> None:
    apply(article, {"title.en": "A week of work"}, seen_version=1, author=editor)
    numbers = list(history(article).values_list("number", flat=True))
    assert numbers == [2, 1]
    assert history(article).get(number=1).document["title.en"] == ""


def test_saying_the_same_again_writes_nothing(article: Article, editor: User) -> None:
    apply(article, dict(WORDS), seen_version=1, author=editor)
    assert Article.objects.get().version == 1
    assert Revision.objects.count() == 1


def test_a_stale_save_keeps_what_the_other_wrote(article: Article, editor: User) -> None:
    mine = Article.objects.get()
    apply(article, {"title.en": "Theirs"}, seen_version=1, author=editor)
    apply(mine, {"lead.fr": "Le mien"}, seen_version=1, author=editor)
    both = Article.objects.get()
    assert (both.title_en, both.lead_fr, both.version) == ("Theirs", "Le mien", 3)


def test_a_stale_save_of_the_same_field_stops_with_nothing_written(
    article: Article, editor: User
) -> None:
    apply(article, {"title.fr": "Le premier"}, seen_version=1, author=editor)
    with pytest.raises(Conflict) as stopped:
        apply(
            Article.objects.get(),
            {"title.fr": "Le second", "lead.fr": "Autre"},
            seen_version=1,
            author=editor,
        )
    assert stopped.value.paths == ["title.fr"]
    kept = Article.objects.get()
    assert (kept.title_fr, kept.lead_fr, kept.version) == ("Le premier", "", 2)


def test_two_who_write_the_same_words_do_not_disagree(article: Article, editor: User) -> None:
    apply(article, {"title.fr": "Pareil"}, seen_version=1, author=editor)
    apply(Article.objects.get(), {"title.fr": "Pareil"}, seen_version=1, author=editor)
    assert Article.objects.get().title_fr == "Pareil"


def test_what_breaks_a_rule_is_refused_and_leaves_no_trace(article: Article, editor: User) -> None:
    with pytest.raises(ValidationError):
        apply(article, {"title.fr": ""}, seen_version=1, author=editor)
    kept = Article.objects.get()
    assert (kept.title_fr, kept.version) == ("Une semaine de travail", 1)
    assert Revision.objects.count() == 1


@pytest.mark.parametrize("path", ["password", "version", "id", "nothing/here", "title", "title.de"])
def test_an_undeclared_path_is_refused(article: Article, editor: User, path: str) -> None:
    with pytest.raises(ValidationError):
        apply(article, {path: "x"}, seen_version=1, author=editor)


def test_tags_are_added_and_removed_by_name(article: Article, editor: User) -> None:
    apply(article, {"tags/genre": True, "tags/climat": True}, seen_version=1, author=editor)
    apply(article, {"tags/genre": None}, seen_version=2, author=editor)
    assert list(article.tags.names()) == ["climat"]
    assert "tags/climat" in snapshot(Article.objects.get())


def test_reverting_is_a_new_revision_and_does_not_unpublish(article: Article, editor: User) -> None:
    apply(article, {"title.fr": "Autre titre", "state": "published"}, seen_version=1, author=editor)
    revert(article, 1, author=editor)
    now = Article.objects.get()
    assert (now.title_fr, now.state, now.version) == ("Une semaine de travail", "published", 3)
    assert history(article).count() == 3


def test_history_is_neither_changed_nor_erased(article: Article) -> None:
    revision = history(article).get()
    revision.summary = "x"
    for act in (
        revision.save,
        revision.delete,
        lambda: Revision.objects.update(summary="x"),
        lambda: Revision.objects.all().delete(),
    ):
        with pytest.raises(TypeError):
            act()


def test_an_account_that_leaves_takes_no_history_along(article: Article, editor: User) -> None:
    editor.delete()
    revision = history(article).get()
    assert (revision.author, revision.credited_name) == (None, "Ed")


def test_a_working_draft_is_seen_only_in_its_preview(article: Article, editor: User) -> None:
    apply(article, {"state": "published"}, seen_version=1, author=editor)
    document = {**snapshot(article), "title.fr": "En chantier"}
    save_draft(article, document, author=editor, base_version=2)
    assert Article.public.get().title_fr == "Une semaine de travail"
    before = publication.seen()
    with preview(article, draft_of(article).document) as shown:
        assert Article.public.get(pk=shown.pk).title_fr == "En chantier"
    assert Article.public.get().title_fr == "Une semaine de travail"
    assert publication.seen() == before
    publish_draft(article, author=editor)
    assert Article.public.get().title_fr == "En chantier"
    assert draft_of(article) is None


FIELDS = ("title.fr", "title.en", "lead.fr", "lead.en", "place.fr")
edits = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(["a", "b", "c"]), min_size=1),
        st.integers(1, 6),
    ),
    max_size=6,
)


@given(edits)
def test_no_value_is_lost_that_nobody_replaced_knowingly(steps: Any) -> None:
    """Edits from any seen version, in any order: a write lands whole or not at all, and only on
    what its author had seen."""
    article = Article()
    apply(article, WORDS, seen_version=0, author=None)
    for changes, seen in steps:
        seen = min(seen, article.version)
        before = snapshot(article)
        base = history(article).get(number=seen).document
        try:
            apply(article, changes, seen_version=seen, author=None)
        except Conflict as stopped:
            assert snapshot(Article.objects.get(pk=article.pk)) == before
            assert all(base[path] != before[path] for path in stopped.paths)
            article.refresh_from_db()
            continue
        after = snapshot(Article.objects.get(pk=article.pk))
        assert {path: after[path] for path in changes} == changes
        for path, value in before.items():
            if path not in changes:
                assert after[path] == value
            elif after[path] != value:
                assert base[path] == before[path]
    latest = history(article).first()
    assert latest is not None
    assert latest.document == snapshot(Article.objects.get(pk=article.pk))
