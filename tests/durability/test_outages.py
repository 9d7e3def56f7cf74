"""When the machine under the site cannot: the disk, the database, the cache, the mail."""

import errno
import smtplib
import sqlite3
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from lxml import html

from atoutsud.content import mail
from atoutsud.content.mail import OutboxMessage
from atoutsud.site import outage
from atoutsud.site.models import ContactMessage
from atoutsud.urls import urlpatterns as ours

pytestmark = pytest.mark.django_db
TEXT = "Nous cherchons une formation au cycle de projet, <b>en juin</b>."


def full(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


def writes_a_file(request: HttpRequest) -> HttpResponse:
    return full()


urlpatterns = [path("fr/fichier/", writes_a_file), *ours]
handler500 = "atoutsud.site.errors.server_error"


def caused(outer: Exception, inner: Exception) -> Exception:
    outer.__cause__ = inner
    return outer


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def a_full_disk() -> Any:
    """SQLite may not grow by a page; PostgreSQL says what it would say."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Pages that other tests left free would take the words in.
            cursor.execute("PRAGMA freelist_count")
            (free,) = cursor.fetchone()
            cursor.execute("PRAGMA page_size")
            (size,) = cursor.fetchone()
            cursor.execute("CREATE TABLE filler (zeros)")
            cursor.execute(f"INSERT INTO filler VALUES (zeroblob({(free + 1) * size}))")
            cursor.execute("PRAGMA page_count")
            (pages,) = cursor.fetchone()
            cursor.execute(f"PRAGMA max_page_count = {pages}")
        yield
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
        return
    fault = caused(OperationalError("no space"), psycopg.errors.DiskFull("no space"))
    with patch.object(ContactMessage, "save", side_effect=fault):
        yield


def post(client: Client, **words: str) -> Any:
    page = html.fromstring(client.get("/fr/contact/").content)
    form = {field.get("name"): field.get("value") or "" for field in page.xpath("//form//input")}
    form.pop(None, None)
    with patch("atoutsud.site.guardedform.QUICKEST", -1):
        return client.post("/fr/contact/", {**form, **words})


def test_a_full_disk_stops_no_reader_and_gives_the_words_back(
    visitor: Client, a_full_disk: None
) -> None:
    long_text = TEXT * 60
    answer = post(visitor, subject="Formation", email="ada@example.org", message=long_text)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    page = html.fromstring(answer.content)
    (again,) = page.xpath("//form[@method='post']")
    assert again.get("action") == "/fr/contact/"
    kept = {area.get("name"): area.text for area in again.xpath(".//textarea")}
    assert kept["message"].removeprefix("\n") == long_text
    assert "Rien n’a été enregistré" in answer.content.decode()
    assert not ContactMessage.objects.exists()
    for address in ("/fr/", "/en/lexicon/", "/fr/actualites/"):
        assert visitor.get(address).status_code == 200


@pytest.mark.urls(__name__)
def test_a_file_that_finds_no_room_is_told_in_the_same_way(visitor: Client) -> None:
    answer = visitor.post("/fr/fichier/", {"title": "Un titre assez long pour compter"})
    assert answer.status_code == 503
    assert "Un titre assez long" in answer.content.decode()


def test_what_is_secret_is_not_given_back(rf: Any) -> None:
    request = rf.post("/fr/compte/connexion/", {"login": "ada@example.org", "password": "hidden-w"})
    answer = outage.page(request, outage.AWAY).content.decode()
    assert "hidden-w" not in answer
    assert "<button" not in answer


def test_what_was_typed_is_shown_as_text(rf: Any) -> None:
    request = rf.post("/fr/contact/", {"message": "</textarea><script>alert(1)</script>"})
    answer = outage.page(request, outage.FULL).content.decode()
    assert "<script>alert" not in answer


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (OSError(errno.ENOSPC, "full"), "full"),
        (OSError(errno.EROFS, "read-only"), "full"),
        (OSError(errno.ENOENT, "none"), ""),
        (InterfaceError("connection already closed"), "away"),
        (ProgrammingError("no such column"), ""),
        (ValueError("no"), ""),
        (caused(ValueError("no"), OSError(errno.ENOSPC, "full")), "full"),
    ],
)
def test_a_fault_of_ours_is_not_blamed_on_the_machine(fault: Exception, kind: str) -> None:
    assert outage.kind_of(fault) == kind


@pytest.mark.parametrize(
    ("vendor", "fault", "kind"),
    [
        ("sqlite", OperationalError("database or disk is full"), "full"),
        ("sqlite", OperationalError("attempt to write a readonly database"), "full"),
        ("sqlite", OperationalError("database is locked"), "away"),
        ("sqlite", OperationalError("no such table: news_article"), ""),
        ("postgresql", OperationalError("server closed the connection"), "away"),
        ("postgresql", caused(OperationalError(""), psycopg.errors.DiskFull("")), "full"),
        ("postgresql", caused(OperationalError(""), psycopg.errors.AdminShutdown("")), "away"),
    ],
)
def test_each_database_says_it_in_its_own_way(vendor: str, fault: Exception, kind: str) -> None:
    with patch.object(outage.connection, "vendor", vendor):
        assert outage.kind_of(fault) == kind


def test_sqlite_still_says_it_by_the_words_we_know() -> None:
    small = sqlite3.connect(":memory:")
    small.execute("CREATE TABLE t (a)")
    small.execute("PRAGMA max_page_count = 2")
    with pytest.raises(sqlite3.OperationalError) as fault:
        small.execute("INSERT INTO t VALUES (zeroblob(100000))")
    small.close()
    assert any(words in str(fault.value) for words in outage.SQLITE_FULL)


def test_a_cache_that_is_away_stops_no_reader_and_lets_nobody_in(
    visitor: Client, settings: Any
) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:9/0",
            "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 1.0},
        }
    }
    for address in ("/fr/", "/fr/actualites/", "/fr/lexique/", "/readyz"):
        assert visitor.get(address).status_code == 200
    form = {"login": "ada@example.org", "password": "whatever-it-was"}
    answer = visitor.post("/fr/compte/connexion/", form)
    assert answer.status_code == 503
    assert "whatever-it-was" not in answer.content.decode()


def test_mail_waits_for_its_server_and_leaves_once() -> None:
    mail.queue("ada@example.org", "site_contact", {"message": "bonjour"}, "fr")
    with patch.object(EmailMessage, "send", side_effect=smtplib.SMTPServerDisconnected("away")):
        assert mail.send_due() == 0
    waiting = OutboxMessage.objects.get()
    assert waiting.sent is None
    assert "ada@" not in waiting.last_error
    OutboxMessage.objects.update(not_before=waiting.created)
    with patch.object(EmailMessage, "send") as send:
        assert mail.send_due() == 1
        assert mail.send_due() == 0
    assert send.call_count == 1


def test_the_page_that_asks_for_mail_does_not_wait_for_its_server(visitor: Client) -> None:
    with patch.object(EmailMessage, "send", side_effect=AssertionError("not in the request")):
        answer = post(visitor, subject="Formation", email="ada@example.org", message=TEXT)
    assert answer.status_code == 302
    assert OutboxMessage.objects.filter(sent=None).exists()


def test_a_session_that_cannot_be_stored_is_told_too(visitor: Client) -> None:
    """Stored after the view has answered, where nothing but the last handler hears of it."""
    from tests.backoffice import factories

    visitor.force_login(factories.superuser())
    fault = OperationalError("database or disk is full")
    if connection.vendor == "postgresql":
        fault.__cause__ = psycopg.errors.DiskFull("no space")
    with (
        patch("django.contrib.sessions.backends.db.SessionStore.save", side_effect=fault),
        patch("atoutsud.members.sessions.STAFF.__class__.renew", 0, create=True),
    ):
        answer = visitor.post("/fr/compte/deconnexion/")
    assert answer.status_code in (302, 503)
