import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from atoutsud.content.publication import State, bump
from atoutsud.content.tagging import Tag
from news.models import Article
from tests.news import factories

pytestmark = pytest.mark.django_db


def tagged(made: Article, name: str = "sud-sud") -> Article:
    made.tags.add(name)
    Tag.objects.filter(name=name).update(label_fr="Coopération Sud-Sud", label_en="South-South")
    return made


@pytest.mark.parametrize("address", ["/fr/actualites/", "/en/news/"])
def test_the_list_exists_in_both_languages_even_empty(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert len(re.findall(rb"<h1[ >]", response.content)) == 1


def test_an_article_is_found_at_its_address(client: Client) -> None:
    made = factories.article()
    response = client.get(f"/fr/actualites/{made.pk}-le-site-est-ouvert/")
    assert response.status_code == 200
    text = response.content.decode()
    assert len(re.findall(r"<h1[ >]", text)) == 1
    assert "Une partie" in text
    assert 'href="#' in text


@pytest.mark.parametrize("slug", ["", "-faux", "-le-site"])
def test_a_wrong_slug_leads_to_the_right_one(client: Client, slug: str) -> None:
    made = factories.article()
    response = client.get(f"/fr/actualites/{made.pk}{slug}/?page=2")
    assert response.status_code == 301
    assert response.headers["Location"] == f"/fr/actualites/{made.pk}-le-site-est-ouvert/?page=2"


@pytest.mark.parametrize(
    "hidden",
    [
        {"state": State.DRAFT},
        {"publish_from": timezone.now() + datetime.timedelta(hours=1)},
    ],
)
def test_what_is_not_public_is_absent_everywhere(client: Client, hidden: dict[str, Any]) -> None:
    made = tagged(factories.article(**hidden))
    assert client.get(made.address("fr")).status_code == 404
    assert client.get("/fr/actualites/etiquette/sud-sud/").status_code == 404
    for address in ("/fr/actualites/", "/fr/actualites/flux.atom", "/data/news.json"):
        assert "Le site est ouvert" not in client.get(address).content.decode()


@pytest.mark.parametrize("ending", [{"state": State.WITHDRAWN}, {"publish_until": True}])
def test_what_was_public_and_is_no_more_is_gone(client: Client, ending: dict[str, Any]) -> None:
    made = factories.article()
    if "publish_until" in ending:
        ending = {"publish_until": timezone.now() - datetime.timedelta(minutes=1)}
    Article.objects.filter(pk=made.pk).update(**ending)
    assert client.get(made.address("fr")).status_code == 410


def test_an_article_of_the_other_language_keeps_its_words(client: Client) -> None:
    made = factories.english()
    response = client.get(made.address("fr"))
    text = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="fr"' in text
    assert re.search(r'<h1[^>]*>\s*<span lang="en">|<h1[^>]* lang="en"', text)
    assert re.search(r'class="prose" lang="en"', text)
    assert 'content="noindex' in text
    assert re.search(rf'rel="canonical" href="[^"]*{made.address("en")}"', text)
    assert 'hreflang="fr"' not in text.split("</head>")[0]


def test_an_article_in_both_languages_names_its_other_address(client: Client) -> None:
    made = factories.bilingual()
    head = client.get(made.address("fr")).content.decode().split("</head>")[0]
    assert "noindex" not in head
    assert re.search(rf'hreflang="en" href="[^"]*{made.address("en")}"', head)


def test_the_list_marks_and_links_the_original(client: Client) -> None:
    made = factories.english()
    text = client.get("/fr/actualites/").content.decode()
    link = re.search(rf'<a[^>]*href="{made.address("en")}"[^>]*>', text)
    assert link
    assert 'hreflang="en"' in link[0]
    assert 'lang="en"' in link[0]


def test_a_tag_page_lists_what_it_marks(client: Client) -> None:
    tagged(factories.article())
    factories.bilingual()
    text = client.get("/en/news/tag/sud-sud/").content.decode()
    assert "South-South" in text
    assert "Le site est ouvert" in text
    assert "A week" not in text


def test_a_tag_that_does_not_exist_is_404(client: Client) -> None:
    assert client.get("/fr/actualites/etiquette/rien/").status_code == 404


def test_twenty_articles_a_page(client: Client) -> None:
    for number in range(21):
        factories.article(title_fr=f"Texte {number}", body_fr="<p>x</p>")
    first = client.get("/fr/actualites/")
    assert first.content.count(b"<h3") == 20
    assert client.get("/fr/actualites/?page=2").content.count(b"<h3") == 1
    for wrong in ("0", "3", "x", "-1", "1e9"):
        assert client.get(f"/fr/actualites/?page={wrong}").status_code == 404


def test_an_article_may_be_read_only(client: Client) -> None:
    made = factories.article()
    assert client.post(made.address("fr")).status_code == 405


def test_no_cookie_and_no_session_for_a_reader(client: Client) -> None:
    response = client.get(factories.article().address("fr"))
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["Cache-Control"].startswith("public")


def test_hostile_text_stays_text(client: Client) -> None:
    made = factories.article(
        title_fr="<script>alert(1)</script>",
        lead_fr='"><img src=x onerror=alert(1)>',
        author_line_fr="<b>x</b>",
        body_fr="<p><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a></p>",
    )
    for address in (made.address("fr"), "/fr/actualites/"):
        text = client.get(address).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert 'href="javascript' not in text


def test_a_page_costs_no_more_when_there_is_more(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    made = tagged(factories.bilingual())
    for _round in range(2):
        bump()
        for address, most in (
            ("/fr/actualites/", 4),
            (made.address("fr"), 6),
            ("/fr/actualites/etiquette/sud-sud/", 5),
        ):
            with django_assert_max_num_queries(most):
                assert client.get(address).status_code == 200
        for number in range(30):
            tagged(factories.article(title_fr=f"Autre {number}", body_fr="<p>x</p>"))


def test_a_picture_speaks_the_language_of_the_text(client: Client) -> None:
    made = factories.english()
    factories.picture_of(made, caption_fr="<b>Ici</b>")
    other = factories.picture_of(made, caption_en="There", position=1)
    hidden = factories.picture_of(made, position=2)
    type(hidden.picture).objects.filter(pk=hidden.picture_id).update(consent="missing")
    text = client.get(made.address("fr")).content.decode()
    prose = text.split('class="prose" lang="en"')[1]
    assert prose.count("<figure>") == 2
    assert 'alt="A drawing"' in prose
    assert "&lt;b&gt;Ici" in prose
    assert "There" in prose
    assert hidden.picture.key not in text
    assert prose.index("Ici") < prose.index("Some words.") < prose.index(other.picture.key)


def test_one_action_takes_a_picture_down_everywhere(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    made = factories.bilingual()
    picture = factories.picture_of(made).picture
    places = (
        made.address("fr"), made.address("en"), "/fr/actualites/", "/en/news/", "/fr/", "/en/",
        "/fr/actualites/flux.atom", "/en/news/feed.atom", "/data/news.json",
    )  # fmt: skip
    assert picture.key in client.get(places[0]).content.decode()
    file = f"/media/{picture.key}/original.jpg"
    former = picture.key
    with django_capture_on_commit_callbacks(execute=True):
        picture.consent = "missing"
        picture.save()
    for place in places:
        answer = client.get(place)
        assert answer.status_code == 200, place
        text = answer.getvalue().decode()
        assert former not in text, place
        assert picture.key not in text, place
    assert client.get(file).status_code == 404
