"""The newsletter in the back office: begun from what is new, looked over, tried, sent."""

from typing import Any

import pytest
from django.test import Client
from lxml import html

from atoutsud.content.mail import OutboxMessage
from atoutsud.site.models import Letter, Subscriber
from atoutsud.site.newsletter import letters
from tests.backoffice.factories import person
from tests.news import factories as news
from tests.site.newsletter.factories import letter, reader

pytestmark = pytest.mark.django_db
LIST = "/admin/site/letter/"
WORDS = {
    "subject_fr": "Du nouveau", "body_fr": "Bonjour.", "subject_en": "", "body_en": "",
}  # fmt: skip


def screen(made: Letter) -> str:
    return f"{LIST}{made.pk}/send/"


def test_it_begins_with_what_is_new_and_is_looked_over_before_it_leaves(
    editor_desk: Client, editor: Any
) -> None:
    news.article(title_fr="Une nouvelle", body_fr="<p>x</p>")
    news.article(title_fr="Un brouillon", body_fr="<p>x</p>", state="draft")
    tree = html.fromstring(editor_desk.get(f"{LIST}add/").content)
    text = tree.get_element_by_id("id_body_fr").value
    assert "Une nouvelle" in text and "brouillon" not in text
    answer = editor_desk.post(f"{LIST}add/", {**WORDS, "_save": "1"})
    made = Letter.objects.get()
    assert answer.headers["Location"] == screen(made)
    assert (made.created_by, made.languages, made.released) == (editor, ("fr",), None)
    page = editor_desk.get(screen(made))
    assert page.status_code == 200 and "Bonjour." in page.content.decode()
    assert not OutboxMessage.objects.exists()


def test_sending_takes_a_post_and_happens_once(editor_desk: Client) -> None:
    reader("fr@example.org")
    reader("en@example.org", "en")
    made = letter(subject_en="", body_en="")
    page = editor_desk.get(screen(made)).content.decode()
    assert "fr@example.org" not in page, "addresses are not for editors"
    for _time in range(2):
        assert editor_desk.post(screen(made), {"send": "1"}).status_code == 302
    assert letters.hand_over() == 1
    made.refresh_from_db()
    assert made.released and made.finished and made.handed == 1
    assert editor_desk.get(screen(made)).status_code == 200
    assert editor_desk.get(LIST).status_code == 200


def test_a_trial_goes_to_its_writer_alone(editor_desk: Client, editor: Any) -> None:
    reader()
    made = letter()
    editor_desk.post(screen(made), {"trial": "1"})
    sent = list(OutboxMessage.objects.all())
    assert [row.to for row in sent] == [editor.email] * 2
    assert not any(row.headers for row in sent)
    assert Letter.objects.get().released is None


def test_a_letter_that_left_is_changed_no_more(editor_desk: Client) -> None:
    made = letter()
    letters.release(made.pk)
    assert editor_desk.get(f"{LIST}{made.pk}/change/").status_code == 200
    answer = editor_desk.post(f"{LIST}{made.pk}/change/", {**WORDS, "_save": "1"})
    assert answer.status_code == 403
    assert editor_desk.post(f"{LIST}{made.pk}/delete/", {"post": "yes"}).status_code == 403
    made.refresh_from_db()
    assert made.body_en == "Hello,\n\nhere it is."


def test_it_can_be_stopped_on_its_way(editor_desk: Client) -> None:
    for number in range(3):
        reader(f"r{number}@example.org")
    made = letter()
    letters.release(made.pk)
    editor_desk.post(screen(made), {"stop": "1"})
    assert letters.hand_over() == 0
    made.refresh_from_db()
    assert made.finished and made.handed == 0


def test_a_link_to_a_draft_is_told_and_keeps_the_letter_here(editor_desk: Client) -> None:
    hidden = news.article(state="draft")
    reader()
    made = letter(body_fr=f"Voir http://127.0.0.1:8000{hidden.address('fr')}")
    tree = html.fromstring(editor_desk.get(screen(made)).content)
    assert hidden.address("fr") in tree.xpath("//*[@role='alert']")[0].text_content()
    assert tree.xpath("//button[@name='send' and @disabled]")
    editor_desk.post(screen(made), {"send": "1"})
    assert Letter.objects.get().released is None


@pytest.mark.parametrize("groups", [[], ["Relecteurs"]])
def test_others_send_nothing(groups: list[str]) -> None:
    made = letter()
    client = Client()
    client.force_login(person("other@example.org", *groups))
    for method in (client.get, client.post):
        assert method(screen(made), {"send": "1"}).status_code == 403
    assert client.get(f"{LIST}999/send/").status_code == 404
    assert Letter.objects.get().released is None


def test_addresses_are_for_administrators(desk: Client, editor_desk: Client) -> None:
    someone = reader()
    letters.release(letter().pk)
    letters.hand_over()
    assert editor_desk.get("/admin/site/subscriber/").status_code == 403
    assert "lea@example.org" in desk.get("/admin/site/subscriber/").content.decode()
    assert desk.get(f"/admin/site/subscriber/{someone.pk}/change/").status_code == 200
    answer = desk.post(f"/admin/site/subscriber/{someone.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 302
    assert not Subscriber.objects.exists() and not OutboxMessage.objects.exists()
