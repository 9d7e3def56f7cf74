"""Data files and the page that presents them."""

import errno
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from lxml import html

from atoutsud.content import publication
from atoutsud.content.languages import LANGUAGES
from atoutsud.site import opendata
from tests.news.factories import article

pytestmark = pytest.mark.django_db
FILE = "/data/news.json"


@pytest.mark.parametrize(("address", "title"), [("/fr/donnees/", "Données"), ("/en/data/", "Open")])
def test_the_page_names_every_file_and_every_field(
    client: Client, address: str, title: str
) -> None:
    response = client.get(address)
    tree = html.fromstring(response.content)
    assert tree.findtext(".//h1").startswith(title)
    links = set(tree.xpath("//main//a/@href"))
    for item in opendata.datasets:
        assert {reverse(file.address_name) for file in item.files} <= links
        for field in item.fields:
            assert field.name in tree.text_content()
    assert opendata.LICENCE in links


def test_the_dictionary_of_fields_is_in_both_languages() -> None:
    for item in opendata.datasets:
        for words in (item.title, item.about, *(field.meaning for field in item.fields)):
            said = set()
            for code in LANGUAGES:
                with translation.override(code):
                    said.add(str(words))
            assert len(said) == 2, words


def test_the_footer_leads_to_the_data(client: Client) -> None:
    tree = html.fromstring(client.get("/fr/contact/").content)
    assert "/fr/donnees/" in tree.xpath("//footer//a/@href")


def test_a_file_says_its_licence_and_is_open_to_every_site(client: Client) -> None:
    article()
    response = client.get(FILE)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert opendata.LICENCE in response.headers["Link"]
    assert response.headers["Content-Disposition"] == 'inline; filename="atoutsud-news.json"'
    document = json.loads(response.content)
    assert document["licence"] == opendata.LICENCE
    assert document["address"] == settings.SITE_URL + FILE
    assert len(document["articles"]) == 1


def test_an_unchanged_file_is_not_sent_again_whatever_site_asks(client: Client) -> None:
    etag = client.get(FILE).headers["ETag"]
    again = client.get(FILE, headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    article()
    assert client.get(FILE, headers={"if-none-match": etag}).status_code == 200


def test_a_file_is_only_read(client: Client) -> None:
    assert client.post(FILE).status_code == 405


def ask(view: object, **headers: str) -> HttpResponse:
    request = RequestFactory().get("/data/x.txt", headers=headers)
    answer: HttpResponse = view(request)  # type: ignore[operator]
    return answer


def body(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_a_kept_file_is_made_once_for_each_version() -> None:
    made = []

    @opendata.public_file("once.txt", "text/plain", keep=True)
    def view(request: HttpRequest) -> Iterator[str]:
        made.append(1)
        yield from ["é", "à" * 100_000]

    plain = body(ask(view))
    packed = ask(view, **{"accept-encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    sent = body(packed)
    assert len(sent) == int(packed.headers["Content-Length"]) < len(plain)
    assert gzip.decompress(sent) == plain == ("é" + "à" * 100_000).encode()
    assert len(made) == 1
    for count in (2, 3, 4):
        publication.bump()
        body(ask(view))
        assert len(made) == count
    assert len(list((Path(settings.DATA_DIR) / "open-data").glob("once.txt.*.gz"))) == 2


def test_a_file_that_could_not_be_finished_is_not_kept() -> None:
    def view(request: HttpRequest) -> Iterator[str]:
        yield "half"
        raise RuntimeError("no more")

    public = opendata.public_file("half.txt", "text/plain", keep=True)(view)
    with pytest.raises(RuntimeError):
        ask(public)
    kept = [path.name for path in (Path(settings.DATA_DIR) / "open-data").iterdir()]
    assert not [name for name in kept if name.startswith("half.txt.") and name.endswith(".gz")]
    assert not [name for name in kept if name.endswith(".part")]


def test_a_full_disk_keeps_no_file_from_readers() -> None:
    def view(request: HttpRequest) -> Iterator[str]:
        yield from ["word"] * 3

    public = opendata.public_file("full.txt", "text/plain", keep=True)(view)
    with patch.object(opendata, "_write", side_effect=OSError(errno.ENOSPC, "no space left")):
        assert body(ask(public, **{"accept-encoding": "gzip"})) == b"word" * 3
    with (
        patch.object(opendata, "_write", side_effect=OSError(errno.EACCES, "not ours")),
        pytest.raises(PermissionError),
    ):
        ask(public)
