"""The history of everything publishable, and the way back."""

import uuid
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from atoutsud.backoffice.comparison import Comparison, back
from atoutsud.backoffice.publishing import PublishableAdmin
from atoutsud.backoffice.readable import prose
from atoutsud.content import documents, revisions
from atoutsud.content.comparing import Part, shortened, word_difference
from news.models import Article
from tests.backoffice.factories import page, person
from tests.content.uploads import a_picture
from tests.lexicon import factories as lexicon
from tests.trainings import factories as trainings

pytestmark = pytest.mark.django_db


def history(obj: Any) -> str:
    meta = obj._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[obj.pk])


def article(author: Any, **fields: Any) -> Article:
    made = Article()
    words = {"title.fr": "Une semaine à Tunis", "body.fr": "<p>Bonjour.</p>", **fields}
    revisions.apply(made, words, seen_version=0, author=author)
    return made


def edit(obj: Any, author: Any, why: str = "", **changes: Any) -> None:
    paths = {path.replace("__", "/"): value for path, value in changes.items()}
    revisions.apply(obj, paths, seen_version=obj.version, author=author, summary=why)


def test_history_says_who_when_and_why(desk: Client, admin_user: Any) -> None:
    made = page(admin_user)
    edit(made, admin_user, "Plus clair", **{"title.fr": "Notre équipe"})
    html = desk.get(history(made)).content.decode()
    assert "Plus clair" in html
    assert "admin@example.org" in html
    assert "<del>Qui sommes-nous</del>" in html
    assert "<ins>Notre équipe</ins>" in html


def test_a_contributor_without_a_name_keeps_the_address_to_himself(desk: Client) -> None:
    entry = lexicon.concept()
    lexicon.change(entry, {"note.fr": "Un mot."}, author=lexicon.member("secrete@example.org"))
    html = desk.get(history(entry)).content.decode()
    assert "secrete@example.org" not in html


def test_any_two_revisions_are_compared(desk: Client, admin_user: Any) -> None:
    made = page(admin_user)
    edit(made, admin_user, **{"title.en": "Our team"})
    edit(made, admin_user, **{"lead.fr": "Trois personnes"})
    html = desk.get(f"{history(made)}?from=1&to=3").content.decode()
    assert "<ins>Our team</ins>" in html
    assert "<ins>Trois personnes</ins>" in html
    only = desk.get(f"{history(made)}?from=2&to=3").content.decode()
    assert "Our team</ins>" not in only


@pytest.mark.parametrize("query", ["from=x&to=y", "from=99&to=-1", "page=zero", "to=1&from=2"])
def test_numbers_that_mean_nothing_show_the_last_change(
    desk: Client, admin_user: Any, query: str
) -> None:
    made = page(admin_user)
    edit(made, admin_user, **{"title.fr": "Autre"})
    assert desk.get(f"{history(made)}?{query}").status_code == 200


def test_child_rows_pictures_and_tags_are_compared(desk: Client, admin_user: Any) -> None:
    shot = a_picture(alt_fr="Un mur bleu")
    row = f"pictures/{uuid.uuid4()}"
    made = article(admin_user, **{f"{row}/picture": documents.identity(shot), "tags/genre": True})
    edit(made, admin_user, **{row: None, "tags/genre": None, "tags/climat": True})
    html = desk.get(history(made)).content.decode()
    assert "<del>genre</del>" in html
    assert "<ins>climat</ins>" in html
    assert f'value="{row}"' in html


def test_a_link_that_changed_shows_although_its_words_did_not(
    desk: Client, admin_user: Any
) -> None:
    made = article(admin_user, **{"body.fr": '<p>Voir <a href="https://a.example/">ici</a>.</p>'})
    edit(made, admin_user, **{"body.fr": '<p>Voir <a href="https://b.example/">ici</a>.</p>'})
    html = desk.get(history(made)).content.decode()
    assert "<del>a</del>" in html
    assert "<ins>b</ins>" in html


def test_the_first_press_shows_and_writes_nothing(desk: Client, admin_user: Any) -> None:
    made = page(admin_user)
    edit(made, admin_user, **{"title.fr": "Autre"})
    answer = desk.post(history(made), {"old": 1, "back": "title.fr", "_some": 1})
    assert answer.status_code == 200
    assert "<ins>Qui sommes-nous</ins>" in answer.content.decode()
    made.refresh_from_db()
    assert (made.title_fr, made.version) == ("Autre", 2)


def test_one_field_goes_back_and_the_rest_stays(desk: Client, admin_user: Any) -> None:
    made = page(admin_user)
    edit(made, admin_user, **{"title.fr": "Autre", "title.en": "Other"})
    data = {"old": 1, "back": "title.fr", "_confirm": 1, "seen_version": 2, "why": "Trop vite"}
    assert desk.post(history(made), data).status_code == 302
    made.refresh_from_db()
    assert (made.title_fr, made.title_en, made.version) == ("Qui sommes-nous", "Other", 3)
    last = revisions.history(made).first()
    assert last is not None
    assert (last.summary, last.author) == ("Trop vite", admin_user)


def test_all_of_a_revision_comes_back_without_its_state(desk: Client, admin_user: Any) -> None:
    shot = a_picture()
    row = f"pictures/{uuid.uuid4()}"
    made = article(
        admin_user,
        **{
            f"{row}/picture": documents.identity(shot),
            f"{row}/caption.fr": "Mur",
            "tags/genre": True,
        },
    )
    edit(made, admin_user, **{row: None, "tags/genre": None, "title.fr": "Autre"})
    edit(made, admin_user, state="published")
    data = {"old": 1, "_all": 1, "_confirm": 1, "seen_version": 3}
    assert desk.post(history(made), data).status_code == 302
    made.refresh_from_db()
    now = documents.snapshot(made)
    assert now["title.fr"] == "Une semaine à Tunis"
    assert now[f"{row}/caption.fr"] == "Mur"
    assert now["tags/genre"] is True
    assert now["state"] == "published"


def test_a_row_that_went_is_put_back_whole_and_alone(desk: Client, admin_user: Any) -> None:
    shot = a_picture()
    row = f"pictures/{uuid.uuid4()}"
    made = article(
        admin_user, **{f"{row}/picture": documents.identity(shot), f"{row}/caption.fr": "Mur"}
    )
    edit(made, admin_user, **{row: None, "title.fr": "Autre"})
    desk.post(history(made), {"old": 1, "back": row, "_confirm": 1, "seen_version": 2})
    made.refresh_from_db()
    assert made.title_fr == "Autre"
    assert documents.snapshot(made)[f"{row}/caption.fr"] == "Mur"


def test_an_entry_goes_back_by_its_own_rules(desk: Client) -> None:
    entry = lexicon.concept()
    extra = str(uuid.uuid4())
    lexicon.change(entry, lexicon.term("fr", "matrice logique", uid=extra, status="admitted"))
    data = {"old": 1, "back": f"terms/{extra}", "_confirm": 1, "seen_version": 2}
    assert desk.post(history(entry), data).status_code == 302
    assert "matrice logique" not in entry.terms.values_list("text", flat=True)


def test_what_someone_changed_meanwhile_stops_the_way_back(desk: Client, admin_user: Any) -> None:
    made = page(admin_user)
    edit(made, admin_user, **{"title.fr": "Autre"})
    edit(made, admin_user, **{"title.fr": "Encore autre"})
    data = {"old": 1, "back": "title.fr", "_confirm": 1, "seen_version": 2}
    answer = desk.post(history(made), data)
    assert answer.status_code == 409
    assert "Encore autre" in answer.content.decode()
    made.refresh_from_db()
    assert (made.title_fr, made.version) == ("Encore autre", 3)


def test_a_way_back_that_breaks_a_rule_is_told(desk: Client, admin_user: Any) -> None:
    made = page(admin_user)
    edit(made, admin_user, **{"title.en": "Us"})
    edit(made, admin_user, **{"title.fr": ""})
    edit(made, admin_user, **{"title.fr": "Nous", "title.en": ""})
    data = {"old": 3, "back": "title.fr", "_confirm": 1, "seen_version": 4}
    answer = desk.post(history(made), data)
    assert answer.status_code == 422
    made.refresh_from_db()
    assert made.title_fr == "Nous"


@pytest.mark.parametrize(
    "data",
    [{}, {"old": "x"}, {"old": 1}, {"old": 1, "back": "state", "_confirm": 1},
     {"old": 1, "back": ["version", "password", "terms/x"], "_confirm": 1}, {"old": 77, "_all": 1}],
)  # fmt: skip
def test_forged_ways_back_write_nothing(desk: Client, admin_user: Any, data: Any) -> None:
    made = page(admin_user)
    edit(made, admin_user, state="published")
    assert desk.post(history(made), data).status_code in (200, 302)
    made.refresh_from_db()
    assert (made.version, made.state) == (2, "published")


def test_who_may_only_read_takes_nothing_back(admin_user: Any) -> None:
    made = article(admin_user)
    edit(made, admin_user, **{"title.fr": "Autre"})
    reader = Client()
    reader.force_login(person("relecture@example.org", "Relecteurs"))
    html = reader.get(history(made)).content.decode()
    assert 'name="back"' not in html
    data = {"old": 1, "back": "title.fr", "_confirm": 1, "seen_version": 2}
    assert reader.post(history(made), data).status_code == 403
    made.refresh_from_db()
    assert made.version == 2


def test_who_may_not_see_it_sees_no_history(admin_user: Any) -> None:
    made = page(admin_user)
    stranger = Client()
    stranger.force_login(person("relecture@example.org", "Relecteurs"))
    answer = stranger.get(history(made))
    assert answer.status_code == 403
    assert "Qui sommes-nous" not in answer.content.decode()


def test_a_missing_object_has_no_history(desk: Client) -> None:
    address = reverse("admin:site_page_history", args=[10**9])
    assert desk.get(address).status_code == 302


def test_everything_publishable_has_these_screens() -> None:
    from atoutsud.content.publication import Publishable

    for model, office in admin.site._registry.items():
        if issubclass(model, Publishable):
            assert isinstance(office, PublishableAdmin), model


def test_a_long_history_costs_no_more_queries(
    desk: Client, admin_user: Any, django_assert_max_num_queries: Any
) -> None:
    made = page(admin_user)
    for index in range(60):
        edit(made, admin_user, **{"title.fr": f"Titre {index}"})
    with django_assert_max_num_queries(12):
        desk.get(history(made))


def test_a_training_is_compared_with_its_payers() -> None:
    made = trainings.engagement()
    old = documents.snapshot(made)
    made.course = "postponed"
    made.save()
    comparison = Comparison(type(made), old, documents.snapshot(made))
    assert comparison.changed
    assert comparison.same


ROWS = st.dictionaries(
    st.sampled_from(["caption.fr", "caption.en", "position"]),
    st.sampled_from(["a", "b", None]),
    min_size=1,
)
UIDS = [str(uuid.UUID(int=n)) for n in range(1, 4)]


@st.composite
def flats(draw: Any) -> dict[str, Any]:
    flat = draw(
        st.dictionaries(
            st.sampled_from(["title.fr", "title.en", "place"]), st.sampled_from(["x", "y", ""])
        )
    )
    for uid in UIDS:
        if draw(st.booleans()):
            flat |= {f"pictures/{uid}/{name}": value for name, value in draw(ROWS).items()}
    flat |= {f"tags/{name}": True for name in draw(st.sets(st.sampled_from("abc")))}
    return flat


@given(flats(), flats())
def test_taking_everything_back_gives_the_old_document(old: Any, now: Any) -> None:
    changes = back(old, now, documents.differences(now, old))
    said = {
        path: value for path, value in documents.patched(now, changes).items() if value is not None
    }
    assert said == {path: value for path, value in old.items() if value is not None}


@given(st.text(), st.text())
def test_a_shortened_difference_keeps_every_change(before: str, now: str) -> None:
    parts = word_difference(before, now)
    kept = [part for part in shortened(parts, 5) if part.kind != "same"]
    assert kept == [part for part in parts if part.kind != "same"]


def test_long_unchanged_words_are_cut_around_the_change() -> None:
    parts = shortened([Part("same", "a " * 400), Part("ins", "neuf"), Part("same", " b" * 400)])
    assert parts[1].text == "neuf"
    assert len("".join(part.text for part in parts)) < 500


def test_rich_text_is_read_in_plain_signs() -> None:
    source = (
        "<h2>Un</h2><p>Deux <strong>trois</strong></p><ul><li>quatre</li></ul>"
        '<p><a href="ref:site.page/1">cinq</a></p>'
        "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"
    )
    text = prose(source)
    for words in ("## Un", "Deux **trois**", "- quatre", "cinq (ref:site.page/1)", "a | b"):
        assert words in text
