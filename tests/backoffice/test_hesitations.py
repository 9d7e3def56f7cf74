"""Where a new editor hesitated: dates, tables, translations, what became of a text."""

import datetime
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from atoutsud.backoffice import roles
from atoutsud.backoffice.prose import RichTextFormWidget
from atoutsud.content import drafts, revisions
from atoutsud.content.comparing import Part, word_difference
from atoutsud.site.pages import Page
from news.models import Article
from tests.backoffice.factories import page, page_form, person
from tests.backoffice.test_frictions import ADD_ARTICLE, article
from tests.lexicon import factories as lexicon

pytestmark = pytest.mark.django_db


def said(answer: Any) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def test_a_new_text_is_of_today_unless_somebody_says_otherwise(desk: Client) -> None:
    today = timezone.localdate()
    form = desk.get(ADD_ARTICLE).context["adminform"].form
    assert form["published_on"].initial == today
    desk.post(ADD_ARTICLE, article([], published_on=""))
    assert Article.objects.get().published_on is None


def test_a_text_that_waits_says_until_when_and_that_its_date_is_another(desk: Client) -> None:
    day = timezone.localdate() + datetime.timedelta(days=9)
    times = {"publish_from_0": day.strftime("%d/%m/%Y"), "publish_from_1": "09:00"}
    today = timezone.localdate().strftime("%d/%m/%Y")
    answer = desk.post(ADD_ARTICLE, article([], published_on=today, **times), follow=True)
    assert f"{day.day}" in said(answer) and "09:00" in said(answer)
    assert "est-ce voulu" in said(answer)
    assert day.strftime("%d/%m/%Y") in answer.text  # in the list too
    later = {"published_on": day.strftime("%d/%m/%Y"), "title_fr": "Autre"}
    answer = desk.post(ADD_ARTICLE, article([], **later, **times), follow=True)
    assert "est-ce voulu" not in said(answer)


def test_a_publication_says_how_to_go_back(desk: Client, admin_user: Any) -> None:
    made = page(admin_user, state="published")
    change = page_form(made, title_fr="Autrement", _publish="1")
    answer = desk.post(f"/admin/site/page/{made.pk}/change/", change, follow=True)
    assert f"/admin/site/page/{made.pk}/history/" in said(answer)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<tr><td><p>a</p></td></tr><tr><td><p></p></td></tr>", "<tr><td><p>a</p></td></tr>"),
        ("<tr><td><p></p></td></tr>", "<tr><td><p></p></td></tr>"),
        (
            "<tr><td><p></p></td></tr><tr><td><p>a</p></td></tr>",
            "<tr><td><p></p></td></tr><tr><td><p>a</p></td></tr>",
        ),
    ],
)
def test_the_empty_row_that_a_tab_leaves_is_dropped(typed: str, kept: str) -> None:
    table = "<table><tbody>{}</tbody></table>"
    posted = {"body_fr": table.format(typed)}
    widget = RichTextFormWidget()
    assert widget.value_from_datadict(posted, {}, "body_fr") == table.format(kept)


def test_a_text_written_anew_is_shown_as_one_that_left_and_one_that_came() -> None:
    before = "Une phrase assez longue pour que la comparaison ait un sens, avec des mots."
    after = "Tout autre chose, écrit pour un sujet différent sans presque rien de commun."
    assert word_difference(before, after) == [Part("del", before), Part("ins", after)]
    assert len(word_difference(before, before.replace("longue", "courte"))) == 4


def test_an_editor_publishes_a_translation_from_the_board(
    editor_desk: Client, admin_user: Any
) -> None:
    made = page(admin_user, state="published", **{"title.en": "Who", "body.en": "<p>Hi.</p>"})
    revisions.apply(made, {"title.fr": "Qui nous sommes"}, seen_version=1, author=admin_user)
    kind = ContentType.objects.get_for_model(Page).pk
    address = f"/admin/translations/{kind}/{made.pk}/en/"
    board = "/admin/translations/?tab=stale-en"
    assert f"{address}?tab=stale-en#id_title_en" in editor_desk.get(board).text
    screen = editor_desk.get(f"{address}?tab=stale-en")
    assert [text.path for text in screen.context["asked"]] == ["title.en"]
    assert "<ins>" in screen.text and 'name="_publish"' in screen.text
    data = {"title_en": "Who we are", "_seen_version": 2, "tab": "stale-en", "_publish": "1"}
    assert editor_desk.post(address, data).url == board
    made.refresh_from_db()
    assert (made.title_en, made.body_en) == ("Who we are", "<p>Hi.</p>")
    assert made.version == 3 and drafts.draft_of(made) is None


def test_a_translator_cannot_publish_by_the_button_of_editors(admin_user: Any) -> None:
    made = page(admin_user, state="published", **{"title.en": "Who", "body.en": "<p>Hi.</p>"})
    client = Client()
    client.force_login(person("t@example.org", roles.TRANSLATORS))
    kind = ContentType.objects.get_for_model(Page).pk
    address = f"/admin/translations/{kind}/{made.pk}/en/"
    assert 'name="_publish"' not in client.get(address).text
    client.post(address, {"title_en": "Pirate", "_seen_version": 1, "_publish": "1"})
    made.refresh_from_db()
    assert made.title_en == "Who"


def test_who_may_only_read_a_proposal_is_offered_no_choice(editor_desk: Client) -> None:
    sent = lexicon.proposal(lexicon.concept(), ("note.fr", "Une note."), author=lexicon.member())
    text = editor_desk.get(f"/admin/lexicon/contribution/{sent.pk}/change/").text
    assert "Une note." in text and 'type="radio"' not in text
    assert "contribution/" not in editor_desk.get("/admin/").text.partition("content-related")[0]


def test_the_tags_of_the_list_narrow_it(desk: Client, admin_user: Any) -> None:
    for tag in ("genre", "climat"):
        words = {"title.fr": f"À propos de {tag}", f"tags/{tag}": True}
        revisions.apply(Article(), words, seen_version=0, author=admin_user)
    lexicon.concept(**{"tags/ailleurs": True})
    text = desk.get("/admin/news/article/?tag=climat").text
    assert "À propos de climat" in text and "À propos de genre" not in text
    assert "?tag=genre" in text and "?tag=ailleurs" not in text
