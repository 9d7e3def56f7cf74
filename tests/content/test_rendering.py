from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.safestring import SafeString

from atoutsud.content.files import Document
from atoutsud.content.richtext import headings, render
from tests.content.uploads import a_picture, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    settings.SITE_URL = "https://notre.exemple"


def a_document(**fields: Any) -> Document:
    return Document.take(upload(b"%PDF-1.7", "x.pdf"), **{"title_fr": "Convention", **fields})


def test_words_are_set_in_the_language_of_the_text() -> None:
    html = render('<p>L\'eau ? "Oui"</p>', "fr")
    assert isinstance(html, SafeString)
    assert html == "<p>L’eau\u202f? «\u202fOui\u202f»</p>"
    assert render('<p>"Yes"?</p>', "en") == "<p>“Yes”?</p>"


def test_hostile_stored_text_is_cleaned_again() -> None:
    assert render("<script>x</script><p onclick=x>a</p>", "fr") == "<p>a</p>"
    assert render("", "fr") == ""


def test_a_link_to_an_object_gets_its_address_and_its_language() -> None:
    document = a_document()
    source = f'<p><a href="ref:content.document/{document.pk}">texte</a></p>'
    address = document.get_absolute_url()
    assert render(source, "fr") == f'<p><a href="{address}">texte</a></p>'
    assert render(source, "en") == f'<p><a href="{address}" hreflang="fr">texte</a></p>'


@pytest.mark.parametrize(
    "target",
    [
        "content.document/999999",
        "content.document/999999999999999999",
        "nothing.here/1",
        "members.user/1",
        "content.outboxmessage/1",
        "content.picture/1",
    ],
)
def test_a_link_to_what_is_not_public_is_plain_text(target: str) -> None:
    assert render(f'<p>a <a href="ref:{target}">mot</a> b</p>', "fr") == "<p>a mot b</p>"


def test_links_elsewhere_are_marked_and_our_own_are_not() -> None:
    html = render(
        '<p><a href="https://ailleurs.exemple/">a</a> <a href="/fr/">b</a> '
        '<a href="https://notre.exemple/fr/">c</a> <a href="mailto:a@b.fr">d</a></p>',
        "fr",
    )
    assert html.count('rel="nofollow noopener"') == 1
    assert '<a href="https://ailleurs.exemple/" rel="nofollow noopener">' in html


def test_a_picture_is_shown_with_its_words_its_caption_and_its_credit() -> None:
    picture = a_picture(caption_fr="La cour", credit="Atoutsud")
    html = render(f'<figure><img src="ref:content.picture/{picture.pk}"></figure>', "fr")
    assert html.startswith("<figure><picture>")
    assert 'alt="Un mur bleu"' in html
    assert "<figcaption><span>La cour</span> " in html
    assert '<span class="meta">Atoutsud</span></figcaption></figure>' in html


def test_a_caption_typed_in_the_text_comes_before_the_picture_s_own() -> None:
    picture = a_picture(caption_fr="La cour")
    html = render(
        f'<figure><img src="ref:content.picture/{picture.pk}">'
        "<figcaption>Ici <em>même</em></figcaption></figure>",
        "fr",
    )
    assert "<figcaption>Ici <em>même</em></figcaption>" in html
    assert "La cour" not in html


def test_a_picture_without_consent_leaves_no_trace() -> None:
    picture = a_picture(consent="missing", caption_fr="La cour")
    html = render(
        f'<p>a</p><figure><img src="ref:content.picture/{picture.pk}">'
        "<figcaption>Secret</figcaption></figure><p>b</p>",
        "fr",
    )
    assert html == "<p>a</p><p>b</p>"


def test_a_table_can_be_scrolled_by_keyboard_and_has_a_name() -> None:
    table = "<table><caption>Qui paie</caption><tbody><tr><td>1</td></tr></tbody></table>"
    assert render(table, "fr").startswith(
        '<section class="scroll" tabindex="0" aria-label="Qui paie"><table>'
    )
    bare = "<table><tbody><tr><td>1</td></tr></tbody></table>"
    assert 'aria-label="Table 2"' in render(table + bare, "en")
    assert render(bare, "en").endswith("</table></section>")


def test_headings_get_the_ids_that_a_table_of_contents_uses() -> None:
    source = "<h2>Où ?</h2><p>x</p><h2>Où ?</h2>"
    html = render(source, "fr")
    for _level, name, _words in headings(source):
        assert f'<h2 id="{name}">' in html
    assert "Où\u202f?" in html


def test_one_query_per_model_whatever_the_number_of_references() -> None:
    documents = [a_document() for _ in range(4)]
    pictures = [a_picture() for _ in range(2)]
    source = "".join(
        f'<p><a href="ref:content.document/{document.pk}">x</a></p>' for document in documents
    ) + "".join(f'<img src="ref:content.picture/{picture.pk}">' for picture in pictures)
    with CaptureQueriesContext(connection) as queries:
        html = render(source, "fr")
    assert len(queries) == 2
    assert html.count("<picture>") == 2
    with CaptureQueriesContext(connection) as queries:
        render("<p>rien</p>", "fr")
    assert len(queries) == 0
