from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.test import Client

from atoutsud.content.files import MAX_BYTES, MEDIA_TYPES, Document, check
from tests.content.uploads import a_picture, packed, upload

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture(autouse=True)
def storage(settings: Any, tmp_path: Path) -> Path:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    return tmp_path


def a_document(**fields: Any) -> Document:
    return Document.take(upload(PDF, "x.pdf"), **{"title_fr": "Convention d’appui", **fields})


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", PDF),
        ("A.PDF", b"\n" + PDF),
        ("a.docx", packed({"[Content_Types].xml": b"x", "word/document.xml": b"x"})),
        ("a.xlsx", packed({"[Content_Types].xml": b"x", "xl/workbook.xml": b"x"})),
        ("a.odt", packed({"mimetype": MEDIA_TYPES["odt"].encode()})),
        ("a.ods", packed({"mimetype": MEDIA_TYPES["ods"].encode()})),
        ("a.csv", "é;1\n".encode()),
        ("a.txt", "été".encode("cp1252")),
    ],
)
def test_honest_documents_are_taken(name: str, data: bytes) -> None:
    assert check(upload(data, name)).extension == name.rpartition(".")[2].lower()


def test_plain_text_is_kept_in_utf_8() -> None:
    assert check(upload("été".encode("cp1252"), "a.txt")).data == "été".encode()
    assert check(upload(b"\xef\xbb\xbfa", "a.csv")).data == b"a"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.exe", PDF, "extension"),
        ("a", PDF, "extension"),
        ("a.html", b"<script>", "extension"),
        ("a.svg", b"<svg/>", "extension"),
        ("a.docm", packed({"[Content_Types].xml": b"x"}), "extension"),
        ("a.pdf", b"<html>", "content"),
        ("a.docx", PDF, "content"),
        ("a.docx", packed({"[Content_Types].xml": b"x", "xl/workbook.xml": b"x"}), "content"),
        ("a.odt", packed({"mimetype": b"text/html"}), "content"),
        ("a.odt", packed({"x": b"x"}), "content"),
        ("a.odt", packed({"mimetype": b"x" * 1000}), "content"),
        ("a.docx", packed({"word/vbaProject.bin": b"x"}), "macros"),
        ("a.docx", packed({f"{n}": b"" for n in range(5001)}), "bomb"),
        ("a.txt", b"a\0b", "not_text"),
        ("a.pdf", b"", "empty"),
        ("a.pdf", PDF + b"x" * MAX_BYTES, "too_large"),
    ],
)
def test_a_document_that_is_not_what_it_says_is_refused(name: str, data: bytes, code: str) -> None:
    with pytest.raises(ValidationError) as error:
        check(upload(data, name))
    assert error.value.code == code


def test_a_document_is_kept_under_a_name_of_ours() -> None:
    document = a_document()
    assert document.name == "convention-d-appui.pdf"
    assert document.media_type == "application/pdf"
    assert document.size == len(PDF)
    assert document.address("en") == f"/media/{document.key}/convention-d-appui.pdf"
    assert document.headline("en").foreign
    awkward = Document.take(upload(PDF, "../../<x>\u202efdp.pdf"), title_fr="مصر")
    assert awkward.name == "document.pdf"


def test_a_document_needs_a_title_in_one_language() -> None:
    with pytest.raises(ValidationError):
        Document.take(upload(PDF, "a.pdf"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Document().save()
    assert Document.take(upload(PDF, "a.pdf"), title_en="Agreement").name == "agreement.pdf"


def test_replacing_and_deleting_leave_no_file(
    storage: Path, django_capture_on_commit_callbacks: Any
) -> None:
    document = a_document()
    former = document.file
    with django_capture_on_commit_callbacks(execute=True):
        document.replace(upload(b"a;b", "y.csv"))
    assert not default_storage.exists(former)
    assert document.name.endswith(".csv")
    with django_capture_on_commit_callbacks(execute=True):
        document.delete()
    assert not list(storage.iterdir())


def test_a_picture_is_served_to_be_kept_for_ever(client: Client) -> None:
    picture = a_picture()
    answer = client.get(f"/media/{picture.key}/120.avif")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/avif"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "immutable" in answer["Cache-Control"]
    assert "Set-Cookie" not in answer
    assert len(b"".join(answer.streaming_content)) == int(answer["Content-Length"])


def test_a_document_is_served_to_be_saved(client: Client) -> None:
    document = a_document()
    answer = client.get(document.get_absolute_url())
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == PDF


def test_head_and_conditional_requests_send_no_body(client: Client) -> None:
    address = f"/media/{a_picture().key}/120.jpg"
    head = client.head(address)
    assert head.status_code == 200
    assert not b"".join(head.streaming_content) if head.streaming else not head.content
    assert int(head["Content-Length"]) > 0
    kept = client.get(address, headers={"if-none-match": f'"x", W/{head["ETag"]}'})
    assert kept.status_code == 304


def test_a_proxy_is_told_where_the_file_is_once_it_is_there(
    client: Client, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MEDIA_ACCEL = "/kept-media/"
    picture = a_picture()
    path = f"{picture.key}/120.jpg"
    told = client.get(f"/media/{path}")
    assert (told.status_code, told.content) == (200, b"")
    assert told["X-Accel-Redirect"] == f"/kept-media/{path}"
    assert told["Content-Type"] == "image/jpeg" and "immutable" in told["Cache-Control"]
    document = client.get(a_document().get_absolute_url())
    assert document["Content-Disposition"].startswith("attachment")
    again = client.get(f"/media/{path}", headers={"if-none-match": told["ETag"]})
    assert again.status_code == 304 and not again.has_header("X-Accel-Redirect")
    with django_capture_on_commit_callbacks(execute=True):
        picture.delete()
    assert client.get(f"/media/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "{key}/999.jpg",
        "{key}/original.exe",
        "{key}/..jpg",
        "{key}/120.jpg.html",
        "{key}/",
        "{key}",
        "../{key}/120.jpg",
        "%2e%2e/settings.py",
        "{key}/%2e%2e%2fx.jpg",
        "0" * 32 + "/120.jpg",
        "{key}/120.jpg%00",
        "{key}/１２０.jpg",
    ],
)
def test_anything_else_is_not_found(client: Client, path: str) -> None:
    key = a_picture().key
    assert client.get("/media/" + path.format(key=key)).status_code == 404


def test_media_only_answers_get_and_head(client: Client) -> None:
    assert client.post(f"/media/{a_picture().key}/120.jpg").status_code == 405
