"""What would make an editor lose something without being told."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from atoutsud.content.pictures import Picture
from news.models import Article
from tests.backoffice.factories import page, page_form

pytestmark = pytest.mark.django_db
ADD_ARTICLE = "/admin/news/article/add/"
ADD_PICTURE = "/admin/content/picture/add/"


def article(rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "kind": "article",
        "title_fr": "Une visite",
        "body_fr": "<p>Texte.</p>",
        "autolink": "on",
        "all_pictures-TOTAL_FORMS": len(rows),
        "all_pictures-INITIAL_FORMS": 0,
        "_publish": "1",
        **more,
    }
    for index, row in enumerate(rows):
        for name, value in {"position": 0, **row}.items():
            data[f"all_pictures-{index}-{name}"] = value
    return data


def picture(**fields: Any) -> Picture:
    return Picture.objects.create(**{"alt_fr": "Un pré", "consent": "not_needed", **fields})


def upload(**fields: Any) -> dict[str, Any]:
    stream = io.BytesIO()
    Image.new("RGB", (400, 300), "green").save(stream, "JPEG")
    file = SimpleUploadedFile("pre.jpg", stream.getvalue(), "image/jpeg")
    return {"upload": file, "consent": "not_needed", "focal_x": 50, "focal_y": 50, **fields}


def test_new_rows_keep_the_order_of_the_page(desk: Client) -> None:
    made = [picture(alt_fr=f"Vue {number}") for number in range(6)]
    desk.post(ADD_ARTICLE, article([{"picture": one.pk} for one in made]))
    rows = Article.objects.get().all_pictures.all()
    assert [row.picture for row in rows] == made
    assert [row.position for row in rows] == [1, 2, 3, 4, 5, 6]


def test_a_place_that_is_typed_is_kept(desk: Client) -> None:
    first, second, third = (picture() for _number in range(3))
    rows = [{"picture": first.pk}, {"picture": second.pk, "position": 4}, {"picture": third.pk}]
    desk.post(ADD_ARTICLE, article(rows))
    placed = {row.picture: row.position for row in Article.objects.get().all_pictures.all()}
    assert placed == {second: 4, first: 5, third: 6}


def test_a_picture_that_readers_do_not_see_is_said(desk: Client) -> None:
    hidden = picture(alt_fr="Un groupe", consent="missing")
    answer = desk.post(ADD_ARTICLE, article([{"picture": hidden.pk}]), follow=True)
    assert any("Un groupe" in str(message) for message in answer.context["messages"])
    assert Article.objects.get().is_public


def test_a_picture_that_readers_see_is_not_remarked_on(desk: Client) -> None:
    answer = desk.post(ADD_ARTICLE, article([{"picture": picture().pk}]), follow=True)
    assert len(list(answer.context["messages"])) == 1


@pytest.mark.parametrize(
    "words", [{}, {"alt_fr": "Un pré vert", "caption_fr": "Un pré vert"}], ids=["none", "twice"]
)
def test_a_picture_says_what_it_shows_and_not_its_caption(desk: Client, words: Any) -> None:
    answer = desk.post(ADD_PICTURE, upload(**words))
    assert answer.status_code == 200
    assert "alt_fr" in answer.context["adminform"].form.errors
    assert not Picture.objects.exists()


@pytest.mark.parametrize("words", [{"alt_en": "A meadow"}, {"decorative": "on"}])
def test_one_language_or_none_for_a_decoration_is_enough(desk: Client, words: Any) -> None:
    assert desk.post(ADD_PICTURE, upload(**words)).status_code == 302
    assert Picture.objects.count() == 1


def test_the_editor_is_led_to_the_page_in_its_own_language(desk: Client, admin_user: Any) -> None:
    made = page(admin_user, **{"title.fr": "", "body.fr": "", "title.en": "Us", "body.en": "<p/>"})
    data = page_form(made, title_en="Us", body_en="<p>One</p>", _publish="1")
    answer = desk.post(reverse("admin:site_page_change", args=[made.pk]), data, follow=True)
    assert f'href="{made.address("en")}"' in str(next(iter(answer.context["messages"])))


def test_the_dialogs_of_the_text_box_are_in_french(desk: Client) -> None:
    catalogue = desk.get(reverse("admin:jsi18n"), headers={"accept-language": "fr"})
    assert "Texte alternatif" in catalogue.content.decode()


def test_several_countries_are_chosen_as_told(desk: Client) -> None:
    shown = desk.get("/admin/trainings/engagement/add/").context["adminform"].form
    assert "Ctrl" in str(shown.fields["beneficiary_countries"].help_text)
