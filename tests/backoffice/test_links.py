"""Links that lead nowhere: told at each save, listed with where they stand and since when."""

import datetime
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from atoutsud.site.models import LinkUse, Page, WatchedLink
from tests.backoffice.factories import page, page_form
from tests.news import factories as news

pytestmark = pytest.mark.django_db
LIST = "/admin/site/watchedlink/"


def told(answer: Any) -> str:
    return "\n".join(str(message) for message in get_messages(answer.wsgi_request))


def body(*hrefs: str) -> str:
    return "".join(f'<p><a href="{href}">voir</a></p>' for href in hrefs)


def test_a_save_advises_and_keeps_everything(desk: Client, admin_user: Any) -> None:
    hidden, shown = news.article(state="draft"), news.article()
    made = page(admin_user)
    reference = f"ref:news.article/{hidden.pk}"
    links = (hidden.address("fr"), reference, "/fr/nulle-part/")
    fine = (shown.address("fr"), "https://example.org/x")
    form = page_form(made, body_fr=body(*links, *fine), _publish="1")
    answer = desk.post(f"/admin/site/page/{made.pk}/change/", form)
    assert answer.status_code == 302
    made.refresh_from_db()
    assert made.state == "published" and all(href in made.body_fr for href in links[1:])
    assert hidden.address("fr") not in made.body_fr  # kept by its number
    words = told(answer)
    assert words.count("ne mène nulle part") == 2
    assert "le lien «\u202fvoir\u202f»" in words and "/fr/nulle-part/" in words
    assert not any(href in words for href in fine)


def test_a_save_without_fault_says_nothing(desk: Client, admin_user: Any) -> None:
    made = page(admin_user)
    answer = desk.post(f"/admin/site/page/{made.pk}/change/", page_form(made, body_fr=body("/fr/")))
    assert "»" in told(answer) and "/fr/" not in told(answer)


def test_a_draft_kept_aside_is_advised_of_its_own_links(desk: Client, admin_user: Any) -> None:
    made = page(admin_user, state="published")
    form = page_form(made, body_fr=body("/fr/nulle-part/"), _keep="1")
    answer = desk.post(f"/admin/site/page/{made.pk}/change/", form)
    assert "/fr/nulle-part/" in told(answer)
    assert "nulle-part" not in Page.objects.get(pk=made.pk).body_fr


def test_a_text_full_of_faults_is_advised_briefly(desk: Client, admin_user: Any) -> None:
    made = page(admin_user)
    form = page_form(made, body_fr=body(*(f"/fr/x{number}/y/" for number in range(30))))
    answer = desk.post(f"/admin/site/page/{made.pk}/change/", form)
    assert len(list(get_messages(answer.wsgi_request))) <= 12


def watched(url: str, **fields: Any) -> WatchedLink:
    made = WatchedLink.objects.create(url=url, key=url, **fields)
    article = news.article(title_fr=f"Texte de {url}", body_fr="<p>x</p>")
    LinkUse.objects.create(
        link=made, model="news.article", object_id=article.pk, title=article.title_fr
    )
    return made


def failing(url: str, tries: int, **fields: Any) -> WatchedLink:
    since = timezone.now() - datetime.timedelta(days=9)
    return watched(url, tries=tries, failing_since=since, checked=timezone.now(), **fields)


def test_the_list_says_which_where_since_when_and_how_often(
    editor_desk: Client, editor: Any
) -> None:
    broken = failing("https://gone.example/", 4, told="404")
    failing("/fr/nulle-part/", 1, inside=True)
    failing("https://slow.example/", 1)
    watched("https://fine.example/", checked=timezone.now())
    shown = editor_desk.get(f"{LIST}?standing=broken")
    text = shown.content.decode()
    assert shown.context["cl"].result_count == 2
    use = broken.uses.get()
    for words in ("https://gone.example/", "404", use.title,
                  f"/admin/news/article/{use.object_id}/change/"):  # fmt: skip
        assert words in text
    assert editor_desk.get(f"{LIST}?standing=doubtful").context["cl"].result_count == 1
    assert editor_desk.get(LIST).context["cl"].result_count == 4
    assert editor_desk.get(f"{LIST}?q=fine").context["cl"].result_count == 1
    front = editor_desk.get("/admin/")
    lines = {
        task.address: count for _group, found in front.context["groups"] for task, count in found
    }
    assert lines[f"{LIST}?standing=broken"] == 2


def test_the_list_costs_the_same_whatever_it_holds(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        failing(f"https://x{number}.example/", 5)
    with django_assert_max_num_queries(12):
        assert desk.get(LIST).status_code == 200


def test_nobody_writes_in_it(desk: Client) -> None:
    made = failing("https://gone.example/", 4)
    assert desk.get(f"{LIST}add/").status_code == 403
    assert desk.get(f"{LIST}{made.pk}/change/").status_code == 200
    assert desk.post(f"{LIST}{made.pk}/change/", {}).status_code == 403
    assert desk.post(f"{LIST}{made.pk}/delete/", {"post": "yes"}).status_code == 403
